export const activitiesContract = {}
