export const sessionContract = {}
