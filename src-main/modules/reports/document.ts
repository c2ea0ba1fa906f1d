import type { MonthReport } from '../../../src-shared/contract/staff/reports'
import { formatDateOfYear, formatMonth } from '../../../src-shared/format/date'
import { formatInteger, NBSP } from '../../../src-shared/format/number'
import { parisDate } from '../../../src-shared/kernel/instant'
import { plural } from '../../../src-shared/format/text'
import { sumCents, type Cents } from '../../../src-shared/kernel/money'
import { addMonths } from '../../../src-shared/kernel/year-month'
import { delayLabel } from '../../../src-shared/labels/report'
import type { MonthlyReportDocument, PrintTown, ReportFigure } from '../../print/types'

/** The report as it is printed for the director. */
export function reportDocument(report: MonthReport, town: PrintTown, producedBy: string): MonthlyReportDocument {
  return {
    ...{ town, month: report.month, scope: report.scope, producedOn: report.today, producedBy },
    monthState: stateText(report),
    figures: figuresOf(report),
    notices: noticesOf(report),
    attendance: report.attendance.map(({ structureName, rows }) => ({
      structureName,
      rows: rows.map(({ averagePercent, busiestPercent, ...row }) => ({
        ...{ activityName: row.activityName, days: row.days, places: row.places, children: row.children },
        ...{ booked: row.booked, excused: row.excused, billedAbsences: row.billedAbsences },
        ...{ unbooked: row.unbooked, present: row.present },
        averageOccupancyPercent: averagePercent,
        busiestOccupancyPercent: busiestPercent,
      })),
    })),
    childrenInAll: report.figures.children,
    income: report.income.map(({ activityName, invoices, quantity, invoicedCents }) => {
      return { activityName, invoices, quantity, amountCents: invoicedCents }
    }),
    overdue: report.overdue.map((row) => ({
      ...{ label: delayLabel(row), invoices: row.invoices, families: row.families, amountCents: row.amountCents },
    })),
  }
}

function stateText({ billing }: MonthReport): string {
  if (billing.status === 'issued' && billing.issuedAt)
    return `facturé le ${formatDateOfYear(parisDate(billing.issuedAt))}`
  return billing.status === 'draft' ? 'brouillon de facturation : les chiffres peuvent changer' : 'pas encore facturé'
}

/** For a large figure: the tables have the cents. */
const wholeEuros = (amount: Cents): string => `${formatInteger(Math.round(amount / 100))}${NBSP}€`

function figuresOf({ figures, previous, overdue, month }: MonthReport): ReportFigure[] {
  const before = formatMonth(addMonths(month, -1))
  const compared = (value: number) => `${formatInteger(value)} en ${before}`
  const late = sumCents(overdue.map(({ amountCents }) => amountCents))
  return [
    { label: 'Enfants accueillis', value: formatInteger(figures.children), note: compared(previous.children) },
    { label: 'Réservations', value: formatInteger(figures.booked), note: compared(previous.booked) },
    { label: 'Présences', value: formatInteger(figures.present), note: compared(previous.present) },
    { label: 'Repas servis', value: formatInteger(figures.meals), note: compared(previous.meals) },
    {
      label: 'Facturé',
      value: wholeEuros(figures.invoicedCents),
      note: plural(figures.invoices, 'facture', 'factures'),
    },
    { label: 'Encaissé', value: wholeEuros(figures.paidCents), note: 'sur les factures du mois' },
    { label: 'Reste dû', value: wholeEuros(figures.unpaidCents), note: 'sur les factures du mois' },
    { label: 'En retard de paiement', value: wholeEuros(late), note: 'toutes les factures' },
  ]
}

function noticesOf({ figures, bands, overdue }: MonthReport): { count: number; text: string }[] {
  const without = bands.find(({ from }) => from === null)?.families ?? 0
  const late = overdue.reduce((sum, { families }) => sum + families, 0)
  return [
    { count: figures.unmarked, text: 'réservations passées sans pointage' },
    { count: figures.unbooked, text: 'présences sans réservation' },
    { count: without, text: 'familles au tarif maximal, faute de quotient' },
    { count: late, text: 'familles en retard de paiement' },
  ].filter(({ count }) => count > 0)
}
