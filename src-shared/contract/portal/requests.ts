export const requestsContract = {}
