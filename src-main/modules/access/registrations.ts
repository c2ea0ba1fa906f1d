import { zRegistrationChild } from '../../../src-shared/contract/access'
import { refuse } from '../../../src-shared/errors'
import { addMinutesToInstant, type Instant } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { normalizeSearch } from '../../../src-shared/kernel/text'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { PortalAccountRow, RegistrationRow } from '../accounts'
import { addChild } from '../children'
import {
  compactPhone,
  familyChanged,
  insertFamily,
  insertGuardian,
  refreshSearchText,
  requireFamily,
} from '../families'
import { takeBackEmails } from '../messaging'
import { createLink, minutesOfDay, requirePortalUrl } from './links'
import { mailRefused, mailValidated } from './mails'
import { openAccountFor, passwordLink } from './service'
import * as store from './store'

export type Registration = Omit<RegistrationRow, 'children' | 'birthDate'> & {
  birthDate: LocalDate | null
  children: { firstName: string; lastName: string; birthDate: LocalDate }[]
}

/** What somebody wrote to ask for an account; `record.not-found` for an unknown id. */
export async function readRegistration(ctx: Ctx, id: string): Promise<Registration> {
  const row = (await store.registrationRow(ctx.db, id)) ?? refuse('record.not-found')
  return {
    ...row,
    birthDate: row.birthDate as LocalDate | null,
    children: zRegistrationChild.array().parse(JSON.parse(row.children)),
  }
}

export type CandidateReason = 'email' | 'name-and-birth' | 'phone' | 'child' | 'name'

export interface Candidate {
  familyId: number
  number: number
  name: string
  city: string
  archived: boolean
  reasons: CandidateReason[]
  /** The adult who looks like the one who asks. */
  same: { personId: number; name: string; hasAccount: boolean } | null
  children: string[]
}

const weights: Record<CandidateReason, number> = { 'name-and-birth': 8, email: 6, child: 5, phone: 4, name: 1 }
const candidatesShown = 5

const nameOf = (person: { firstName: string; lastName: string }) =>
  normalizeSearch(`${person.firstName} ${person.lastName}`)

/** Families that may be the one of this person, the likeliest first. */
export async function findCandidates(ctx: Ctx, asked: Registration): Promise<Candidate[]> {
  const phone = compactPhone(asked.phone)
  const births = [asked.birthDate, ...asked.children.map(({ birthDate }) => birthDate)].filter((date) => date !== null)
  const lastNames = [...new Set([asked.lastName, ...asked.children.map((child) => child.lastName)])]
  const people = [
    ...(await store.peopleLike(ctx.db, {
      email: asked.email,
      lastNames: lastNames.map((name) => name.toLowerCase()),
      birthDates: births,
    })),
    ...(await store.peopleByPhone(ctx.db, phone)),
  ]
  const byFamily = new Map<number, Set<CandidateReason>>()
  const adults = new Map<number, number>()
  for (const person of people) {
    const reasons = reasonsOf(person, asked, phone)
    if (reasons.length === 0) continue
    const known = byFamily.get(person.familyId) ?? new Set()
    for (const reason of reasons) known.add(reason)
    byFamily.set(person.familyId, known)
    if (person.role === 'guardian' && reasons.some((reason) => reason !== 'phone')) {
      adults.set(person.familyId, adults.get(person.familyId) ?? person.personId)
    }
  }
  const ids = [...byFamily.keys()]
  const members = await store.membersOf(ctx.db, ids)
  return (await store.candidateFamilies(ctx.db, ids))
    .map(({ id, archivedAt, ...family }) => {
      const ofFamily = members.filter(({ familyId }) => familyId === id)
      const adult = ofFamily.find(({ personId }) => personId === adults.get(id))
      return {
        familyId: id,
        ...family,
        archived: archivedAt !== null,
        reasons: [...(byFamily.get(id) ?? [])].toSorted((left, right) => weights[right] - weights[left]),
        same: adult
          ? {
              personId: adult.personId,
              name: `${adult.firstName} ${adult.lastName}`,
              hasAccount: Number(adult.hasAccount) > 0,
            }
          : null,
        children: ofFamily.filter(({ role }) => role === 'child').map(({ firstName }) => firstName),
      }
    })
    .toSorted((left, right) => scoreOf(right) - scoreOf(left) || left.number - right.number)
    .slice(0, candidatesShown)
}

