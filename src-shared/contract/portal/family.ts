export const familyContract = {}
