export const accountsContract = {}