const scoreOf = ({ reasons }: Candidate) => reasons.reduce((sum, reason) => sum + weights[reason], 0)

function reasonsOf(person: store.PersonFacts, asked: Registration, phone: string): CandidateReason[] {
  const reasons: CandidateReason[] = []
  if (person.role === 'child') {
    const isSame = asked.children.some(
      (child) =>
        child.birthDate === person.birthDate && normalizeSearch(child.firstName) === normalizeSearch(person.firstName),
    )
    return isSame ? ['child'] : []
  }
  if (person.email.toLowerCase() === asked.email) reasons.push('email')
  if (nameOf(person) === nameOf(asked)) {
    reasons.push(person.birthDate !== null && person.birthDate === asked.birthDate ? 'name-and-birth' : 'name')
  }
  if (phone !== '' && [person.phone, person.mobile].some((one) => compactPhone(one) === phone)) reasons.push('phone')
  return reasons
}

/** Where an acceptance leads: 'new', 'family/12' (a new adult of it), or 'family/12/person/34' (an adult it has). */
export function choiceKey(familyId: number | null, personId: number | null): string {
  if (familyId === null) return 'new'
  return personId === null ? `family/${familyId}` : `family/${familyId}/person/${personId}`
}

function readChoice(text: string): { familyId: number | null; personId: number | null } {
  const match = /^(?:new|family\/(\d+)(?:\/person\/(\d+))?)$/.exec(text)
  if (!match) return refuse('record.not-found')
  return { familyId: match[1] ? Number(match[1]) : null, personId: match[2] ? Number(match[2]) : null }
}

/** What `undoRegistration` takes back. */
export interface RegistrationTrace {
  accountId: number
  createdFamilyId: number | null
  createdPersonIds: number[]
}

/** Opens the account, in a new family or in one that the agent recognised; the e-mail leaves at `sendAfter`. */
export async function acceptRegistration(
  ctx: Ctx,
  id: string,
  { choice, sendAfter }: { choice: string; sendAfter: Instant },
): Promise<RegistrationTrace> {
  const asked = await readRegistration(ctx, id)
  if (asked.status !== 'awaiting') refuse('access.registration-decided')
  const { town, url } = await requirePortalUrl(ctx)
  const target = readChoice(choice)
  const created: number[] = []
  let { familyId, personId } = target
  const isNewFamily = familyId === null
  if (familyId === null) familyId = await createFamily(ctx, asked)
  else await requireFamily(ctx, familyId)
  if (personId === null) {
    personId = await insertAdult(ctx, familyId, asked)
    created.push(personId)
  } else {
    await store.fillEmail(ctx.db, personId, asked.email)
  }
  if (isNewFamily) created.push(...(await addChildren(ctx, familyId, asked)))
  const account = await openAccountFor(ctx, familyId, { personId, step: 'completion' })
  await useRegistrationEmail(ctx, account, asked.email)
  await refreshSearchText(ctx, [familyId])
  await familyChanged(ctx, familyId)
  await ctx.db
    .run`update registration set status = 'validated', decided_at = ${ctx.now}, decided_by = ${actorName(ctx.actor)},
    family_id = ${familyId}, person_id = ${personId}, account_id = ${account.id}, version = version + 1 where id = ${id}`
  const minutes = town.settings.portal.linkDays * minutesOfDay
  const key = `registration/${id}/validated`
  const link = await createLink(ctx, { purpose: 'invite', accountId: account.id, minutes, mailKey: key })
  await mailValidated(ctx, {
    ...{ town, key, familyId, to: asked.email, login: account.login },
    ...{ link: passwordLink(url, link.token), expiresAt: link.expiresAt, sendAfter },
  })
  return { accountId: account.id, createdFamilyId: isNewFamily ? familyId : null, createdPersonIds: created }
}

