import { z } from 'zod'
import type { Cents } from '../kernel/money'
import { isInstant, type Instant } from '../kernel/instant'
import { isLocalDate, type LocalDate } from '../kernel/local-date'
import { isLocalTime, type LocalTime } from '../kernel/local-time'
import { isYearMonth, type YearMonth } from '../kernel/year-month'

/** Building blocks of the contract; each message is the sentence shown beside a field. */
export const zId = z.number().int().positive()
export const zUuid = z.uuid()
export const zVersion = z.number().int().nonnegative()
export const zLocalDate = z.custom<LocalDate>(
  (v) => typeof v === 'string' && isLocalDate(v),
  'Date attendue : JJ/MM/AAAA',
)
export const zLocalTime = z.custom<LocalTime>((v) => typeof v === 'string' && isLocalTime(v), 'Heure attendue : HH:MM')
export const zYearMonth = z.custom<YearMonth>((v) => typeof v === 'string' && isYearMonth(v), 'Mois attendu')
export const zInstant = z.custom<Instant>((v) => typeof v === 'string' && isInstant(v), 'Instant attendu')
export const zCents = z.custom<Cents>((v) => Number.isSafeInteger(v), 'Montant attendu')
export const zName = z.string().trim().min(1, 'À renseigner').max(100, '100 caractères au plus')
export const zText = z.string().trim().max(2000, '2 000 caractères au plus')
export const zShortText = z.string().trim().max(200, '200 caractères au plus')
export const zEmail = z.string().trim().toLowerCase().pipe(z.email('Adresse e-mail attendue, comme nom@exemple.fr'))
export const zNothing = z.object({}).strict()
export const zDone = z.object({ done: z.literal(true) })

/** One page of a long list. */
export const zPage = z.object({
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
})
