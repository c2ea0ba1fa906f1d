export const invoicesContract = {}
