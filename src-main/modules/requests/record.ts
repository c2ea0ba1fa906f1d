import { z } from 'zod'
import { zExchange, zItemOutcome, type Exchange, type ItemOutcome } from '../../../src-shared/contract/requests'
import { zRequestRow, type RequestRow as ComparedRow } from '../../../src-shared/contract/staff/requests'
import { refuse } from '../../../src-shared/errors'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Cipher } from '../../kernel/cipher'
import type { StateChange } from '../bookings'
import type { RequestRow } from './entities'

/** What is kept of the answer. */
export interface StoredOutcome {
  /** Of a booking: what became of each day. */
  items: ItemOutcome[]
  /** Outcomes as they were before the decision, and the way back for a minute. */
  previous: ItemOutcome[]
  undo: StateChange[]
  /** Of the other kinds: the comparison as it stood at the decision, with what was accepted. */
  rows: ComparedRow[]
  /** What the kind needs to undo. */
  data: unknown
}

const zStored = z.object({
  items: z.array(zItemOutcome).default([]),
  previous: z.array(zItemOutcome).default([]),
  undo: z.array(z.custom<StateChange>((value) => typeof value === 'object' && value !== null)).default([]),
  rows: z.array(zRequestRow).default([]),
  data: z.unknown().default(null),
})

export const emptyOutcome = (): StoredOutcome => ({ items: [], previous: [], undo: [], rows: [], data: null })

/** A request, with its JSON opened and read. */
export type RequestRecord<P = unknown> = Omit<
  RequestRow,
  'payload' | 'outcome' | 'exchanges' | 'submittedAt' | 'receivedAt' | 'waitingSince' | 'decidedAt' | 'automatic'
> & {
  payload: P
  isSealed: boolean
  outcome: StoredOutcome
  exchanges: Exchange[]
  submittedAt: Instant
  receivedAt: Instant
  waitingSince: Instant
  decidedAt: Instant | null
  automatic: boolean
}

const zSealed = z.object({ sealed: z.string() }).strict()

const payloadPlace = (id: string) => `request.payload/${id}`
const outcomePlace = (id: string) => `request.outcome/${id}`
const exchangesPlace = (id: string) => `request.exchanges/${id}`

function openJson(cipher: Cipher, text: string, place: string): { value: unknown; isSealed: boolean } {
  const value: unknown = JSON.parse(text)
  const sealed = zSealed.safeParse(value)
  if (!sealed.success) return { value, isSealed: false }
  return { value: JSON.parse(cipher.open(sealed.data.sealed, place)) as unknown, isSealed: true }
}

const closeJson = (cipher: Cipher, value: unknown, place: string, isSealed: boolean): string =>
  JSON.stringify(isSealed ? { sealed: cipher.seal(JSON.stringify(value), place) } : value)

export const payloadText = (cipher: Cipher, id: string, payload: unknown, isSealed: boolean): string =>
  closeJson(cipher, payload, payloadPlace(id), isSealed)

export const outcomeText = (cipher: Cipher, id: string, outcome: StoredOutcome, isSealed: boolean): string =>
  closeJson(cipher, outcome, outcomePlace(id), isSealed)

/** What is asked and answered about health or bank details is sealed like the rest of the request. */
export const exchangesText = (cipher: Cipher, id: string, exchanges: readonly Exchange[], isSealed: boolean): string =>
  closeJson(cipher, exchanges, exchangesPlace(id), isSealed)

export function recordOf(cipher: Cipher, row: RequestRow): RequestRecord {
  const { value: payload, isSealed } = openJson(cipher, row.payload, payloadPlace(row.id))
  const outcome = openJson(cipher, row.outcome, outcomePlace(row.id)).value
  return {
    ...row,
    payload,
    isSealed,
    outcome: zStored.parse(outcome),
    exchanges: z.array(zExchange).parse(openJson(cipher, row.exchanges, exchangesPlace(row.id)).value),
    submittedAt: row.submittedAt as Instant,
    receivedAt: row.receivedAt as Instant,
    waitingSince: row.waitingSince as Instant,
    decidedAt: row.decidedAt as Instant | null,
    automatic: Boolean(row.automatic),
  }
}

/** The family of a request that has one; what is asked by a stranger is nobody's. */
export const familyOf = ({ familyId }: Pick<RequestRecord, 'familyId'>): number =>
  familyId ?? refuse('record.not-found')
