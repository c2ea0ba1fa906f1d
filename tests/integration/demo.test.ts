import { createHash } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { entities } from '../../src-main/database/entities'
import { rawSql, sql } from '../../src-main/database/sql'
import { demoPassword, generateDemo, openDemo } from '../../src-main/demo'
import type { RequestRow } from '../../src-main/modules/requests/entities'
import { recordOf } from '../../src-main/modules/requests/record'
import { hasPriceEverywhere, outcomesOf, payloadOf } from '../support/demo-facts'
import { onEachDatabase, openTestDatabase, type TestDatabase } from '../support/database'
import { caller, deskOn, valueOf, type Desk } from '../support/desk'
import { portalContract } from '../../src-shared/contract/portal'
import { staffContract } from '../../src-shared/contract/staff'
import { parisInstant } from '../../src-shared/kernel/instant'
import { localDate, monthOf, type LocalDate } from '../../src-shared/kernel/local-date'
import { groupBy } from '../../src-shared/kernel/group-by'
import { addMonths } from '../../src-shared/kernel/year-month'
import { localTime } from '../../src-shared/kernel/local-time'
import { OCCUPYING_STATES } from '../../src-shared/rules/booking-state'

const today = localDate('2026-12-08')

async function demoOn(database: TestDatabase, options: { today?: LocalDate; seed?: string } = {}) {
  const day = options.today ?? today
  const desk = deskOn(database, { now: parisInstant(day, localTime('09:00')) })
  const { accounts } = await generateDemo(desk.services, { size: 'demo', today: day, seed: options.seed })
  return { desk, accounts }
}

const sealedPlaces = [
  { table: 'bank_account', columns: ['iban'], key: 'id' },
  { table: 'allergy', columns: ['label', 'instruction'], key: 'id' },
  { table: 'care_plan', columns: ['instruction', 'kit_place'], key: 'id' },
  {
    table: 'health_record',
    columns: ['doctor', 'doctor_phone', 'notes', 'insurer', 'insurance_number'],
    key: 'child_id',
  },
  { table: 'treatment', columns: ['name', 'dose', 'schedule'], key: 'id' },
  { table: 'vaccination', columns: ['content'], key: 'id' },
]

/**
 * A fingerprint of every row of every table. Sealed health fields are opened first: sealing the same words twice never
 * gives the same bytes, and must not.
 */
async function fingerprint(desk: Desk): Promise<Map<string, string>> {
  const { services } = desk
  const prints = new Map<string, string>()
  await services.database.read(async (db) => {
    for (const { options } of entities) {
      const rows = await db.rowsOf<Record<string, unknown>>(sql`select * from ${rawSql(`"${options.name}"`)}`)
      const sealed = sealedPlaces.find(({ table }) => table === options.name)
      const read = (row: Record<string, unknown>) =>
        options.name === 'request' ? openRequest(desk, row) : sealed ? opened(services, row, sealed) : row
      // A file is kept under a name drawn by lot.
      const texts = rows.map((row) => JSON.stringify({ ...read(row), storedName: '' })).sort()
      prints.set(options.name, createHash('sha256').update(texts.join('\n')).digest('hex'))
    }
  })
  return prints
}

