import type {
  Acceptance,
  ConsentAnswer,
  ConsentResult,
  DocumentRule,
  DocumentValidity,
  GivenDocument,
  HouseRules,
  Requirement,
  RequirementStatus,
} from '../contract/documents'
import { addDays, addMonthsToDate, daysBetween, type LocalDate, monthNumberOf } from '../kernel/local-date'
import { schoolYearOf, schoolYearRange, type SchoolYear } from '../kernel/school-year'

/** A document that ends within this many days is worth renewing. */
export const expiringDays = 30
/** From June, what families send for « the school year » is for the one to come: registrations are open. */
const monthOfNextRegistrations = 6

/** How long a document accepted on a day is good for; a null end = for ever. */
export function validityFrom(
  validity: DocumentValidity,
  accepted: LocalDate,
): { from: LocalDate; to: LocalDate | null } {
  switch (validity.kind) {
    case 'months':
      return { from: accepted, to: addDays(addMonthsToDate(accepted, validity.months), -1) }
    case 'until':
      return { from: accepted, to: validity.date }
    case 'school-year':
      return { from: accepted, to: endOfSchoolYear(accepted) }
    case 'forever':
      return { from: accepted, to: null }
  }
}

function endOfSchoolYear(accepted: LocalDate): LocalDate {
  const month = monthNumberOf(accepted)
  const { to } = schoolYearRange(schoolYearOf(accepted))
  const isForNextYear = month >= monthOfNextRegistrations && month < 9
  return isForNextYear ? schoolYearRange(schoolYearOf(addDays(to, 1))).to : to
}

/** What the rules read of a family: who they are, what they gave, and what each child does. */
export interface FamilyPapers {
  readonly rules: readonly DocumentRule[]
  readonly given: readonly GivenDocument[]
  readonly guardians: readonly { readonly id: number; readonly name: string }[]
  readonly children: readonly { readonly id: number; readonly name: string; readonly activityIds: readonly number[] }[]
}

interface Standing {
  status: RequirementStatus
  document: GivenDocument | null
}

/** Where one required document stands on a day. */
export function standingOn(documents: readonly GivenDocument[], on: LocalDate): Standing {
  const latestFirst = [...documents].sort((left, right) => (left.sentAt < right.sentAt ? 1 : -1))
  const inForce = latestFirst
    .filter((one) => one.status === 'valid' && isGoodOn(one, on))
    .sort((left, right) => endOf(right).localeCompare(endOf(left)))[0]
  const waiting = latestFirst.find(({ status }) => status === 'sent')
  if (inForce) {
    const isEnding = inForce.validTo !== null && daysBetween(on, inForce.validTo) <= expiringDays
    // A new one is on its way: there is nothing left to do.
    return { status: isEnding && !waiting ? 'expiring' : 'valid', document: inForce }
  }
  if (waiting) return { status: 'sent', document: waiting }
  const last = latestFirst.find(({ status }) => status === 'refused' || status === 'valid')
  if (!last) return { status: 'missing', document: null }
  return { status: last.status === 'refused' ? 'refused' : 'expired', document: last }
}

const endOf = ({ validTo }: GivenDocument): string => validTo ?? '9999-12-31'

function isGoodOn({ validFrom, validTo }: GivenDocument, on: LocalDate): boolean {
  return (validFrom === null || validFrom <= on) && (validTo === null || on <= validTo)
}

/** Everything the family must provide, and where it stands on a day, in the town's order. */
export function requirementsOf(papers: FamilyPapers, on: LocalDate): Requirement[] {
  return papers.rules
    .filter(({ demand }) => demand !== 'optional')
    .toSorted((left, right) => left.position - right.position || left.id - right.id)
    .flatMap((rule) => ownersOf(rule, papers).map((owner) => requirementOf(rule, owner, papers.given, on)))
}

/** Missing, refused, over or ending: the family has something to do. */
export const isToProvide = ({ status }: Pick<Requirement, 'status'>): boolean => status !== 'sent' && status !== 'valid'

interface Owner {
  personId: number | null
  personName: string
}

const concerns = (rule: DocumentRule, activityIds: readonly number[]) =>
  rule.demand === 'always' || (rule.demand === 'activities' && activityIds.some((id) => rule.activityIds.includes(id)))

function ownersOf(rule: DocumentRule, { guardians, children }: FamilyPapers): Owner[] {
  const concerned = children.filter(({ activityIds }) => concerns(rule, activityIds))
  if (rule.whose === 'child') return concerned.map(({ id, name }) => ({ personId: id, personName: name }))
  if (rule.demand !== 'always' && concerned.length === 0) return []
  if (rule.whose === 'family') return [{ personId: null, personName: '' }]
  return guardians.map(({ id, name }) => ({ personId: id, personName: name }))
}

