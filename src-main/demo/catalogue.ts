import names from '../../resources/demo/names.json'
import { localDateOf, yearOf, type LocalDate } from '../../src-shared/kernel/local-date'
import type { ClosureRow } from '../modules/activities/entities'
import type { StructureRow } from '../modules/organisation/entities'
import type { Catalogue, Cell, Service, Usage } from './catalogue-types'
import type { DemoScale } from './scale'
import { definitions, elementaryLevels, nurseryLevels } from './service-definitions'
import { tariffsOf } from './tariffs'
import { isWorkday, type DemoDay, type Timeline } from './timeline'

const namedSchools = [
  { name: 'École Les Tilleuls', levels: [...nurseryLevels, ...elementaryLevels], address: '2, allée des Tilleuls' },
  { name: 'École Jean-Zay', levels: [...nurseryLevels, ...elementaryLevels], address: '18, rue Jean-Jaurès' },
  { name: 'École du Centre', levels: [...elementaryLevels], address: '1, place du Marché' },
]

/** Structures, services, openings and prices of the town. */
export function buildCatalogue(scale: DemoScale, timeline: Timeline): Catalogue {
  const structures: StructureRow[] = []
  const services: Service[] = []
  const addStructure = (name: string, kind: StructureRow['kind'], address: string, description: string) => {
    const position = structures.length + 1
    const structure: StructureRow = {
      id: position,
      code: `S${String(position).padStart(2, '0')}`,
      name,
      kind,
      description,
      address: `${address}, 99120 Aubrelles`,
      phone: `01 99 00 12 ${String(40 + (position % 60)).padStart(2, '0')}`,
      email: `structure${position}@aubrelles.invalid`,
      position,
      archivedAt: null,
      version: 1,
    }
    structures.push(structure)
    return structure
  }
  const addService = (usage: Usage, structure: StructureRow, levels?: readonly string[]) => {
    const service = buildService({ usage, structure, levels, before: services, timeline })
    services.push(service)
    return service
  }

  const schools = Array.from({ length: scale.schools }, (_, index) => {
    const named = namedSchools[index] ?? otherSchool(index)
    const isWhole = named.levels.length > elementaryLevels.length
    const structure = addStructure(
      named.name,
      'school',
      named.address,
      isWhole ? 'maternelle et élémentaire' : 'élémentaire',
    )
    const meal = addService('meal', structure, named.levels)
    return { structure, levels: named.levels, meal, care: addService('care', structure, named.levels) }
  })
  const leisure = names.leisureCentres.slice(0, scale.leisureCentres).map((name, index) => {
    const structure = addStructure(
      index === 0 ? `Centre de loisirs ${name}` : `Centre ${name}`,
      'leisure',
      `${3 + index}, chemin du Pré-Long`,
      'centre de loisirs',
    )
    return { wednesday: addService('wednesday', structure), holidays: addService('holidays', structure) }
  })
  const sport = addService(
    'sport',
    addStructure('École municipale des sports', 'sport', '24, avenue des Sports', 'école des sports'),
  )
  const nurseries = names.nurseries
    .slice(0, scale.nurseries)
    .map((name, index) =>
      addService('nursery', addStructure(name, 'nursery', `${5 + index}, rue de la Fontaine`, 'multi-accueil')),
    )

  tighten(schools, leisure)
  const strike = strikeOf(schools[2]?.structure ?? null, timeline)
  const closures = closuresOf({ timeline, leisure, nurseries, strike })
  applyClosures(services, closures, timeline)
  return {
    structures,
    closures,
    services,
    tariffs: tariffsOf(services, timeline),
    schools,
    leisure,
    sport,
    nurseries,
    strike,
  }
}

function otherSchool(index: number) {
  const name = names.schools[index - namedSchools.length] ?? `n° ${index + 1}`
  return {
    name: `École ${name}`,
    levels: [...nurseryLevels, ...elementaryLevels],
    address: `${index + 1}, rue des Écoles`,
  }
}

interface ServicePlace {
  usage: Usage
  structure: StructureRow
  levels: readonly string[] | undefined
  before: readonly Service[]
  timeline: Timeline
}

