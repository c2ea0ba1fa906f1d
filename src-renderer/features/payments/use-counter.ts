import { computed, ref, watch } from 'vue'
import type { CounterMethod, DueView } from '../../../src-shared/contract/staff/payments'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { subtractCents, sumCents, ZERO, type Cents } from '../../../src-shared/kernel/money'
import { allocateOldestFirst } from '../../../src-shared/rules/allocation'
import type { OperationOutput } from '../../api'

type Account = OperationOutput<'payments.account'>

export interface Part extends DueView {
  partCents: Cents
  leftCents: Cents
  isTooMuch: boolean
}

/** One payment being typed: what is due is proposed, and what it will settle is shown before it is saved. */
export function useCounter(account: () => Account | undefined, today: () => LocalDate) {
  const amount = ref<Cents | null>(null)
  const method = ref<CounterMethod>('cheque')
  const reference = ref('')
  const payer = ref('')
  const receivedOn = ref<LocalDate | null>(null)
  const byHand = ref(false)
  const typed = ref<Record<number, Cents | null>>({})

  function propose() {
    const found = account()
    amount.value = found && found.dueCents > 0 ? found.dueCents : null
    method.value = 'cheque'
    reference.value = ''
    payer.value = found?.family.payers[0] ?? ''
    receivedOn.value = today()
    byHand.value = false
    typed.value = {}
  }
  watch(() => account()?.family.id, propose, { immediate: true })

  const dues = computed(() => account()?.dues ?? [])
  const oldestFirst = computed(() => {
    const wanted = dues.value.map(({ invoiceId, dueOn, remainingCents }) => ({ id: invoiceId, dueOn, remainingCents }))
    return new Map(
      allocateOldestFirst(amount.value ?? ZERO, wanted).allocations.map((one) => [one.id, one.amountCents]),
    )
  })
  const parts = computed<Part[]>(() =>
    dues.value.map((due) => {
      const automatic = oldestFirst.value.get(due.invoiceId) ?? ZERO
      const partCents = byHand.value ? (typed.value[due.invoiceId] ?? ZERO) : automatic
      const leftCents = subtractCents(due.remainingCents, partCents)
      return { ...due, partCents, leftCents, isTooMuch: leftCents < 0 }
    }),
  )
  const restCents = computed(() =>
    subtractCents(amount.value ?? ZERO, sumCents(parts.value.map(({ partCents }) => partCents))),
  )
  const problem = computed(() => {
    if (amount.value === null || amount.value <= 0) return 'Indiquez le montant reçu.'
    if (receivedOn.value === null) return 'Indiquez la date de réception.'
    if (parts.value.some(({ isTooMuch }) => isTooMuch)) return 'Une part dépasse ce qu’il reste à payer de sa facture.'
    if (restCents.value < 0) return 'Les parts dépassent le montant reçu.'
    return null
  })

  /** The present spread becomes the starting point of the hand-made one. */
  function spreadByHand(on: boolean) {
    typed.value = Object.fromEntries(
      dues.value.map(({ invoiceId }) => [invoiceId, oldestFirst.value.get(invoiceId) ?? null]),
    )
    byHand.value = on
  }

  function input() {
    const found = account()
    if (!found || problem.value || amount.value === null || receivedOn.value === null) return null
    const allocations = parts.value
      .filter(({ partCents }) => partCents > 0)
      .map(({ invoiceId, partCents }) => ({ invoiceId, amountCents: partCents }))
    return {
      familyId: found.family.id,
      method: method.value,
      amountCents: amount.value,
      receivedOn: receivedOn.value,
      reference: reference.value,
      payerName: payer.value,
      // what the screen showed is what is saved: the desk refuses it if an invoice was paid meanwhile
      allocations,
    }
  }

  return {
    amount,
    method,
    reference,
    payer,
    receivedOn,
    byHand,
    typed,
    parts,
    restCents,
    problem,
    spreadByHand,
    input,
    propose,
  }
}
