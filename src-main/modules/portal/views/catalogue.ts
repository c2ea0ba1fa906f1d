import type { ActivityView, AvailabilityView, NewsView, TownView } from '../../../../src-shared/contract/portal/views'
import { firstDay, lastDay, type YearMonth } from '../../../../src-shared/kernel/year-month'
import type { Ctx } from '../../../kernel/context'
import { closuresBetween, findActivity, loadActivities, loadCatalogue, type Activity } from '../../activities'
import { calendarOf, listStructures, readTown, type Town } from '../../organisation'
import { loadTariffBook } from '../../pricing'
import { newsRows, openingRows, type OpeningRow } from '../store'

/** Views that are the same for every family. */

export async function buildTown(ctx: Ctx): Promise<TownView> {
  const town = await readTown(ctx)
  const { schoolHolidays } = calendarOf(town.schoolZone, town.alsaceMoselle)
  const activities = await loadActivities(ctx)
  const services = activities.filter((activity) => isOffered(activity)).map(({ kind }) => kind)
  return {
    name: town.name,
    mode: town.mode,
    schoolZone: town.schoolZone,
    alsaceMoselle: town.alsaceMoselle,
    schoolHolidays: [...schoolHolidays].map((holiday) => ({ ...holiday, zones: [...holiday.zones] })),
    address: [town.addressLine, `${town.postalCode} ${town.city}`.trim()].filter(Boolean).join(', '),
    phone: town.phone,
    email: town.email,
    openingHours: town.openingHours,
    accentColour: town.accentColour,
    cellLabels: town.settings.portal.cellLabels,
    onlinePayment: town.settings.payments.gateway !== 'none',
    access: accessSettings(town),
    yearlyFile: {
      limitsAccess: town.settings.registration.limitsAccess,
      stopsBooking: town.settings.registration.blocksBooking,
    },
    services: [...new Set(services)],
  }
}

function accessSettings({ settings }: Town): TownView['access'] {
  const { signOutUrl, selfRegistration, passwordMinLength, attemptsBeforeLock } = settings.portal
  return { signOutUrl, selfRegistration, passwordMinLength, attemptsBeforeLock }
}

const isOffered = (activity: Activity) => activity.onPortal && !activity.isArchived

export async function buildNews(ctx: Ctx): Promise<NewsView> {
  return { items: await newsRows(ctx.db) }
}

export async function buildActivity(ctx: Ctx, id: number): Promise<ActivityView | null> {
  const activity = await findActivity(ctx, id)
  if (!activity) return null
  const structure = (await listStructures(ctx)).find((one) => one.id === activity.structureId)
  const tariffs = (await loadTariffBook(ctx)).byActivity.get(id) ?? []
  return {
    id,
    name: activity.name,
    kind: activity.kind,
    onPortal: isOffered(activity),
    position: activity.position,
    structure: { id: activity.structureId, name: structure?.name ?? '', phone: structure?.phone ?? '' },
    rules: activity.rules,
    minAgeMonths: activity.minAgeMonths,
    maxAgeMonths: activity.maxAgeMonths,
    residentsOnly: activity.residentsOnly,
    validFrom: activity.validFrom,
    validTo: activity.validTo,
    groups: activity.groups.map(({ id: groupId, name, classLevels }) => ({
      id: groupId,
      name,
      classLevels: [...classLevels],
    })),
    slots: activity.slots.map(({ id: slotId, name, letter, icon, startTime, endTime, position }) => {
      return { id: slotId, name, letter, icon, startTime, endTime, position }
    }),
    tariffs: tariffs.map(({ id: tariffId, slotId, definition, validFrom, validTo }) => {
      return { id: tariffId, slotId, definition, validFrom, validTo }
    }),
  }
}

export async function buildAvailability(
  ctx: Ctx,
  activityId: number,
  month: YearMonth,
): Promise<AvailabilityView | null> {
  const { byId, slotById } = await loadCatalogue(ctx)
  const activity = byId.get(activityId)
  if (!activity) return null
  const rows = await openingRows(ctx.db, activityId, firstDay(month), lastDay(month))
  const takenOverGroups = new Map<string, number>()
  for (const { slotId, date, taken } of rows) {
    const key = `${slotId} ${date}`
    takenOverGroups.set(key, (takenOverGroups.get(key) ?? 0) + taken)
  }
  const placesLeft = ({ slotId, date, capacity, taken }: OpeningRow): number | null => {
    const overall = slotById.get(slotId)?.capacityOverGroups ?? null
    const counters = [
      ...(capacity === null ? [] : [capacity - taken]),
      ...(overall === null ? [] : [overall - (takenOverGroups.get(`${slotId} ${date}`) ?? 0)]),
    ]
    return counters.length === 0 ? null : Math.min(...counters)
  }
  const closures = await closuresBetween(ctx, firstDay(month), lastDay(month))
  return {
    openings: rows.map((row) => [row.groupId, row.slotId, row.date, placesLeft(row)]),
    closures: closures
      .filter(({ structureId }) => structureId === null || structureId === activity.structureId)
      .map(({ fromDate, toDate, label }) => ({ from: fromDate, to: toDate, label })),
  }
}
