import type { FoundQuotient, LookupOutcome, LookupPerson } from '../../../src-shared/contract/staff/quotient-lookup'
import { refuse } from '../../../src-shared/errors'
import { formatMonth } from '../../../src-shared/format/date'
import { addMinutesToInstant, epochOf } from '../../../src-shared/kernel/instant'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { isYearMonth } from '../../../src-shared/kernel/year-month'
import { actorName, type Actor } from '../../kernel/actor'
import type { Ctx, ManualCtx, Services, StaffCtx } from '../../kernel/context'
import {
  createApiParticulier,
  type CivilIdentity,
  type QuotientAnswer,
  type QuotientSource,
} from '../../remote/api-particulier'
import { addQuotient, familyIsVisible, requireFamily } from '../families'
import { readTown, type Town } from '../organisation'
import { adultsOf, consentsOf, lastLookup, lookupOf, type AdultRow, type LookupRow } from './store'

export const tokenPlace = 'town.api-particulier/1'
const franceCode = '99100'
const proposalMinutes = 30 * 24 * 60

/** One client a process and token: it remembers the limits that the service announced. */
const sources = new WeakMap<Services, { key: string; source: QuotientSource }>()

/** The service, or null while the town has no token. */
export function quotientSource(services: Services, { settings }: Town): QuotientSource | null {
  const { url, siret, tokenSealed } = settings.apiParticulier
  if (tokenSealed === '' || siret === '') return null
  const key = `${url} ${siret} ${tokenSealed}`
  const known = sources.get(services)
  if (known?.key === key) return known.source
  const token = services.cipher.open(tokenSealed, tokenPlace)
  const source = createApiParticulier({ url, siret, token, now: () => epochOf(services.clock.now()) })
  sources.set(services, { key, source })
  return source
}

export async function lookupsOfFamily(ctx: StaffCtx, familyId: number) {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  const town = await readTown(ctx)
  const consents = await consentsOf(ctx.db, familyId)
  const adults = await adultsOf(ctx.db, familyId)
  const last = await lastLookup(ctx.db, familyId)
  const isFresh = last !== undefined && addMinutesToInstant(last.askedAt, proposalMinutes) > ctx.now
  return {
    available: quotientSource(ctx.services, town) !== null,
    people: adults.map((adult): LookupPerson => {
      const consent = consents.find(({ personId }) => personId === adult.personId)
      return {
        ...{ personId: adult.personId, name: `${adult.firstName} ${adult.lastName}`, missing: missingOf(adult) },
        consent: consent ? { given: consent.given, givenAt: consent.givenAt, recordedBy: consent.recordedBy } : null,
      }
    }),
    proposed: isFresh && last.quotientId === null ? foundIn(last) : null,
  }
}

function foundIn({ id, outcome, provider, value, month, askedAt }: LookupRow): FoundQuotient | null {
  return outcome === 'found' && provider !== '' && value !== null ? { id, provider, value, month, askedAt } : null
}

const sexOf = ({ sex, civility }: AdultRow) => sex || (civility === 'M' ? 'M' : civility === 'Mme' ? 'F' : '')
/** A man whose file says no other name was born with his. */
const birthNameOf = (adult: AdultRow) => adult.birthName || (sexOf(adult) === 'M' ? adult.lastName : '')

/** What the service asks and the file does not hold, in the words of the file. */
export function missingOf(adult: AdultRow): string[] {
  return [
    ...(birthNameOf(adult) === '' ? ['nom de naissance'] : []),
    ...(sexOf(adult) === '' ? ['sexe'] : []),
    ...(adult.birthDate === null ? ['date de naissance'] : []),
    ...(adult.birthCountryCode === '' ? ['pays de naissance'] : []),
    ...(adult.birthCountryCode === franceCode && adult.birthCommuneCode === '' ? ['commune de naissance'] : []),
  ]
}

function identityOf(adult: AdultRow): CivilIdentity {
  const sex = sexOf(adult)
  const { birthDate, birthCountryCode, birthCommuneCode } = adult
  if (missingOf(adult).length > 0 || sex === '' || birthDate === null) return refuse('lookup.identity-incomplete')
  return {
    ...{ birthName: birthNameOf(adult), usedName: adult.lastName, sex, birthDate, birthCountryCode, birthCommuneCode },
    firstNames: adult.firstName.split(/[\s,]+/).filter((name) => name !== ''),
  }
}

