export const bookingsContract = {}
