export const syncContract = {}
