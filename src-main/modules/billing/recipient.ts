import { formatMonth } from '../../../src-shared/format/date'
import { ageInYears, monthOf, type LocalDate } from '../../../src-shared/kernel/local-date'
import { plural } from '../../../src-shared/format/text'
import { formatDecimal } from '../../../src-shared/format/number'
import { quotientOn, type Quotient } from '../../../src-shared/rules/quotient'
import type { ChildRow, PayerRow } from './store-issue'

/** Who the invoice was made for, as they were on the day of the issue. */
export interface Recipient {
  number: number
  name: string
  /** The whole address block, names included. */
  addressLines: string[]
  quotientText: string
  delivery: PayerRow['invoiceDelivery']
  directDebit: boolean
  /** By child id: what stands beside the name. */
  childFacts: Record<string, string>
  /** Of a credit note. */
  reason?: string
}

const quotientKinds = { caf: 'CAF', msa: 'MSA' } as const

export function recipientOf(
  payer: PayerRow,
  quotients: readonly Quotient[],
  children: readonly ChildRow[],
  on: LocalDate,
): Recipient {
  const { firstName, lastName, civility } = payer
  const person = [civility, firstName, lastName].filter((part) => part).join(' ')
  const name = person === '' ? `Famille ${payer.name}` : person
  const town = `${payer.postalCode} ${payer.city}`.trim()
  const address = [name, payer.addressLine1, payer.addressLine2, town].filter((line) => line !== '')
  return {
    number: payer.number,
    name,
    addressLines: address,
    quotientText: quotientText(quotientOn(quotients, on)),
    delivery: payer.invoiceDelivery,
    directDebit: Boolean(payer.directDebit),
    childFacts: Object.fromEntries(children.map((child) => [child.childId, factsOf(child, on)])),
  }
}

function quotientText(quotient: Quotient | null): string {
  if (!quotient) return ''
  return `${formatDecimal(quotient.value)} (${quotientKinds[quotient.kind]}, ${formatMonth(monthOf(quotient.validFrom))})`
}

function factsOf({ birthDate, classLevel, schoolName }: ChildRow, on: LocalDate): string {
  const age = birthDate ? plural(ageInYears(birthDate, on), 'an', 'ans') : ''
  return [age, classLevel ?? '', schoolName ?? ''].filter((part) => part !== '').join(', ')
}
