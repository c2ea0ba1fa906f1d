import { errorLabel, refuse } from '../../../src-shared/errors'
import { viewKey } from '../../../src-shared/contract/portal/views'
import { passwordLength, passwordProblems, type PasswordOwner } from '../../../src-shared/rules/password'
import type { Ctx, ManualCtx } from '../../kernel/context'
import type { ViewSource } from './views/source'

/** What the town asks of its parents' accounts. */
export async function accessRules(ctx: Ctx, views: ViewSource) {
  const [town] = await views.get(ctx, viewKey.town())
  return town?.access ?? refuse('town.missing')
}

/** Refuses a password that fails a rule, naming each rule. */
export async function checkNewPassword(
  ctx: ManualCtx,
  views: ViewSource,
  { password, owner, field }: { password: string; owner?: PasswordOwner; field: string },
): Promise<void> {
  const { passwordMinLength: minLength } = await ctx.read((unit) => accessRules(unit, views))
  const rules = passwordProblems(password, { minLength }, owner)
  if (rules.length === 0) return
  const details = { rules, minLength: passwordLength({ minLength }) }
  refuse('password.weak', { ...details, fields: { [field]: errorLabel('password.weak', details) } })
}
