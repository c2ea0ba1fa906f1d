import type { CompletionForm } from '../../../src-shared/contract/access'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import type { Db } from '../../database/db'
import { rawSql } from '../../database/sql'
import type { AccessPurpose, PortalAccountRow, RegistrationRow } from '../accounts'

export function accountRow(db: Db, id: number): Promise<PortalAccountRow | undefined> {
  return db.one<PortalAccountRow>`select * from portal_account where id = ${id}`
}

export function accountsOfPersons(db: Db, personIds: readonly number[]): Promise<PortalAccountRow[]> {
  return db.rows<PortalAccountRow>`select * from portal_account where person_id in ${[...personIds]} order by id`
}

/** By identifier; else by e-mail where a single account has it (a couple may share a mailbox). */
export async function accountByName(db: Db, name: string): Promise<PortalAccountRow | undefined> {
  const found = await db.one<PortalAccountRow>`select * from portal_account where login = ${name}`
  if (found) return found
  const rows = await db.rows<PortalAccountRow>`select * from portal_account where email = ${name} order by id limit 2`
  return rows.length === 1 ? rows[0] : undefined
}

export function accountsByEmail(db: Db, email: string): Promise<PortalAccountRow[]> {
  return db.rows<PortalAccountRow>`select * from portal_account where email = ${email} and disabled = ${false} order by id`
}

export async function isLoginFree(db: Db, login: string): Promise<boolean> {
  return (await db.one<{ id: number }>`select id from portal_account where login = ${login}`) === undefined
}

export async function nextAccountId(db: Db): Promise<number> {
  await db.lock('portal_account.id')
  const row = await db.one<{ last: number | null }>`select max(id) as last from portal_account`
  return Number(row?.last ?? 0) + 1
}

export async function insertAccount(db: Db, row: PortalAccountRow): Promise<void> {
  await db.insertMany('portal_account', [{ ...row }])
}

export function familyNumbers(db: Db, ids: readonly number[]): Promise<{ id: number; number: number; name: string }[]> {
  return db.rows`select id, number, name from family where id in ${[...ids]} order by number`
}

/** Links of these purposes stop working. */
export async function voidLinks(db: Db, accountId: number, purposes: readonly AccessPurpose[], now: Instant) {
  await db.run`update access_token set used_at = ${now}
    where account_id = ${accountId} and used_at is null and purpose in ${[...purposes]}`
}

export interface LinkRow {
  accountId: number
  purpose: 'invite' | 'letter' | 'reset'
  mailKey: string
  createdAt: Instant
  createdBy: string
  expiresAt: Instant
  usedAt: Instant | null
  toAddress: string | null
  status: 'pending' | 'sent' | 'failed' | null
  sentAt: Instant | null
  lastError: string | null
}

/** The links of these accounts, the latest first, with what became of their e-mails. */
export function linkRows(db: Db, accountIds: readonly number[]): Promise<LinkRow[]> {
  return db.rows<LinkRow>`select t.account_id, t.purpose, t.mail_key, t.created_at, t.created_by, t.expires_at, t.used_at,
      m.to_address, m.status, m.sent_at, m.last_error
    from access_token t left join outbox_message m on m.dedupe_key = t.mail_key and t.mail_key <> ''
    where t.account_id in ${[...accountIds]} and t.purpose in ('invite', 'letter', 'reset')
    order by t.created_at desc, t.token_hash`
}

export interface SessionRow {
  accountId: number
  tokenHash: string
  createdAt: Instant
  userAgent: string
}

export function sessionRows(db: Db, accountIds: readonly number[], now: Instant): Promise<SessionRow[]> {
  return db.rows<SessionRow>`select account_id, token_hash, created_at, user_agent from portal_session
    where account_id in ${[...accountIds]} and expires_at > ${now} order by created_at desc, token_hash`
}

export async function endSessions(db: Db, accountId: number, tokenHash: string | null): Promise<number> {
  return tokenHash === null
    ? db.run`delete from portal_session where account_id = ${accountId}`
    : db.run`delete from portal_session where account_id = ${accountId} and token_hash = ${tokenHash}`
}

export function registrationRow(db: Db, id: string): Promise<RegistrationRow | undefined> {
  return db.one<RegistrationRow>`select * from registration where id = ${id}`
}

/** False = the same form, sent twice. */
export async function insertRegistration(db: Db, row: RegistrationRow): Promise<boolean> {
  if (await registrationRow(db, row.id)) return false
  await db.insertMany('registration', [{ ...row }])
  return true
}

export interface PersonFacts {
  familyId: number
  personId: number
  firstName: string
  lastName: string
  birthDate: LocalDate | null
  email: string
  phone: string
  mobile: string
  role: 'guardian' | 'child'
}

/** People who may be the same as one of these: same e-mail, same birth date, or same family name. */
export function peopleLike(
  db: Db,
  { email, lastNames, birthDates }: { email: string; lastNames: readonly string[]; birthDates: readonly string[] },
): Promise<PersonFacts[]> {
  return db.rows<PersonFacts>`select m.family_id, m.role, p.id as person_id, p.first_name, p.last_name, p.birth_date, p.email,
      p.phone, p.mobile
    from person p join family_member m on m.person_id = p.id
    where (p.email <> '' and lower(p.email) = ${email}) or lower(p.last_name) in ${[...lastNames]}
      or p.birth_date in ${[...birthDates]}
    order by m.family_id, m.position, p.id limit 500`
}

