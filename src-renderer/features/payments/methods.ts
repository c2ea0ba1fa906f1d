import { counterMethods, type CounterMethod } from '../../../src-shared/contract/staff/payments'
import { paymentMethodLabels } from '../../../src-shared/labels/payment'

/** The letter that chooses a method while the amount has the focus: an amount has no letter. */
export const methodKeys: Record<string, CounterMethod> = { c: 'cheque', e: 'cash', b: 'card', v: 'transfer' }

export const methodSegments = counterMethods.map((value) => ({ value, label: paymentMethodLabels[value] }))

/** What the reference of each method is, in the words of the counter. */
export const referenceLabels: Record<CounterMethod, { label: string; placeholder: string }> = {
  cheque: { label: 'Banque, n° de chèque', placeholder: 'CIC 1234567' },
  cash: { label: 'Référence', placeholder: '' },
  card: { label: 'Numéro du ticket', placeholder: '004512' },
  transfer: { label: 'Libellé du virement', placeholder: '' },
}
