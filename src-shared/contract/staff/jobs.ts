export const jobsContract = {}
