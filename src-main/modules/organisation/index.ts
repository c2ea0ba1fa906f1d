import type { organisationContract } from '../../../src-shared/contract/staff/organisation'
import { parisInstant } from '../../../src-shared/kernel/instant'
import { addDays, addMonthsToDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import { localTime } from '../../../src-shared/kernel/local-time'
import { schoolYearOf } from '../../../src-shared/kernel/school-year'
import type { StaffActor } from '../../kernel/actor'
import type { StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { loadCalendar } from './calendar'
import { sendTestMail } from './mail'
import { describeTown, updateFile, updateIdentity, updateMail, updatePayments, updateSettings } from './settings'
import { auditPage } from './store-audit'
import { archiveStructure, orderStructures, saveStructure } from './structures'
import { listStructures, readTown, visibleStructures } from './town'

export { calendarOf, loadCalendar, type TownCalendar } from './calendar'
export { describeMailError, mailPasswordPlace, townMailTransport, townSender } from './mail'
export { updateSettings } from './settings'
export { saveStructure } from './structures'
export { listStructures, readTown, townOrNull, visibleStructures, worksFor, type Structure, type Town } from './town'

/** Where the sealed secret of FranceConnect stands, for the cipher. */
export const identitySecretPlace = 'town.france-connect/1'

const midnight = localTime('00:00')
const done = { done: true } as const

/** Without the fields that were left out. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(kept) as { [K in keyof T]: Exclude<T[K], undefined> }
}

export const organisationHandlers: Handlers<typeof organisationContract, StaffActor> = {
  'organisation.context': (ctx) => readContext(ctx),
  'organisation.calendar': async (ctx) => {
    const { zone, alsaceMoselle, schoolHolidays, coverage } = await loadCalendar(ctx)
    return { zone, alsaceMoselle, schoolHolidays: [...schoolHolidays], coverage }
  },
  'town.read': (ctx) => describeTown(ctx),
  'town.updateIdentity': async (ctx, input) => {
    await updateIdentity(ctx, input)
    return done
  },
  'town.updateInvoices': async (ctx, { version, ...invoice }) => {
    await updateSettings(ctx, version, () => ({ invoice }))
    return done
  },
  'town.updatePortal': async (ctx, { version, ...portal }) => {
    await updateSettings(ctx, version, (before) => ({ portal: { ...before.portal, ...defined(portal) } }))
    return done
  },
  'town.updateChildren': async (ctx, { version, diets }) => {
    await updateSettings(ctx, version, () => ({ children: { diets: [...new Set(diets)] } }))
    return done
  },
  'town.updateFile': async (ctx, input) => {
    await updateFile(ctx, input)
    return done
  },
  'town.updatePayments': async (ctx, { version, gateway }) => {
    await updatePayments(ctx, version, gateway)
    return done
  },
  'town.updateMail': async (ctx, input) => {
    await updateMail(ctx, input)
    return done
  },
  'town.sendTestMail': (ctx, { to }) => sendTestMail(ctx, to),
  'structures.list': (ctx) => listStructures(ctx),
  'structures.save': async (ctx, input) => ({ id: await saveStructure(ctx, input) }),
  'structures.setArchived': async (ctx, input) => {
    await archiveStructure(ctx, input)
    return done
  },
  'structures.order': async (ctx, { ids }) => {
    await orderStructures(ctx, ids)
    return done
  },
  'audit.list': (ctx, { text, from, to, offset, limit }) =>
    auditPage(ctx.db, {
      text,
      offset,
      limit,
      from: startOf(from),
      until: startOf(to === null ? null : addDays(to, 1)),
    }),
}

const startOf = (date: LocalDate | null) => (date === null ? null : parisInstant(date, midnight))

async function readContext(ctx: StaffCtx) {
  const town = await readTown(ctx)
  const structures = (await visibleStructures(ctx)).filter(({ isArchived }) => !isArchived)
  const years = [-12, 0, 12].map((months) => schoolYearOf(addMonthsToDate(ctx.today, months)))
  return {
    townName: town.name,
    accentColour: town.accentColour,
    mode: town.mode,
    today: ctx.today,
    permissions: [...ctx.actor.permissions],
    structures: structures.map(({ id, name, kind }) => ({ id, name, kind })),
    schoolYears: years,
    schoolYear: schoolYearOf(ctx.today),
  }
}
