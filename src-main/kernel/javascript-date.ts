import { epochDay, type LocalDate } from '../../src-shared/kernel/local-date'

/** Midnight UTC of a day as the language's own Date, for the libraries that ask for one. */
export function javascriptDate(date: LocalDate): Date {
  return new Date(epochDay(date) * 86_400_000)
}