/** A request whose values are sealed, opened. */
function openRequest({ services }: Desk, row: Record<string, unknown>) {
  const { payload, outcome } = recordOf(services.cipher, row as RequestRow)
  return { ...row, payload, outcome }
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

function opened(
  services: Desk['services'],
  row: Record<string, unknown>,
  { table, columns, key }: (typeof sealedPlaces)[number],
) {
  const values = columns.map((column) => {
    const place = `${table}.${column}/${String(row[camel(key)])}`
    return [`${camel(column)}Sealed`, services.cipher.open(String(row[`${camel(column)}Sealed`]), place)]
  })
  return { ...row, ...Object.fromEntries(values) }
}

onEachDatabase('the demonstration town', (open) => {
  it('is the same town, row for row, for the same seed, size and day', async () => {
    const first = await demoOn(await open())
    const second = await demoOn(await open())
    expect(await fingerprint(second.desk)).toEqual(await fingerprint(first.desk))
    expect(second.accounts).toEqual(first.accounts)
  })

  it('is another town for another seed', async () => {
    const first = await fingerprint((await demoOn(await open())).desk)
    const second = await fingerprint((await demoOn(await open(), { seed: 'elsewhere' })).desk)
    expect(second.get('family')).not.toBe(first.get('family'))
    expect(second.get('booking')).not.toBe(first.get('booking'))
  })

  it('lets every role and every parent shown sign in', async () => {
    const { desk, accounts } = await demoOn(await open())
    expect(accounts.staff.map(({ role }) => role)).toEqual([
      'administrator',
      'director',
      'agent',
      'cashier',
      'animator',
    ])
    for (const { email, password, role } of accounts.staff) {
      const reply = await desk.staff.dispatcher.call('session.signIn', { email, password }, caller())
      expect(valueOf<{ role: string }>(reply.reply)).toMatchObject({
        role,
        townName: 'Aubrelles',
        townMode: 'demonstration',
      })
    }
    expect(accounts.parents).toHaveLength(4)
    expect(accounts.parents[0]).toEqual({
      login: 'aminata.diallo@courriel.invalid',
      password: demoPassword,
      family: 'Diallo, n° 101',
    })
  })

  it('goes on numbering after its own rows', async () => {
    const { desk } = await demoOn(await open())
    const id = await desk.write(({ db }) =>
      db.insert('closure', { structureId: null, fromDate: today, toDate: today, label: 'Neige' }),
    )
    const [known] = await desk.read(
      ({ db }) =>
        db.rows<{ count: number; highest: number }>`select count(*) as count, max(id) as highest from closure`,
    )
    expect(id).toBe(Number(known?.count))
    expect(id).toBe(known?.highest)
    const requestOfFamily = await desk.write(({ db }) =>
      db.insert('family_quotient', {
        familyId: 1,
        kind: 'caf',
        value: 500,
        validFrom: today,
        validTo: null,
        source: 'x',
        createdAt: `${today}T08:00:00.000Z`,
      }),
    )
    expect(requestOfFamily).toBeGreaterThan(60)
  })

  it('is opened again, and never laid over a town', async () => {
    const { desk, accounts } = await demoOn(await open())
    await expect(generateDemo(desk.services, { size: 'demo', today })).rejects.toMatchObject({ code: 'town.exists' })
    expect(await openDemo(desk.services, 'demo')).toEqual(accounts)
    await desk.write(({ db }) => db.run`update town set mode = 'production'`)
    await expect(openDemo(desk.services, 'demo')).rejects.toThrow(/vraie ville/)
  })
})

// A Saturday, the middle of summer, the first and last days of a school year, a leap day, years whose holidays nobody knows yet.
const days = [
  '2026-12-08',
  '2026-12-12',
  '2026-08-02',
  '2026-09-01',
  '2026-07-03',
  '2027-01-01',
  '2028-02-29',
  '2030-03-31',
  '2024-09-15',
]

for (const day of days.map(localDate)) {
  onEachDatabase(`the demonstration of ${day}`, (_open, engine) => {
    let desk: Desk
    let database: TestDatabase
    beforeAll(async () => {
      database = await openTestDatabase(engine)
      desk = (await demoOn(database, { today: day })).desk
      return () => database.dispose()
    })
    const rows = <T>(strings: TemplateStringsArray, ...values: unknown[]) =>
      desk.read(({ db }) => db.rows<T>(strings, ...values))

    it('counts the places taken exactly, and never gives more than there are', async () => {
      expect(
        await rows`select opening.id from opening left join booking on booking.group_id = opening.group_id
          and booking.slot_id = opening.slot_id and booking.date = opening.date and booking.state in ${[...OCCUPYING_STATES]}
          group by opening.id, opening.taken having count(booking.id) <> opening.taken`,
      ).toEqual([])
      expect(await rows`select id from opening where capacity is null or taken > capacity`).toEqual([])
      expect(
        await rows`select slot.id, opening.date from opening join slot on slot.id = opening.slot_id
          where slot.capacity_over_groups is not null group by slot.id, slot.capacity_over_groups, opening.date
          having sum(opening.taken) > slot.capacity_over_groups`,
      ).toEqual([])
      const [total] = await rows<{ taken: number }>`select sum(taken) as taken from opening`
      expect(Number(total?.taken)).toBeGreaterThan(1_000)
    })

    it('books open days only, inside enrolments, in the group of the child', async () => {
      expect(
        await rows`select booking.id from booking left join opening on opening.group_id = booking.group_id
          and opening.slot_id = booking.slot_id and opening.date = booking.date
          where opening.id is null and booking.state <> 'cancelled'`,
      ).toEqual([])
      expect(
        await rows`select booking.id from booking join enrolment on enrolment.id = booking.enrolment_id
          where booking.date < enrolment.start_date or booking.date > coalesce(enrolment.end_date, '9999-12-31')
            or booking.group_id <> enrolment.group_id or booking.activity_id <> enrolment.activity_id
            or booking.child_id <> enrolment.child_id or booking.family_id <> enrolment.family_id`,
      ).toEqual([])
      const groups = await rows<{ classLevels: string; classLevel: string }>`
        select distinct activity_group.class_levels, child.class_level from enrolment
        join child on child.id = enrolment.child_id join activity_group on activity_group.id = enrolment.group_id`
      const misplaced = groups.filter(({ classLevels, classLevel }) => {
        const levels = JSON.parse(classLevels) as string[]
        return levels.length > 0 && !levels.includes(classLevel)
      })
      expect(misplaced).toEqual([])
    })

    it('has nothing from the future, and nothing left undecided in the past', async () => {
      const attended = ['present', 'present-unbooked', 'absent-billed', 'absent-excused']
      const undecided = ['requested', 'waiting', 'cancellation-requested', 'absence-requested']
      const begin = parisInstant(day, localTime('00:00'))
      expect(await rows`select id from booking where date >= ${day} and state in ${attended}`).toEqual([])
      expect(await rows`select id from booking where date < ${day} and state in ${undecided}`).toEqual([])
      expect(await rows`select id from booking where changed_at > ${begin}`).toEqual([])
      expect(
        await rows`select id from request where submitted_at > ${begin} or decided_at > ${begin} or decided_at < submitted_at`,
      ).toEqual([])
      expect(await rows`select id from person where birth_date >= ${day}`).toEqual([])
      expect(await rows`select id from enrolment where created_at > ${begin}`).toEqual([])
    })

    it('has pending requests that say what their bookings say', async () => {
      const requests = await rows<{ id: string; payload: string; outcome: string; familyId: number; status: string }>`
        select id, payload, outcome, family_id, status from request where kind = 'booking'`
      expect(requests.filter(({ status }) => status === 'pending').length).toBeGreaterThan(4)
      const bookings = await rows<{
        enrolmentId: number
        slotId: number
        date: LocalDate
        state: string
        requestId: string
      }>`
        select enrolment_id, slot_id, date, state, request_id from booking where request_id is not null`
      for (const request of requests.filter(({ status }) => status === 'pending')) {
        const outcomes = outcomesOf(request.outcome)
        const own = bookings.filter(({ requestId }) => requestId === request.id)
        expect(payloadOf(request.payload)).toEqual(
          outcomes.map(({ outcome: _outcome, amountCents: _cents, ...item }) => item),
        )
        expect(own.map(({ enrolmentId, slotId, date, state }) => [enrolmentId, slotId, date, state])).toEqual(
          outcomes.map(({ enrolmentId, slotId, date, outcome }) => [enrolmentId, slotId, date, outcome]),
        )
      }
      expect(
        await rows`select booking.id from booking left join request on request.id = booking.request_id and request.status = 'pending'
          where booking.state in ('requested', 'cancellation-requested', 'absence-requested') and request.id is null`,
      ).toEqual([])
    })

    it('makes families wait only where there is no place', async () => {
      const waiting = await rows<{
        waitingSince: string | null
        taken: number
        capacity: number
        inAll: number
        overall: number | null
      }>`
        select booking.waiting_since, opening.taken, opening.capacity, slot.capacity_over_groups as overall,
          (select sum(one.taken) from opening one where one.slot_id = opening.slot_id and one.date = opening.date) as in_all
        from booking join opening on opening.group_id = booking.group_id and opening.slot_id = booking.slot_id
          and opening.date = booking.date join slot on slot.id = opening.slot_id
        where booking.state = 'waiting'`
      const wrong = waiting.filter(({ waitingSince, taken, capacity, inAll, overall }) => {
        const isFull = taken >= capacity || (overall !== null && Number(inAll) >= overall)
        return waitingSince === null || !isFull
      })
      expect(wrong).toEqual([])
    })

    it('shares a child between separated parents, each with an enrolment and weeks of its own', async () => {
      const shared = await rows<{ personId: number }>`
        select person_id from family_member where role = 'child' group by person_id having count(*) = 2`
      expect(shared.length).toBeGreaterThan(2)
      expect(
        await rows`select mine.id from booking mine join booking other on other.child_id = mine.child_id and other.date = mine.date
          and other.family_id <> mine.family_id and other.slot_id = mine.slot_id`,
      ).toEqual([])
      const [payers] = await rows<{ families: number }>`
        select count(distinct family_id) as families from booking where child_id = (select child_id from enrolment where family_id = 3 limit 1)`
      expect(Number(payers?.families)).toBe(2)
    })

    it('has billed the two months that are over, to the cent, and cashed a part', async () => {
      const months = await rows<{ period: string; lines: number; total: number; charges: number; runs: number }>`
        select invoice.period, sum(invoice.total_cents) as total, count(distinct invoice.run_id) as runs,
          (select sum(line.amount_cents) from invoice_line line join invoice one on one.id = line.invoice_id
            where one.period = invoice.period) as lines,
          (select sum(charge.amount_cents) from charge join invoice one on one.id = charge.invoice_id
            where one.period = invoice.period) as charges
        from invoice group by invoice.period order by invoice.period`
      const latest = addMonths(monthOf(day), -1)
      expect(months.map(({ period }) => period)).toEqual([addMonths(latest, -1), latest])
      for (const { total, lines, charges, runs } of months) {
        expect([Number(lines), Number(charges), Number(runs)]).toEqual([Number(total), Number(total), 1])
        expect(Number(total)).toBeGreaterThan(30_000)
      }
      const numbers = await rows<{ series: string; number: number }>`select series, number from invoice order by id`
      const inSeries = [...groupBy(numbers, ({ series }) => series).values()].map((list) =>
        list.map(({ number }) => number),
      )
      for (const list of inSeries) expect(list).toEqual(list.map((_, index) => index + 1))
      const [paid] = await rows<{ count: number }>`select count(*) as count from payment`
      expect(Number(paid?.count)).toBeGreaterThan(10)
      expect(
        await rows`select id from payment where received_on >= ${day} or created_at > ${parisInstant(day, localTime('00:00'))}`,
      ).toEqual([])
      expect(await rows`select id from outbox_message where status <> 'sent'`).toEqual([])
      const unpaid =
        await rows`select invoice.id from invoice left join allocation on allocation.invoice_id = invoice.id
        where allocation.id is null and invoice.period = ${latest}`
      expect(unpaid.length).toBeGreaterThan(3)
    })

    it('has a history that the product could have written, in the order of time', async () => {
      const entries = await rows<{ at: string; operation: string; familyId: number }>`
        select at, operation, family_id from audit_log order by id`
      const operations = new Set([...Object.keys(staffContract), ...Object.keys(portalContract)])
      expect([...new Set(entries.map(({ operation }) => operation))].filter((name) => !operations.has(name))).toEqual(
        [],
      )
      expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort())
      expect(entries.filter(({ at }) => at > parisInstant(day, localTime('00:00')))).toEqual([])
      expect(new Set(entries.map(({ familyId }) => familyId)).size).toBe(60)
    })

    it('has a price for every booking, and rules that the editors would accept', async () => {
      expect(await desk.read(hasPriceEverywhere)).toEqual([])
    })
  })
}

