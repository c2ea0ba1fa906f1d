import { useI18n } from 'vue-i18n'
import { WEEKDAYS } from '../../../src-shared/format/date'

const ENGLISH = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** Name of a day of the week (1 = Monday), in the reader's language. */
export function useWeekdays(): (weekday: number) => string {
  const { locale } = useI18n()
  return (weekday) => {
    const name = (locale.value === 'en' ? ENGLISH : WEEKDAYS)[weekday - 1] ?? ''
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  }
}
