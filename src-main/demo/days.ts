/** Bit of a day of the week in a habit: Monday is the lowest. */
export const isoWeekdayBit = (weekday: number) => 1 << (weekday - 1)
