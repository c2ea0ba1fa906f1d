import { staffContract } from '../src-shared/contract/staff'
import { portalContract } from '../src-shared/contract/portal'
import type { Services } from './kernel/context'
import { createDispatcher } from './kernel/dispatcher'
import { createFileDispatcher, type FileRoute } from './kernel/files'
import { createUploadDispatcher } from './kernel/uploads'
import { jobsHandlers } from './kernel/job-handlers'
import type { JobDefinition } from './kernel/jobs'
import type { ParentActor, StaffActor } from './kernel/actor'
import { accountsHandlers, resolveStaff, staffGuard } from './modules/accounts'
import { accessJobs, identityLinksHandlers, portalAccountsHandlers } from './modules/access'
import { activitiesHandlers } from './modules/activities'
import { billingFiles, billingHandlers, billingJobs } from './modules/billing'
import {
  attendanceFiles,
  attendanceHandlers,
  bookingJobs,
  bookingsHandlers,
  planningHandlers,
} from './modules/bookings'
import { childrenFiles, childrenHandlers, childrenJobs, healthHandlers, schoolYearHandlers } from './modules/children'
import { documentFiles, documentsHandlers, uploadReceiver } from './modules/documents'
import { enrolmentsHandlers } from './modules/enrolments'
import { duplicatesHandlers, familiesHandlers } from './modules/families'
import { exchangesHandlers } from './modules/exchanges'
import { messagingHandlers } from './modules/messaging'
import { organisationHandlers } from './modules/organisation'
import { paymentFiles, paymentsHandlers } from './modules/payments'
import { portalFiles, portalGuard, portalHandlers, resolveParent } from './modules/portal'
import { pricingHandlers } from './modules/pricing'
import { homeHandlers, reportFiles, reportsHandlers } from './modules/reports'
import { campaignJob, registrationFiles, registrationHandlers } from './modules/registration'
import { counterHandlers, requestsHandlers } from './modules/requests'
import { securityHandlers } from './modules/security'
import { firstRunHandlers } from './modules/setup'
import { syncHandlers } from './modules/sync'

/** Downloads of the back office, gathered from the modules. */
const staffFiles: FileRoute<StaffActor>[] = [
  ...attendanceFiles,
  ...childrenFiles,
  ...billingFiles,
  ...documentFiles,
  ...paymentFiles,
  ...registrationFiles,
  ...reportFiles,
]

/** Kinds of long work, gathered from the modules. */
export const jobDefinitions: JobDefinition[] = [
  ...accessJobs,
  ...childrenJobs,
  ...billingJobs,
  ...bookingJobs,
  campaignJob,
]

export function staffFront(services: Services) {
  const handlers = {
    ...accountsHandlers,
    ...securityHandlers,
    ...portalAccountsHandlers,
    ...identityLinksHandlers,
    ...organisationHandlers,
    ...firstRunHandlers,
    ...familiesHandlers,
    ...duplicatesHandlers,
    ...exchangesHandlers,
    ...childrenHandlers,
    ...healthHandlers,
    ...schoolYearHandlers,
    ...activitiesHandlers,
    ...documentsHandlers,
    ...enrolmentsHandlers,
    ...bookingsHandlers,
    ...planningHandlers,
    ...attendanceHandlers,
    ...pricingHandlers,
    ...billingHandlers,
    ...paymentsHandlers,
    ...messagingHandlers,
    ...registrationHandlers,
    ...requestsHandlers,
    ...counterHandlers,
    ...syncHandlers,
    ...reportsHandlers,
    ...homeHandlers,
    ...jobsHandlers,
  }
  return {
    dispatcher: createDispatcher<typeof staffContract, StaffActor>({
      contract: staffContract,
      handlers,
      services,
      resolveActor: resolveStaff,
      guard: staffGuard,
    }),
    files: createFileDispatcher({ routes: staffFiles, services, resolveActor: resolveStaff, guard: staffGuard }),
    uploads: createUploadDispatcher({
      ...{ receiver: uploadReceiver, services, resolveActor: resolveStaff, guard: staffGuard },
    }),
  }
}

export function portalFront(services: Services) {
  return {
    dispatcher: createDispatcher<typeof portalContract, ParentActor>({
      contract: portalContract,
      handlers: portalHandlers,
      services,
      resolveActor: resolveParent,
      guard: portalGuard,
    }),
    files: createFileDispatcher({ routes: portalFiles, services, resolveActor: resolveParent, guard: portalGuard }),
    uploads: createUploadDispatcher({
      ...{ receiver: uploadReceiver, services, resolveActor: resolveParent, guard: portalGuard },
    }),
  }
}
