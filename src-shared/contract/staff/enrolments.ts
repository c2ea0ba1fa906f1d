export const enrolmentsContract = {}
