import { accessContract } from './access'
import { calendarContract } from './calendar'
import { documentsContract } from './documents'
import { familyContract } from './family'
import { fileContract } from './file'
import { homeContract } from './home'
import { identityContract } from './identity'
import { invoicesContract } from './invoices'
import { paymentsContract } from './payments'
import { registrationContract } from './registration'
import { requestsContract } from './requests'
import { sessionContract } from './session'
import { tariffsContract } from './tariffs'

/** Everything a parent's browser may ask. No input here holds a family id: it comes from the session. */
export const portalContract = {
  ...sessionContract,
  ...accessContract,
  ...identityContract,
  ...homeContract,
  ...calendarContract,
  ...requestsContract,
  ...invoicesContract,
  ...paymentsContract,
  ...tariffsContract,
  ...familyContract,
  ...documentsContract,
  ...fileContract,
  ...registrationContract,
}

export type PortalContract = typeof portalContract