export async function recordConsent(
  ctx: Ctx,
  { familyId, personId, given }: { familyId: number; personId: number; given: string },
): Promise<void> {
  await requireFamily(ctx, familyId)
  await requireAdult(ctx, familyId, personId)
  await ctx.db.lock(`quotient-consent/${familyId}`)
  if ((await consentsOf(ctx.db, familyId)).some((one) => one.personId === personId)) return
  await ctx.db.insert('quotient_consent', {
    ...{ familyId, personId, given, givenAt: ctx.now },
    ...{ recordedBy: actorName(ctx.actor), withdrawnAt: null },
  })
}

export async function withdrawConsent(
  ctx: Ctx,
  { familyId, personId }: { familyId: number; personId: number },
): Promise<void> {
  await requireFamily(ctx, familyId)
  await ctx.db.run`update quotient_consent set withdrawn_at = ${ctx.now}
    where family_id = ${familyId} and person_id = ${personId} and withdrawn_at is null`
}

async function requireAdult(ctx: Ctx, familyId: number, personId: number): Promise<AdultRow> {
  return (await adultsOf(ctx.db, familyId)).find((one) => one.personId === personId) ?? refuse('record.not-found')
}

/** Asks the service, outside any transaction, and keeps what it answered. Nothing of the family changes yet. */
export async function askQuotient<A extends Actor>(
  ctx: Pick<ManualCtx<A>, 'read' | 'write' | 'services'>,
  { familyId, personId }: { familyId: number; personId: number },
): Promise<LookupOutcome> {
  const { source, identity } = await ctx.read(async (unit) => {
    await requireFamily(unit, familyId)
    const adult = await requireAdult(unit, familyId, personId)
    if (!(await consentsOf(unit.db, familyId)).some((one) => one.personId === personId))
      refuse('lookup.consent-missing')
    const open = quotientSource(ctx.services, await readTown(unit)) ?? refuse('lookup.off')
    return { source: open, identity: identityOf(adult) }
  })
  const answer = await source.ask(identity)
  const row = await ctx.write((unit) => keepAnswer(unit, { familyId, personId }, answer))
  const found = foundIn(row)
  if (answer.ok && found) return { outcome: 'found', found }
  return { outcome: 'failed', reason: answer.ok ? 'unreadable' : answer.reason }
}

async function keepAnswer(
  ctx: Ctx,
  target: { familyId: number; personId: number },
  answer: QuotientAnswer,
): Promise<LookupRow> {
  const row = {
    ...{ outcome: answer.ok ? 'found' : answer.reason, provider: answer.ok ? answer.provider : ('' as const) },
    ...{ value: answer.ok ? answer.value : null, month: answer.ok ? answer.month : '' },
    ...{ askedAt: ctx.now, quotientId: null },
  }
  const id = await ctx.db.insert('quotient_lookup', { ...target, ...row, askedBy: actorName(ctx.actor) })
  return { id, ...row }
}

/** Saves a QF that was read, as it was read. */
export async function saveLookup(
  ctx: Ctx,
  { familyId, lookupId, validFrom }: { familyId: number; lookupId: number; validFrom: LocalDate },
): Promise<{ quotientId: number; value: number; validFrom: LocalDate }> {
  const row = (await lookupOf(ctx.db, familyId, lookupId)) ?? refuse('record.not-found')
  const found = foundIn(row) ?? refuse('record.not-found')
  if (row.quotientId !== null) refuse('lookup.already-saved')
  const { provider: kind, value, month } = found
  const quotientId = await addQuotient(ctx, {
    ...{ familyId, kind, value, validFrom, validTo: null, source: sourceText(kind, month) },
  })
  const kept = await ctx.db.run`update quotient_lookup set quotient_id = ${quotientId}
    where id = ${lookupId} and quotient_id is null`
  if (kept === 0) refuse('lookup.already-saved')
  return { quotientId, value, validFrom }
}

const sourceText = (kind: 'caf' | 'msa', month: string) =>
  `API Particulier (${kind === 'msa' ? 'MSA' : 'CNAF'}, ${isYearMonth(month) ? formatMonth(month) : month})`
