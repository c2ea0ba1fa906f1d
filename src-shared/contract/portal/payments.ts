export const paymentsContract = {}
