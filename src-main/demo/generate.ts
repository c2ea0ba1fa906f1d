import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { DemoSize } from '../config'
import type { Services } from '../kernel/context'
import type { RequestRow } from '../modules/requests/entities'
import {
  buildPortalAccounts,
  buildStaff,
  familyLabel,
  parentAccounts,
  staffAccounts,
  type DemoAccounts,
} from './accounts'
import { bankDetailsOf, incomesOf } from './family-details'
import { billTown } from './billing'
import { bookingMaker, bookingsOf } from './bookings'
import { setCapacities } from './capacities'
import { buildCatalogue } from './catalogue'
import type { Catalogue } from './catalogue-types'
import { buildEnrolments, type DemoEnrolment } from './enrolments'
import { buildHealth } from './health'
import { historyOf } from './history'
import type { Population } from './household-types'
import { buildPopulation } from './households'
import { askFileChanges } from './file-requests'
import { counter } from './counter'
import { groupBy } from '../../src-shared/kernel/group-by'
import { openingsOf } from './openings'
import { pricesOf } from './pricing'
import { streamsOf, type Streams } from './random'
import { completeHealth, enrolmentSettingsOf, preEnrolmentsOf, registrationFilesOf } from './registration'
import { askForAccounts } from './registrations'
import { requestsOf } from './requests'
import { demoScales, type DemoScale } from './scale'
import { timelineOf, type Timeline } from './timeline'
import { buildNews, buildTown } from './town'
import { writerOn, type Writer } from './writer'

export interface DemoOptions {
  size: DemoSize
  /** The same seed, size and day make the same town. */
  seed?: string
  today: LocalDate
}

interface Plan {
  timeline: Timeline
  streams: Streams
  scale: DemoScale
  catalogue: Catalogue
  population: Population
  enrolments: DemoEnrolment[]
}

/** Writes the whole town in one transaction: an interrupted start leaves an empty database, never half a town. */
export async function writeTown(services: Services, options: DemoOptions): Promise<DemoAccounts> {
  const plan = planTown(options)
  return services.database.write(async (db) => {
    const writer = writerOn(db)
    const accounts = await writeFrame(writer, plan)
    await writePopulation(writer, plan, services)
    await writeBookings(writer, plan)
    await writer.finish()
    await askFileChanges({ ...plan, services, db })
    await askForAccounts({ ...plan, services, db })
    await billTown({ ...plan, services, db })
    return accounts
  })
}

function planTown({ size, seed = 'aubrelles', today }: DemoOptions): Plan {
  const scale = demoScales[size]
  const streams = streamsOf(`${seed}/${size}`)
  const timeline = timelineOf(today)
  const catalogue = buildCatalogue(scale, timeline)
  const population = buildPopulation(scale, streams, timeline)
  const enrolments = buildEnrolments(catalogue, population, { streams, timeline, scale })
  setCapacities(catalogue.services, enrolments)
  return { timeline, streams, scale, catalogue, population, enrolments }
}

async function writeFrame(writer: Writer, { catalogue, population, timeline }: Plan): Promise<DemoAccounts> {
  const { services, structures, closures, tariffs } = catalogue
  const { staff, places } = buildStaff(catalogue, timeline)
  const portalAccounts = buildPortalAccounts(population, timeline)
  await writer.add('town', [buildTown(timeline)])
  await writer.add('structure', structures)
  await writer.add('staff', staff)
  await writer.add('staff_structure', places)
  await writer.add(
    'activity',
    services.map(({ activity }) => activity),
  )
  await writer.add(
    'activity_group',
    services.flatMap(({ groups }) => groups),
  )
  await writer.add(
    'slot',
    services.flatMap(({ slots }) => slots),
  )
  await writer.add('closure', closures)
  await writer.add('tariff', tariffs)
  await writer.add('enrolment_setting', enrolmentSettingsOf(catalogue))
  await writer.add('portal_account', portalAccounts)
  await writer.add('news', buildNews(timeline))
  const labels = population.households.map((household) => ({
    login: household.guardians[0]?.email ?? '',
    family: familyLabel(household),
  }))
  return { staff: staffAccounts(staff), parents: parentAccounts(labels) }
}

async function writePopulation(
  writer: Writer,
  { catalogue, population, enrolments, streams, timeline }: Plan,
  services: Services,
) {
  const { households, children, members, quotients } = population
  const health = buildHealth(population, services.cipher, streams, timeline)
  completeHealth(health, population, streams, services.cipher)
  await writer.add(
    'family',
    households.map(({ family }) => family),
  )
  await writer.add(
    'person',
    households.flatMap(({ guardians }) => guardians),
  )
  await writer.add(
    'person',
    children.map(({ person }) => person),
  )
  await writer.add(
    'child',
    children.map(({ row }) => row),
  )
  await writer.add('family_member', members)
  await writer.add('family_quotient', quotients)
  await writer.add('family_income', incomesOf(households, streams, timeline.from))
  const bank = bankDetailsOf(households, streams, services.cipher, timeline.from)
  await writer.add('bank_account', bank.accounts)
  await writer.add('mandate', bank.mandates)
  await writer.add('health_record', health.records)
  await writer.add('allergy', health.allergies)
  await writer.add('care_plan', health.carePlans)
  await writer.add('treatment', health.treatments)
  await writer.add('vaccination', health.vaccinations)
  await writer.add('authorisation', health.authorisations)
  await writer.add('pickup_contact', health.pickups)
  const registration = registrationFilesOf(population, streams, timeline)
  await writer.add('registration_file', registration.files)
  await writer.add('registration_confirmation', registration.confirmations)
  await writer.add('pre_enrolment', preEnrolmentsOf(catalogue, population, timeline))
  await writer.add(
    'enrolment',
    enrolments.map(({ row }) => row),
  )
}

const rowsAtOnce = 5_000

/** Family by family, so that a large city never stands whole in memory. */
async function writeBookings(writer: Writer, plan: Plan) {
  const { catalogue, timeline, streams, scale, population, enrolments } = plan
  const nextId = counter()
  const maker = bookingMaker(catalogue, timeline, streams, nextId)
  const price = pricesOf(catalogue.tariffs, population.quotients)
  const byFamily = groupBy(enrolments, ({ row }) => row.familyId)
  const requests: RequestRow[] = []
  let waiting: Parameters<Writer['add']>[1][number][] = []
  for (const household of population.households) {
    const bookings = (byFamily.get(household.family.id) ?? []).flatMap((enrolment) => bookingsOf(maker, enrolment))
    requests.push(...requestsOf({ timeline, streams, scale, price }, household, bookings))
    for (const { row } of bookings) waiting.push(row)
    if (waiting.length < rowsAtOnce) continue
    await writer.add('booking', waiting)
    waiting = []
    // The screens of a program that is already open must not freeze meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
  }
  await writer.add('booking', waiting)
  await writer.add('request', requests)
  await writer.add('audit_log', historyOf({ population, enrolments, requests }))
  const nextOpening = counter()
  for (const openings of openingsOf(catalogue, timeline, nextOpening)) await writer.add('opening', openings)
}
