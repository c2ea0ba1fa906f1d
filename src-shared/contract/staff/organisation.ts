export const organisationContract = {}