async function createFamily(ctx: Ctx, asked: Registration): Promise<number> {
  const { lastName, addressLine1, addressLine2, postalCode, city } = asked
  const { id } = await insertFamily(ctx, {
    ...{ name: lastName, addressLine1, addressLine2, postalCode, city },
    resident: await store.isTownCity(ctx.db, city),
    ...{ invoiceDelivery: 'portal', directDebit: false, staffNote: '' },
  })
  return id
}

function insertAdult(ctx: Ctx, familyId: number, asked: Registration): Promise<number> {
  const { civility, firstName, lastName, birthDate, email, phone } = asked
  const isMobile = /^0[67]/.test(compactPhone(phone))
  return insertGuardian(ctx, familyId, {
    ...{ civility, firstName, lastName, birthName: '', birthDate, email },
    ...{ phone: isMobile ? '' : phone, mobile: isMobile ? phone : '', acceptsEmail: true, acceptsSms: false },
  })
}

async function addChildren(ctx: Ctx, familyId: number, { children }: Registration): Promise<number[]> {
  const ids: number[] = []
  for (const child of children) ids.push(await addChild(ctx, familyId, { ...child }))
  return ids
}

/** The address that was proved is the one that signs in. */
async function useRegistrationEmail(ctx: Ctx, account: PortalAccountRow, email: string): Promise<void> {
  await ctx.db.run`update portal_account set email = ${email} where id = ${account.id}`
}

/** Refused, with the reason in an e-mail: there is no family to show it to. */
export async function refuseRegistration(
  ctx: Ctx,
  id: string,
  { reason, sendAfter }: { reason: string; sendAfter: Instant },
): Promise<void> {
  const asked = await readRegistration(ctx, id)
  if (asked.status !== 'awaiting') refuse('access.registration-decided')
  const { town } = await requirePortalUrl(ctx)
  await ctx.db.run`update registration set status = 'refused', reason = ${reason}, decided_at = ${ctx.now},
    decided_by = ${actorName(ctx.actor)}, version = version + 1 where id = ${id}`
  await mailRefused(ctx, { town, key: `registration/${id}/refused`, to: asked.email, reason, sendAfter })
}

/** The registration waits again; what was created goes, unless it has served. */
export async function undoRegistration(ctx: Ctx, id: string, trace: RegistrationTrace | null): Promise<void> {
  if (!(await takeBackEmails(ctx, `registration/${id}/${trace ? 'validated' : 'refused'}`))) {
    refuse('request.undo-too-late')
  }
  if (trace) {
    const account = await store.accountRow(ctx.db, trace.accountId)
    if (!account || account.passwordHash !== '') refuse('access.registration-in-use')
    if (trace.createdFamilyId !== null && (await store.isFamilyUsed(ctx.db, trace.createdFamilyId))) {
      refuse('access.registration-in-use')
    }
    await store.removeAccount(ctx.db, trace.accountId)
    if (trace.createdFamilyId !== null) await store.removeFamily(ctx.db, trace.createdFamilyId, trace.createdPersonIds)
    else await store.removePeople(ctx.db, trace.createdPersonIds)
    const families = JSON.parse(account.familyIds) as number[]
    await ctx.touch(...families.flatMap((one) => [`access/${one}`, `family/${one}`]))
    if (trace.createdFamilyId === null) await refreshSearchText(ctx, families)
  }
  await ctx.db.run`update registration set status = 'awaiting', reason = '', decided_at = ${null}, decided_by = '',
    family_id = ${null}, person_id = ${null}, account_id = ${null}, version = version + 1 where id = ${id}`
}

/** A form whose address was never proved is forgotten after a month. */
export async function forgetUnproven(ctx: Ctx): Promise<void> {
  const before = addMinutesToInstant(ctx.now, -30 * minutesOfDay)
  await ctx.db.run`delete from access_token where registration_id is not null and created_at < ${before}`
  await ctx.db.run`delete from registration where status = 'to-prove' and created_at < ${before}`
}