/** People of families whose search text holds a telephone. */
export function peopleByPhone(db: Db, compact: string): Promise<PersonFacts[]> {
  if (compact === '') return Promise.resolve([])
  return db.rows<PersonFacts>`select m.family_id, m.role, p.id as person_id, p.first_name, p.last_name, p.birth_date, p.email,
      p.phone, p.mobile
    from family f join family_member m on m.family_id = f.id join person p on p.id = m.person_id
    where f.search_text like ${`%${compact}%`} order by m.family_id, m.position, p.id limit 100`
}

export function candidateFamilies(
  db: Db,
  ids: readonly number[],
): Promise<{ id: number; number: number; name: string; city: string; archivedAt: string | null }[]> {
  return db.rows`select id, number, name, city, archived_at from family where id in ${[...ids]} order by number`
}

export function membersOf(db: Db, familyIds: readonly number[]): Promise<(PersonFacts & { hasAccount: number })[]> {
  return db.rows`select m.family_id, m.role, p.id as person_id, p.first_name, p.last_name, p.birth_date, p.email, p.phone,
      p.mobile, (select count(*) from portal_account a where a.person_id = p.id) as has_account
    from family_member m join person p on p.id = m.person_id
    where m.family_id in ${[...familyIds]} order by m.family_id, m.position, p.id`
}

export async function linkAccount(db: Db, tokenHash: string): Promise<number | null> {
  const row = await db.one<{
    accountId: number | null
  }>`select account_id from access_token where token_hash = ${tokenHash}`
  return row?.accountId ?? null
}

/** Only what is empty is filled in; consents are the person's own to give. */
export async function completePerson(db: Db, personId: number, form: CompletionForm, now: Instant): Promise<void> {
  const { birthDate, birthName, mobile, acceptsEmail, acceptsSms } = form
  await db.run`update person set birth_date = coalesce(birth_date, ${birthDate}),
    birth_name = case when birth_name = '' then ${birthName} else birth_name end,
    mobile = case when mobile = '' then ${mobile} else mobile end,
    accepts_email_at = case when accepts_email = ${acceptsEmail} then accepts_email_at else ${now} end,
    accepts_sms_at = case when accepts_sms = ${acceptsSms} then accepts_sms_at else ${now} end,
    accepts_email = ${acceptsEmail}, accepts_sms = ${acceptsSms}, version = version + 1 where id = ${personId}`
}

/** How invoices reach the family is chosen with the last items, where nothing has been invoiced yet. */
export async function completeFamily(db: Db, familyId: number, form: CompletionForm, now: Instant): Promise<void> {
  await db.run`update family set invoice_delivery = ${form.invoiceDelivery}, updated_at = ${now}, version = version + 1
    where id = ${familyId} and invoice_delivery <> ${form.invoiceDelivery}
      and not exists (select 1 from invoice i where i.family_id = family.id)`
}

/** The adult is known without an address: the one that was proved is kept. */
export async function fillEmail(db: Db, personId: number, email: string): Promise<void> {
  await db.run`update person set email = ${email}, version = version + 1 where id = ${personId} and email = ''`
}

export async function isTownCity(db: Db, city: string): Promise<boolean> {
  const row = await db.one<{ city: string }>`select city from town where id = 1`
  return row !== undefined && row.city !== '' && normalizeSearch(row.city) === normalizeSearch(city)
}

/** Whether somebody has begun to work with a family that was just created. */
export async function isFamilyUsed(db: Db, familyId: number): Promise<boolean> {
  const row = await db.one<{ n: number }>`select
    (select count(*) from enrolment where family_id = ${familyId}) +
    (select count(*) from invoice where family_id = ${familyId}) +
    (select count(*) from payment where family_id = ${familyId}) +
    (select count(*) from family_quotient where family_id = ${familyId}) +
    (select count(*) from request where family_id = ${familyId}) as n`
  return Number(row?.n ?? 0) > 0
}

export async function removeAccount(db: Db, accountId: number): Promise<void> {
  await db.run`delete from access_token where account_id = ${accountId}`
  await db.run`delete from portal_session where account_id = ${accountId}`
  await db.run`delete from portal_account where id = ${accountId}`
}

export async function removePeople(db: Db, personIds: readonly number[]): Promise<void> {
  const ids = [...personIds]
  for (const table of ['authorisation', 'health_record', 'child'] as const) {
    const column = table === 'child' ? 'id' : 'child_id'
    await db.run`delete from ${rawSql(table)} where ${rawSql(column)} in ${ids}`
  }
  await db.run`delete from family_member where person_id in ${ids}`
  await db.run`delete from person where id in ${ids}`
}

export async function removeFamily(db: Db, familyId: number, personIds: readonly number[]): Promise<void> {
  await removePeople(db, personIds)
  await db.run`delete from family_member where family_id = ${familyId}`
  await db.run`delete from family where id = ${familyId}`
}

export async function civilityOf(db: Db, personId: number): Promise<'M' | 'Mme' | ''> {
  const row = await db.one<{ civility: 'M' | 'Mme' | '' }>`select civility from person where id = ${personId}`
  return row?.civility ?? ''
}
