export const homeContract = {}
