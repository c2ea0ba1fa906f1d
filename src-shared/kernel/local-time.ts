import type { Brand } from './brand'
import { digits2, pad2 } from './civil'

/** A time of day on the clock of the town, 'HH:MM', from 00:00 to 23:59. */
export type LocalTime = Brand<string, 'LocalTime'>

export function isLocalTime(text: string): text is LocalTime {
  return text.length === 5 && text.charCodeAt(2) === 58 && digits2(text, 0) <= 23 && digits2(text, 3) <= 59
}

export function localTime(text: string): LocalTime {
  if (!isLocalTime(text)) throw new RangeError(`not a time: ${text}`)
  return text
}

/** Minutes since midnight. */
export function minutesOf(time: LocalTime): number {
  return digits2(time, 0) * 60 + digits2(time, 3)
}

export function fromMinutes(minutes: number): LocalTime {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 1439) throw new RangeError(`not in a day: ${minutes} min`)
  const hours = Math.floor(minutes / 60)
  return `${pad2(hours)}:${pad2(minutes - hours * 60)}` as LocalTime
}
