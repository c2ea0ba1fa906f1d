import type { paymentsContract } from '../../../src-shared/contract/staff/payments'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import { listAttempts, listPayments, readAccount } from './account'
import { cancelPayment, recordPayment, useCredit } from './record'

export { beginAttempt, settleAttempt, type AttemptToBegin, type Settlement } from './attempts'
export {
  beginPayment,
  readProgress,
  receiveNotification,
  reconcileAttempts,
  startReconciler,
  type Reconciler,
} from './online'
export { printFamily, printTown } from './print-town'
export { receiptDocument, receiptPdf } from './receipt'
export { paymentFiles } from './files'
export { statementDocument } from './statement'
export { cancelPayment, recordPayment, useCredit, type PaymentToRecord } from './record'
export { registerPaymentRoutes } from './routes'
export { readPayment, receiptReference } from './views'

export const paymentsHandlers: Handlers<typeof paymentsContract, StaffActor> = {
  'payments.account': (ctx, { familyId }) => readAccount(ctx, familyId),
  'payments.record': async (ctx, { allocations, ...input }) =>
    recordPayment(ctx, { ...input, ...(allocations ? { allocations } : {}) }),
  'payments.cancel': (ctx, { id, reason }) => cancelPayment(ctx, id, reason),
  'payments.useCredit': (ctx, { familyId }) => useCredit(ctx, familyId),
  'payments.list': (ctx, input) => listPayments(ctx, input),
  'payments.attempts': (ctx, input) => listAttempts(ctx, input),
}
