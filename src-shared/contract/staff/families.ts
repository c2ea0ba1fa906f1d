export const familiesContract = {}
