import type { AccessAct } from '../../../src-shared/contract/access'
import { startJob } from '../../kernel/jobs'
import type { Ctx } from '../../kernel/context'
import { applyAccessAct, forgottenJob, readRegistration } from '../access'
import { submitRequest } from '../requests'

type Origin = 'portal' | 'hosted-portal'

/** At the office: does what was asked, and puts a proved registration in the inbox. */
export async function receiveAccessAct(ctx: Ctx, act: AccessAct, origin: Origin): Promise<void> {
  const { proven } = await applyAccessAct(ctx, act)
  if (!proven) return
  const { id, firstName, lastName } = await readRegistration(ctx, proven.id)
  await submitRequest(ctx, {
    ...{ id, kind: 'registration', familyId: null, accountId: null, authorName: `${firstName} ${lastName}` },
    ...{ payload: { registrationId: id }, submittedAt: proven.at, origin },
  })
}

/** Beside the desk. A lost password is looked for after the answer, which is then the same, in the same time, for anybody. */
export async function actHere(ctx: Ctx, act: AccessAct): Promise<void> {
  if (act.act === 'forgotten') await startJob(ctx, forgottenJob, { login: act.login })
  else await receiveAccessAct(ctx, act, 'portal')
}