onEachDatabase('the people of the demonstration', (open) => {
  it('has 60 families and 96 children, with all that makes a town difficult', async () => {
    const { desk } = await demoOn(await open())
    const count = async (strings: TemplateStringsArray) => {
      const [row] = await desk.read(({ db }) => db.rows<{ count: number }>(strings))
      return Number(row?.count)
    }
    expect(await count`select count(*) as count from family`).toBe(60)
    expect(await count`select count(*) as count from child`).toBe(96)
    expect(await count`select count(*) as count from portal_account`).toBe(60)
    expect(
      await count`select count(*) as count from family where not exists (select 1 from family_quotient where family_id = family.id)`,
    ).toBeGreaterThan(0)
    expect(await count`select count(*) as count from family_quotient where valid_to < '2026-11-01'`).toBeGreaterThan(0)
    expect(await count`select count(*) as count from allergy`).toBeGreaterThan(2)
    expect(await count`select count(*) as count from care_plan where valid_to < '2027-01-05'`).toBeGreaterThan(0)
    expect(await count`select count(*) as count from pickup_contact where forbidden`).toBeGreaterThan(0)
    expect(await count`select count(*) as count from child where diet = 'no-pork'`).toBeGreaterThan(3)
    expect(await count`select count(*) as count from booking where state = 'waiting'`).toBeGreaterThan(3)
    expect(await count`select count(*) as count from person where email <> '' and email not like '%.invalid'`).toBe(0)
    expect(await count`select count(*) as count from staff where email not like '%.invalid'`).toBe(0)
  })
})
