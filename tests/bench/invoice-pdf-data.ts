import type { InvoiceDocument, InvoiceLine } from '../../src-main/print/types'
import { addDays, dayOfWeek, localDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'

/** Invoices as a town prints them in a month: two children, one line per meal, names and sums of their own. */
export function benchInvoices(count: number, linesEach = 60): InvoiceDocument[] {
  return Array.from({ length: count }, (_, index) => benchInvoice(index, linesEach))
}

function benchInvoice(index: number, linesEach: number): InvoiceDocument {
  const price = 95 + (index % 37) * 10
  const half = Math.ceil(linesEach / 2)
  const lines = (size: number) => mealLines(size, price)
  const total = cents(price * linesEach)
  const number = String(index + 1).padStart(6, '0')
  const name = `FAMILLE ${String.fromCharCode(65 + (index % 26))}${number}`
  return {
    town: {
      name: 'Ville d’Aubrelles',
      department: 'Enfance, éducation et jeunesse',
      addressLines: ['3 place de la Mairie', '49999 Aubrelles'],
      phone: '02 61 91 20 40',
      paymentHints: [{ title: 'Par chèque', text: 'À l’ordre de « Régie Enfance Aubrelles », avec le talon.' }],
      legalNotes: [{ title: 'Émetteur', text: 'Ville d’Aubrelles, régie Enfance et restauration.' }],
    },
    family: {
      number: number.slice(1),
      name,
      addressLines: [`Mme ${name}`, `${index + 1} RUE DES LAVANDIERES`, '49999 AUBRELLES'],
      quotientText: `${300 + index} (CAF, janvier 2026)`,
    },
    invoice: {
      reference: `2026-${number}`,
      kind: 'invoice',
      period: 'octobre 2026',
      issuedOn: localDate('2026-11-05'),
      dueOn: localDate('2026-11-30'),
      totalCents: total,
      previouslyPaidCents: cents(0),
      remainingCents: total,
    },
    children: [
      { childName: `Léa ${index}`, childFacts: '6 ans, CE1', lines: lines(half) },
      { childName: `Noé ${index}`, childFacts: '9 ans, CM1', lines: lines(linesEach - half) },
    ],
    detail: 'daily',
    payment: { slip: true, reference: `2026 ${number}` },
  }
}

function mealLines(count: number, price: number): InvoiceLine[] {
  const lines: InvoiceLine[] = []
  for (let date = localDate('2026-10-01'); lines.length < count; date = addDays(date, 1)) {
    if (dayOfWeek(date) > 5) continue
    lines.push({
      activityName: 'Restauration scolaire',
      dates: [date],
      quantity: 1,
      unit: 'repas',
      unitCents: cents(price),
      amountCents: cents(price),
      explanation: 'QF 612, tranche de 401 à 800',
    })
  }
  return lines
}
