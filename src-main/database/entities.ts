import type { EntitySchema } from 'typeorm'
import { AuditTable, JobTable } from '../kernel/entities'
import * as accounts from '../modules/accounts/entities'
import * as activities from '../modules/activities/entities'
import * as billing from '../modules/billing/entities'
import * as bookings from '../modules/bookings/entities'
import * as children from '../modules/children/entities'
import * as documents from '../modules/documents/entities'
import * as enrolments from '../modules/enrolments/entities'
import * as families from '../modules/families/entities'
import * as messaging from '../modules/messaging/entities'
import * as organisation from '../modules/organisation/entities'
import * as payments from '../modules/payments/entities'
import * as pricing from '../modules/pricing/entities'
import * as registration from '../modules/registration/entities'
import * as requests from '../modules/requests/entities'
import * as sync from '../modules/sync/entities'

const modules = [
  organisation,
  accounts,
  families,
  children,
  activities,
  documents,
  enrolments,
  bookings,
  pricing,
  billing,
  payments,
  messaging,
  registration,
  requests,
  sync,
]

/** Every table of the product, in an order that respects foreign keys. */
export const entities = [AuditTable, JobTable, ...modules.flatMap((module) => Object.values(module))] as EntitySchema[]
