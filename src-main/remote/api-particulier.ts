import { z } from 'zod'
import type { LookupFailure } from '../../src-shared/contract/staff/quotient-lookup'
import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { YearMonth } from '../../src-shared/kernel/year-month'

/** Where a QF comes from, besides a paper. Never throws: whatever goes wrong has a name, and an agent types it instead. */
export interface QuotientSource {
  ask(person: CivilIdentity, month?: YearMonth): Promise<QuotientAnswer>
}

/** What the State's service needs to know somebody. */
export interface CivilIdentity {
  birthName: string
  usedName: string
  firstNames: string[]
  sex: 'F' | 'M'
  birthDate: LocalDate
  /** INSEE codes. */
  birthCountryCode: string
  birthCommuneCode: string
}

export type QuotientAnswer =
  { ok: true; provider: 'caf' | 'msa'; value: number; month: string } | { ok: false; reason: LookupFailure }

interface Options {
  url: string
  token: string
  /** Of the town: who asks. */
  siret: string
  now(): number
  timeoutMs?: number
}

const franceCode = '99100'

const zAnswer = z.object({
  data: z.object({
    quotient_familial: z.object({
      fournisseur: z.enum(['CNAF', 'MSA']),
      valeur: z.number().min(0).max(99_999),
      annee: z.number().int().min(2000).max(2100),
      mois: z.number().int().min(1).max(12),
    }),
  }),
})
const zRefusal = z.object({ errors: z.array(z.object({ code: z.string() })).min(1) })

/** API Particulier v3, « quotient familial » by civil identity. Keeps to the limits that the service announces. */
export function createApiParticulier({ url, token, siret, now, timeoutMs = 8_000 }: Options): QuotientSource {
  let closedUntil = 0
  return {
    ask: async (person, month) => {
      if (now() < closedUntil) return { ok: false, reason: 'too-many' }
      try {
        const response = await fetch(`${url.replace(/\/+$/, '')}${addressOf(person, siret, month)}`, {
          headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
          signal: AbortSignal.timeout(timeoutMs),
          redirect: 'error',
        })
        closedUntil = reopening(response, now()) ?? closedUntil
        return await read(response)
      } catch (error) {
        return { ok: false, reason: isTimeout(error) ? 'too-slow' : 'unavailable' }
      }
    },
  }
}

function addressOf(person: CivilIdentity, siret: string, month?: YearMonth): string {
  const [year = '', monthNumber = '', day = ''] = person.birthDate.split('-')
  const query = new URLSearchParams({
    recipient: siret,
    nomNaissance: person.birthName,
    sexeEtatCivil: person.sex,
    anneeDateNaissance: String(Number(year)),
    moisDateNaissance: String(Number(monthNumber)),
    jourDateNaissance: String(Number(day)),
    codeCogInseePaysNaissance: person.birthCountryCode,
  })
  for (const name of person.firstNames) query.append('prenoms[]', name)
  if (person.birthCountryCode === franceCode) query.set('codeCogInseeCommuneNaissance', person.birthCommuneCode)
  // Other characters are refused (00426), and the name of use is not required.
  if (/^[\p{L}][\p{L} '-]*$/u.test(person.usedName)) query.set('nomUsage', person.usedName)
  if (month !== undefined) {
    query.set('annee', month.slice(0, 4))
    query.set('mois', String(Number(month.slice(5))))
  }
  return `/v3/dss/quotient_familial/identite?${query.toString()}`
}

/** When the service said that it would listen again: too many questions, or the last one that it allows. */
function reopening({ status, headers }: Response, at: number): number | null {
  const retryAfter = Number(headers.get('retry-after'))
  if (status === 429) return at + 1000 * (retryAfter > 0 ? Math.min(retryAfter, 3600) : 60)
  if (headers.get('ratelimit-remaining') !== '0') return null
  // The moment of the next window, in seconds since 1970.
  const reset = Number(headers.get('ratelimit-reset')) * 1000
  return reset > at && reset < at + 3_600_000 ? reset : null
}

async function read(response: Response): Promise<QuotientAnswer> {
  const { status } = response
  const failed = (reason: LookupFailure): QuotientAnswer => ({ ok: false, reason })
  if (status === 401 || status === 403) return failed('refused-token')
  if (status === 429) return failed('too-many')
  if (status >= 500) return failed('unavailable')
  const body = parse(await response.text())
  // A page that somebody else answers with the same number says nothing of the person.
  if (status !== 200 && !zRefusal.safeParse(body).success) return failed('unreadable')
  if (status === 404) return failed('unknown')
  if (status === 422 || status === 400) return failed('refused-identity')
  const answer = zAnswer.safeParse(body)
  if (status !== 200 || !answer.success) return failed('unreadable')
  const { fournisseur, valeur, annee, mois } = answer.data.data.quotient_familial
  return {
    ok: true,
    provider: fournisseur === 'MSA' ? 'msa' : 'caf',
    value: Math.round(valeur),
    month: `${annee}-${String(mois).padStart(2, '0')}`,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: no schema will accept it, and the answer is called unreadable.
    return undefined
  }
}

const isTimeout = (error: unknown) => error instanceof DOMException && error.name === 'TimeoutError'
