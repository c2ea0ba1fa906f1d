import type { paymentsContract } from '../../../src-shared/contract/portal/payments'
import { refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import type { FileRoute } from '../../kernel/files'
import { beginPayment, readProgress, receiptPdf } from '../payments'

type PaymentHandlers = Handlers<typeof paymentsContract, ParentActor>

/** Beside the desk: the payment service speaks to this server, and the invoice is settled in the same database. */
export const livePayments: PaymentHandlers = {
  'payments.begin': (ctx, input) => beginPayment(ctx, input),
  'payments.status': (ctx, { id }) => readProgress(ctx, id),
}

/** On a web host that does not yet take payments: says so, and begins nothing. */
export const hostedPayments: PaymentHandlers = {
  'payments.begin': () => refuse('payment.online-unavailable'),
  'payments.status': () => refuse('record.not-found'),
}

/** Receipts of the family of the session; anybody else's does not exist. */
export const receiptFiles: FileRoute<ParentActor>[] = [
  {
    path: '/files/receipts/:id.pdf',
    permission: 'signed-in',
    handle: (ctx, params) => receiptPdf(ctx, Number(params['id']), ctx.actor.familyId),
  },
]
