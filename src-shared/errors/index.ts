import type { ErrorDefinition, ErrorDetails, ErrorKind } from './define'
import { accountsErrors } from './accounts'
import { activitiesErrors } from './activities'
import { billingErrors } from './billing'
import { bookingsErrors } from './bookings'
import { documentsErrors } from './documents'
import { exchangesErrors } from './exchanges'
import { familiesErrors } from './families'
import { kernelErrors } from './kernel'
import { messagingErrors } from './messaging'
import { organisationErrors } from './organisation'
import { paymentsErrors } from './payments'
import { pricingErrors } from './pricing'
import { reportsErrors } from './reports'
import { registrationErrors } from './registration'
import { requestsErrors } from './requests'
import { syncErrors } from './sync'

/** The registry: every refusal of the product has its code here, with its kind and its French sentence. */
export const errorRegistry = {
  ...kernelErrors,
  ...accountsErrors,
  ...organisationErrors,
  ...familiesErrors,
  ...exchangesErrors,
  ...documentsErrors,
  ...activitiesErrors,
  ...bookingsErrors,
  ...pricingErrors,
  ...billingErrors,
  ...paymentsErrors,
  ...messagingErrors,
  ...registrationErrors,
  ...requestsErrors,
  ...syncErrors,
  ...reportsErrors,
}

export type ErrorCode = keyof typeof errorRegistry
export type { ErrorDetails, ErrorKind }

/** A refusal: the only exception that travels to a screen as itself. Anything else is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails
  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
  get kind(): ErrorKind {
    return errorKind(this.code)
  }
}

/** Refuses with a code of the registry. */
export function refuse(code: ErrorCode, details: ErrorDetails = {}): never {
  throw new AppError(code, details)
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorRegistry, code)
}

export function errorKind(code: ErrorCode): ErrorKind {
  return errorRegistry[code].kind
}

/** The French sentence of a code; an unknown code (a newer server) falls back to a plain one. */
export function errorLabel(code: string, details: ErrorDetails = {}): string {
  if (!isErrorCode(code)) return `L’action a été refusée (${code}).`
  const definition: ErrorDefinition = errorRegistry[code]
  return typeof definition.fr === 'string' ? definition.fr : definition.fr(details)
}