function buildService({ usage, structure, levels, before, timeline }: ServicePlace): Service {
  const {
    name,
    settings,
    bookingDeadline,
    cancelDeadline,
    slots: slotDefinitions,
    groups: groupDefinitions,
  } = definitions[usage]
  const id = before.length + 1
  const countBefore = (of: (service: Service) => readonly unknown[]) =>
    before.reduce((sum, service) => sum + of(service).length, 0)
  const firstGroup = countBefore((service) => service.groups) + 1
  const firstSlot = countBefore((service) => service.slots) + 1
  const received = groupDefinitions.filter(
    (group) => levels === undefined || group.levels.some((level) => levels.includes(level)),
  )
  const groups = received.map((group, position) => ({
    id: firstGroup + position,
    activityId: id,
    name: group.name,
    classLevels: JSON.stringify(group.levels),
    position,
  }))
  const slots = slotDefinitions.map(({ opens: _opens, ...slot }, position) => ({
    id: firstSlot + position,
    activityId: id,
    ...slot,
    capacityOverGroups: null,
    position,
  }))
  const cells = groups.flatMap((group, groupIndex) =>
    slots.map((slot, slotIndex): Cell => {
      const opens = slotDefinitions[slotIndex]?.opens ?? (() => false)
      return {
        group,
        slot,
        levels: received[groupIndex]?.levels ?? [],
        open: Uint8Array.from(timeline.days, (day) => Number(opens(day))),
        taken: new Uint16Array(timeline.days.length),
        capacity: null,
        room: 1.15,
        overall: null,
      }
    }),
  )
  const activity = {
    id,
    structureId: structure.id,
    name,
    ...settings,
    bookingDeadline: JSON.stringify(bookingDeadline),
    cancelDeadline: cancelDeadline === null ? null : JSON.stringify(cancelDeadline),
    validFrom: timeline.from,
    validTo: timeline.to,
    portalOpensAt: null,
    onPortal: true,
    bookingPolicy: null,
    position: id,
    archivedAt: null,
    version: 1,
  }
  return { usage, activity, structure, groups, slots, cells }
}

/** Two places where families wait: the evening at the second school, the little ones on Wednesdays. */
function tighten(schools: Catalogue['schools'], leisure: Catalogue['leisure']) {
  for (const cell of schools[1]?.care.cells ?? []) if (cell.slot.name === 'Soir') cell.room = 0.75
  const [littleOnes] = leisure[0]?.wednesday.cells ?? []
  if (littleOnes) littleOnes.room = 0.8
}

/** A day of school of the billed month, at the third school. */
function strikeOf(school: StructureRow | null, { days, billedMonth }: Timeline): Catalogue['strike'] {
  const day = days.filter(({ date, kind }) => date.startsWith(billedMonth) && kind === 'school')[5]
  return school && day ? { structureId: school.id, day } : null
}

interface ClosureFacts {
  timeline: Timeline
  leisure: Catalogue['leisure']
  nurseries: Service[]
  strike: Catalogue['strike']
}

function closuresOf({ timeline, leisure, nurseries, strike }: ClosureFacts): ClosureRow[] {
  const rows: ClosureRow[] = []
  const add = (structureId: number | null, fromDate: LocalDate, toDate: LocalDate, label: string) =>
    rows.push({ id: rows.length + 1, structureId, fromDate, toDate, label })
  for (const year of [yearOf(timeline.from), yearOf(timeline.secondYearFrom)]) {
    for (const { wednesday } of leisure) {
      add(wednesday.structure.id, localDateOf(year, 12, 28), localDateOf(year, 12, 31), 'Fermeture annuelle')
    }
    for (const nursery of nurseries) {
      add(nursery.structure.id, localDateOf(year, 12, 24), localDateOf(year + 1, 1, 2), 'Fermeture annuelle')
      add(nursery.structure.id, localDateOf(year + 1, 8, 3), localDateOf(year + 1, 8, 21), 'Fermeture d’été')
    }
  }
  if (strike) add(strike.structureId, strike.day.date, strike.day.date, 'Grève du personnel')
  const [firstNursery] = nurseries
  if (firstNursery) {
    const { id } = firstNursery.structure
    const isClosed = (date: LocalDate) =>
      rows.some((row) => row.structureId === id && row.fromDate <= date && date <= row.toDate)
    const fridays = timeline.bookable.filter((day) => day.date > timeline.today && day.weekday === 5 && isWorkday(day))
    const trainingDay = fridays.filter(({ date }) => !isClosed(date))[1]
    if (trainingDay) add(id, trainingDay.date, trainingDay.date, 'Journée pédagogique')
  }
  return rows
}

function applyClosures(services: readonly Service[], closures: readonly ClosureRow[], { days }: Timeline) {
  const isClosed = (structureId: number, { date }: DemoDay) =>
    closures.some(
      (closure) => closure.structureId === structureId && closure.fromDate <= date && date <= closure.toDate,
    )
  for (const service of services) {
    for (const day of days) {
      if (isClosed(service.structure.id, day)) for (const cell of service.cells) cell.open[day.index] = 0
    }
  }
}
