import { accountsContract } from './accounts'
import { activitiesContract } from './activities'
import { attendanceContract } from './attendance'
import { billingContract } from './billing'
import { bookingsContract } from './bookings'
import { childrenContract } from './children'
import { counterContract } from './counter'
import { documentsContract } from './documents'
import { duplicatesContract } from './duplicates'
import { enrolmentsContract } from './enrolments'
import { familiesContract } from './families'
import { familyMoneyContract } from './family-money'
import { firstRunContract } from './first-run'
import { healthContract } from './health'
import { homeContract } from './home'
import { identityLinksContract } from './identity-links'
import { jobsContract } from './jobs'
import { messagingContract } from './messaging'
import { organisationContract } from './organisation'
import { paymentsContract } from './payments'
import { planningContract } from './planning'
import { portalAccountsContract } from './portal-accounts'
import { pricingContract } from './pricing'
import { quotientLookupContract } from './quotient-lookup'
import { registrationContract } from './registration'
import { reportsContract } from './reports'
import { requestsContract } from './requests'
import { schoolYearContract } from './school-year'
import { securityContract } from './security'
import { syncContract } from './sync'

/** Everything the back office may ask of the desk. */
export const staffContract = {
  ...accountsContract,
  ...securityContract,
  ...portalAccountsContract,
  ...identityLinksContract,
  ...organisationContract,
  ...firstRunContract,
  ...familiesContract,
  ...familyMoneyContract,
  ...quotientLookupContract,
  ...duplicatesContract,
  ...childrenContract,
  ...healthContract,
  ...schoolYearContract,
  ...activitiesContract,
  ...documentsContract,
  ...enrolmentsContract,
  ...bookingsContract,
  ...planningContract,
  ...attendanceContract,
  ...pricingContract,
  ...billingContract,
  ...paymentsContract,
  ...messagingContract,
  ...registrationContract,
  ...requestsContract,
  ...counterContract,
  ...syncContract,
  ...reportsContract,
  ...homeContract,
  ...jobsContract,
}

export type StaffContract = typeof staffContract
