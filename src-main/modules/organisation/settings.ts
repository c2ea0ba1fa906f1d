import type { TownIdentity, TownView } from '../../../src-shared/contract/staff/organisation'
import { zTownSettings, type TownSettings } from '../../../src-shared/contract/settings'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { mailPasswordPlace } from './mail'
import { familyIds, updateTown } from './store'
import { readTown } from './town'

/** The town for its settings screen: everything but the password of its mail server. */
export async function describeTown(ctx: Ctx): Promise<TownView> {
  const { settings, mode, version, ...row } = await readTown(ctx)
  const { passwordSealed, ...mail } = settings.mail
  const { id: _id, ...identity } = row
  const { invoice, portal, payments, children, file, requests } = settings
  return {
    ...identity,
    mode,
    version,
    mail: { ...mail, hasPassword: passwordSealed !== '' },
    invoice,
    portal,
    payments,
    children,
    file: { fields: file.fields, automatic: requests.automatic, healthOnHosted: portal.healthOnHosted },
  }
}

export async function updateIdentity(ctx: Ctx, { version, ...identity }: TownIdentity & { version: number }) {
  await saveTown(ctx, version, identity)
}

/** Changes one part of the settings; the others stay as they are. */
export async function updateSettings(
  ctx: Ctx,
  version: number,
  change: (before: TownSettings) => Partial<TownSettings>,
): Promise<void> {
  const { settings } = await readTown(ctx)
  const after = zTownSettings.parse({ ...settings, ...change(settings) })
  await saveTown(ctx, version, { settings: JSON.stringify(after) })
}

interface MailChange {
  version: number
  host: string
  port: number
  secure: boolean
  user: string
  from: string
  password?: string
}

export function updateMail(ctx: Ctx, { version, password, ...fields }: MailChange): Promise<void> {
  return updateSettings(ctx, version, ({ mail }) => ({
    mail: {
      ...fields,
      passwordSealed:
        password === undefined ? mail.passwordSealed : ctx.services.cipher.seal(password, mailPasswordPlace),
    },
  }))
}

export async function updatePayments(ctx: Ctx, version: number, gateway: 'none' | 'test'): Promise<void> {
  const { mode } = await readTown(ctx)
  if (gateway === 'test' && mode === 'production') refuse('town.test-gateway-in-production')
  await updateSettings(ctx, version, () => ({ payments: { gateway } }))
}

/** What family files keep and show: the copy of each of them is to be made again. */
export async function updateFile(
  ctx: Ctx,
  { version, fields, automatic, healthOnHosted }: { version: number } & TownView['file'],
): Promise<void> {
  await updateSettings(ctx, version, ({ portal }) => ({
    ...{ file: { fields }, requests: { automatic } },
    portal: { ...portal, healthOnHosted },
  }))
  const families = await familyIds(ctx.db)
  await ctx.touch(...families.flatMap((id) => [`file/${id}`, `requests/${id}`]))
}

async function saveTown(ctx: Ctx, version: number, columns: Record<string, string | boolean | null>) {
  if ((await updateTown(ctx.db, version, columns)) === 0) refuse('record.changed-meanwhile')
  await ctx.touch('town')
}
