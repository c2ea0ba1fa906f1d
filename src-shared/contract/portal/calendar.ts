export const calendarContract = {}
