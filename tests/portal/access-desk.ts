import { createJobRunner } from '../../src-main/kernel/jobs'
import { accessJobs } from '../../src-main/modules/access'
import type { InputOf, OutputOf, Reply } from '../../src-shared/contract/operation'
import type { StaffContract } from '../../src-shared/contract/staff'
import { caller, valueOf, type Desk } from '../support/desk'
import type { TestDatabase } from '../support/database'
import { parentOf, portalTown } from './portal-town'

/** Long enough, and nobody's. */
export const strong = 'Girafe-mauve-2026'
export const stronger = 'Tulipe-bleue-1789'

interface Queued {
  kind: string
  toAddress: string
  subject: string
  bodyText: string
}

/** The small town, whose portal has an address, with an agent and a look at what leaves by e-mail. */
export async function accessTown(database: TestDatabase, portal: Record<string, unknown> = {}) {
  const made = await portalTown(database)
  const { desk, town } = made
  const settings = { portal: { publicUrl: 'https://famille.aubrelles.invalid', ...portal } }
  await desk.write(({ db }) => db.run`update town set settings = ${JSON.stringify(settings)} where id = 1`)
  return { ...made, agent: staffOf(desk, town.staff.agent.token), mails: () => mailsOf(desk) }
}

export function staffOf(desk: Desk, token: string) {
  type Name = keyof StaffContract & string
  const ask = async <K extends Name>(operation: K, input: InputOf<StaffContract, K>): Promise<Reply> =>
    (await desk.staff.dispatcher.call(operation, input, caller(token))).reply
  return {
    ask,
    value: async <K extends Name>(operation: K, input: InputOf<StaffContract, K>) =>
      valueOf<OutputOf<StaffContract, K>>(await ask(operation, input)),
    code: async <K extends Name>(operation: K, input: InputOf<StaffContract, K>) => {
      const reply = await ask(operation, input)
      return reply.ok ? null : reply.error.code
    },
  }
}

export const mailsOf = (desk: Desk): Promise<Queued[]> =>
  desk.read(({ db }) => db.rows<Queued>`select kind, to_address, subject, body_text from outbox_message order by id`)

/** What stands after the `#` of the link in a mail. */
export function tokenIn(mail: Queued | undefined): string {
  return /https?:\/\/\S+#(\S+)/.exec(mail?.bodyText ?? '')?.[1] ?? ''
}

/** Runs what was put off until after the answer. */
export async function runJobs(desk: Desk): Promise<void> {
  const runner = createJobRunner(desk.services, accessJobs)
  runner.wake()
  await runner.idle()
  await runner.stop()
}

/** Signs in, or chooses a password, and gives what the session may then ask. */
export async function openedWith(
  desk: Desk,
  operation: 'session.signIn' | 'access.choosePassword',
  input: object,
): Promise<{ reply: Reply; parent: ReturnType<typeof parentOf> }> {
  const { reply, session } = await desk.portal.dispatcher.call(operation, input, caller())
  return { reply, parent: parentOf(desk, session?.token ?? null) }
}
