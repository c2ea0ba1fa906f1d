import type { MonthReport } from '../../../src-shared/contract/staff/reports'
import { formatMonth } from '../../../src-shared/format/date'
import { formatAmount } from '../../../src-shared/format/money'
import type { Cents } from '../../../src-shared/kernel/money'
import { bandLabel, delayLabel } from '../../../src-shared/labels/report'
import { csvText, type CsvCell as Cell } from '../../kernel/csv'

// A spreadsheet reads figures with a plain minus and no space between thousands.
const money = (amount: Cents): string => formatAmount(amount).replaceAll('\u00a0', '').replace('\u2212', '-')

/** The report for a spreadsheet: semicolons, French decimals, and the mark by which it knows the accents. */
export function reportCsv(report: MonthReport): string {
  const rows: Cell[][] = [
    ['Rapport mensuel', formatMonth(report.month), report.townName, report.scope],
    [],
    ...[
      'Structure;Activité;Jours;Places;Enfants;Réservations;Présences;Absences excusées;Absences facturées;Sans réservation;Repas;Occupation moyenne %;Jour le plus plein %'.split(
        ';',
      ),
    ],
    ...report.attendance.flatMap(({ structureName, rows: own }) =>
      own.map((row): Cell[] => [
        ...[structureName, row.activityName, row.days, row.places, row.children, row.booked, row.present],
        ...[row.excused, row.billedAbsences, row.unbooked, row.meals, row.averagePercent, row.busiestPercent],
      ]),
    ),
    [],
    ['Activité', 'Factures', 'Prestations', 'Facturé', 'Encaissé', 'Reste dû'],
    ...report.income.map((row): Cell[] => [
      ...[row.activityName, row.invoices, row.quantity],
      ...[money(row.invoicedCents), money(row.paidCents), money(row.unpaidCents)],
    ]),
    [],
    ['Tranche de QF', 'Familles', 'Facturé', 'Encaissé', 'Reste dû'],
    ...report.bands.map((row): Cell[] => [
      ...[bandLabel(row).replaceAll('\u00a0', ' '), row.families],
      ...[money(row.invoicedCents), money(row.paidCents), money(row.unpaidCents)],
    ]),
    [],
    ['Retard de paiement', 'Factures', 'Familles', 'Montant'],
    ...report.overdue.map((row): Cell[] => [delayLabel(row), row.invoices, row.families, money(row.amountCents)]),
  ]
  return csvText(rows)
}