function requirementOf(
  rule: DocumentRule,
  { personId, personName }: Owner,
  given: readonly GivenDocument[],
  on: LocalDate,
): Requirement {
  const own = given.filter((one) => one.typeId === rule.id && one.personId === personId)
  const { status, document } = standingOn(own, on)
  const { name, explanation, whose, blocksBooking, needsValidation, activityIds } = rule
  return {
    ...{ typeId: rule.id, name, explanation, whose, personId, personName, status, blocksBooking, needsValidation },
    validTo: document?.validTo ?? null,
    reason: status === 'refused' ? (document?.reason ?? '') : '',
    activityIds: rule.demand === 'activities' ? [...activityIds] : [],
    fromOtherFamily: document !== null && document.id === null,
  }
}

/** What an activity asks of a child, whether already enrolled or not: shown when enrolling. */
export function requirementsFor(
  papers: FamilyPapers,
  { childId, activityId, on }: { childId: number; activityId: number; on: LocalDate },
): Requirement[] {
  const children = papers.children.filter(({ id }) => id === childId)
  return requirementsOf({ ...papers, children: children.map((one) => ({ ...one, activityIds: [activityId] })) }, on)
}

/** French names of what stops a booking of a child in an activity on a day; empty when nothing does. */
export function missingDocuments(
  papers: FamilyPapers,
  asked: { childId: number; activityId: number; on: LocalDate },
): string[] {
  return requirementsFor(papers, asked)
    .filter(({ blocksBooking, status }) => blocksBooking && status !== 'valid' && status !== 'expiring')
    .map(({ name, whose, personName }) => (whose === 'guardian' ? `${name} (${personName})` : name))
}

/** Rules in force that concern these structures and that nobody of the family has accepted yet. */
export function rulesToAccept(
  rules: readonly HouseRules[],
  acceptances: readonly Acceptance[],
  structureIds: readonly number[],
): HouseRules[] {
  const accepted = new Set(acceptances.map(({ rulesId }) => rulesId))
  return rules.filter(
    ({ id, structureId }) => !accepted.has(id) && (structureId === null || structureIds.includes(structureId)),
  )
}

/** French titles of the rules that stop a booking in a structure until they are accepted. */
export function missingAcceptances(
  rules: readonly HouseRules[],
  acceptances: readonly Acceptance[],
  structureId: number,
): string[] {
  return rulesToAccept(rules, acceptances, [structureId])
    .filter(({ blocksBooking }) => blocksBooking)
    .map(({ title }) => title)
}

/** What stops a booking for want of a paper: read once, asked at each slot. */
export interface BookingPapers {
  missing(asked: { childId: number; activityId: number; structureId: number; on: LocalDate }): {
    missingDocuments: string[]
    missingConsents: string[]
    /** Of the school year of that day, where the town asks for a complete file first. */
    isFileIncomplete?: boolean
  }
}

/** The same, held back as well by a yearly file that is not complete. */
export function heldByFile(papers: BookingPapers | null, years: readonly SchoolYear[]): BookingPapers | null {
  if (years.length === 0) return papers
  return {
    missing: (asked) => ({
      ...(papers?.missing(asked) ?? { missingDocuments: [], missingConsents: [] }),
      isFileIncomplete: years.includes(schoolYearOf(asked.on)),
    }),
  }
}

/** Null when the town blocks nothing. */
export function bookingPapers(
  papers: FamilyPapers,
  houseRules: readonly HouseRules[],
  acceptances: readonly Acceptance[],
): BookingPapers | null {
  const types = papers.rules.filter(({ blocksBooking }) => blocksBooking)
  if (types.length === 0 && !houseRules.some(({ blocksBooking }) => blocksBooking)) return null
  const blocking = { ...papers, rules: types }
  return {
    missing: ({ childId, activityId, structureId, on }) => ({
      missingDocuments: missingDocuments(blocking, { childId, activityId, on }),
      missingConsents: missingAcceptances(houseRules, acceptances, structureId),
    }),
  }
}

/** Both parents must say yes to a child's image: one « no » is a « no », one silence is not a « yes ». */
export function consentResult(answers: readonly ConsentAnswer[], guardianIds: readonly number[]): ConsentResult {
  const latest = new Map<number, ConsentAnswer>()
  for (const answer of answers) {
    const before = latest.get(answer.personId)
    if (!before || before.at <= answer.at) latest.set(answer.personId, answer)
  }
  const values = guardianIds.map((id) => latest.get(id)?.given)
  if (values.includes(false)) return 'refused'
  if (values.length === 0 || values.every((value) => value === undefined)) return 'unanswered'
  return values.includes(undefined) ? 'incomplete' : 'given'
}
