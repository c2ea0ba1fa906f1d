import { zTownSettings } from '../../../src-shared/contract/settings'
import type { NewTown, StandardService } from '../../../src-shared/contract/staff/first-run'
import { refuse } from '../../../src-shared/errors'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { schoolYearRange } from '../../../src-shared/kernel/school-year'
import type { Ctx, ManualCtx } from '../../kernel/context'
import { hashPassword, insertAdministrator } from '../accounts'
import { activityFor, changeOpenings, saveActivity } from '../activities'
import { saveStructure, townOrNull } from '../organisation'
import { saveTariff } from '../pricing'
import { standardActivities } from './standard-activities'

/** Creates the town with its first account and what the wizard chose, in one transaction. Returns the administrator. */
export async function createTown(ctx: ManualCtx, input: NewTown): Promise<number> {
  // Asked before the slow hash, and again in the transaction: two wizards may be open.
  if (await ctx.read(townOrNull)) refuse('town.exists')
  const { password, ...administrator } = input.administrator
  const passwordHash = await hashPassword(password)
  return ctx.write(async (unit) => {
    await unit.db.lock('town')
    if (await townOrNull(unit)) refuse('town.exists')
    await insertTown(unit, input.town)
    const id = await insertAdministrator(unit, { ...administrator, passwordHash })
    await createStructures(unit, input)
    await unit.touch('town')
    return id
  })
}

async function insertTown(ctx: Ctx, town: NewTown['town']) {
  const settings = JSON.stringify(zTownSettings.parse({}))
  await ctx.db.insert('town', { id: 1, ...town, mode: 'production', settings, version: 1 })
}

async function createStructures(ctx: Ctx, input: NewTown) {
  const codes = new Set<string>()
  for (const { name, kind, services } of input.structures) {
    const empty = { description: '', address: '', phone: '', email: '' }
    const code = freeCode(name, codes)
    const structureId = await saveStructure(ctx, { id: null, version: 0, code, name, kind, ...empty })
    for (const service of services) await createService(ctx, input, service, structureId, name)
  }
}

/** Three letters of the name's last word, then a number where several begin alike: « École Jean-Zay » is ZAY. */
function freeCode(name: string, taken: Set<string>): string {
  const word = normalizeSearch(name).split(' ').at(-1) ?? ''
  const stem = (word.slice(0, 3) || 'str').toUpperCase()
  let code = stem
  for (let next = 2; taken.has(code); next += 1) code = `${stem}${next}`
  taken.add(code)
  return code
}

async function createService(
  ctx: Ctx,
  input: NewTown,
  service: StandardService,
  structureId: number,
  structure: string,
) {
  const { from, to } = schoolYearRange(input.schoolYear)
  const { fields, groups, slots, opening, nameIn } = standardActivities[service]
  const period = { validFrom: from, validTo: to }
  const activityId = await saveActivity(ctx, {
    ...fields,
    ...period,
    id: null,
    version: 0,
    structureId,
    name: nameIn(structure),
    groups,
    slots,
  })
  const activity = await activityFor(ctx, activityId)
  await changeOpenings(ctx, {
    activityId,
    from,
    to,
    ...opening,
    groupIds: activity.groups.map(({ id }) => id),
    slotIds: activity.slots.map(({ id }) => id),
    action: { kind: 'open', capacity: null },
    leaveHeld: false,
  })
  const tariff = input.tariffs.find((one) => one.service === service)
  if (!tariff) return
  const { definition } = tariff
  const name = `Tarif ${input.schoolYear}`
  const dates = { validFrom: from, validTo: null }
  await saveTariff(ctx, { id: null, version: 0, activityId, slotId: null, name, definition, ...dates })
}
