import type { LocalDate } from '../../src-shared/kernel/local-date'
import type { Cents } from '../../src-shared/kernel/money'
import type { YearMonth } from '../../src-shared/kernel/year-month'

/** A short paragraph begun by a word in bold: ways to pay, legal notes. */
export interface TitledText {
  title: string
  text: string
}

export interface PrintTown {
  name: string
  /** second line of the letterhead, for instance « Enfance, éducation et jeunesse » */
  department?: string
  addressLines: string[]
  phone?: string
  email?: string
  siret?: string
  logoPng?: Buffer
  /** '#146362': solid shapes only, never letters */
  color?: string
  paymentHints: TitledText[]
  legalNotes?: TitledText[]
  /** where a slip and a cheque are sent; the town's address by default */
  cashOfficeLines?: string[]
}

export interface PrintFamily {
  number: string
  /** who pays, as on the slip */
  name: string
  /** the whole address block, names included, six lines at most */
  addressLines: string[]
  /** '612 (CAF, janvier 2026)'; empty when there is none */
  quotientText?: string
}

export interface InvoiceLine {
  activityName: string
  slotLabel?: string
  dates: LocalDate[]
  quantity: number
  /** the word after the quantity, already in the singular or plural: 'repas', 'demi-heures' */
  unit?: string
  unitCents: Cents
  amountCents: Cents
  /** why this price, in one French sentence */
  explanation: string
}

export interface InvoiceChildGroup {
  childName: string
  /** '9 ans, CM1, école Les Tilleuls' */
  childFacts?: string
  lines: InvoiceLine[]
}

/** What changes the sum after the lines: aids, carried-over amounts, payments already made. Negative amounts are in favour of the family. */
export interface InvoiceAdjustment {
  kind: 'aid' | 'carried-over' | 'paid'
  label: string
  explanation?: string
  amountCents: Cents
}

export interface InvoiceDocument {
  town: PrintTown
  family: PrintFamily
  invoice: {
    reference: string
    kind: 'invoice' | 'credit-note'
    /** 'novembre 2026' */
    period: string
    periodFrom?: LocalDate
    periodTo?: LocalDate
    issuedOn: LocalDate
    dueOn?: LocalDate
    /** the sum of the lines */
    totalCents: Cents
    /** a positive amount; detailed by the adjustments of kind 'paid' where they are given */
    previouslyPaidCents: Cents
    remainingCents: Cents
    /** the invoice that a credit note corrects */
    correctedReference?: string
    cancelled?: { on: LocalDate; creditNoteReference?: string }
  }
  children: InvoiceChildGroup[]
  adjustments?: InvoiceAdjustment[]
  /** 'grouped' one row for each line; 'daily' one row for each meal or date */
  detail: 'grouped' | 'daily'
  payment: {
    slip: boolean
    /** the reference typed by who pays online or at the counter */
    reference?: string
    directDebitOn?: LocalDate
    directDebit?: { account: string; mandate: string; creditor: string; label: string }
    onlineUrl?: string
  }
}

export interface ReportFigure {
  label: string
  value: string
  note?: string
}

export interface ReportAttendanceRow {
  activityName: string
  days: number
  /** null where the number of places is not limited */
  places: number | null
  children: number
  booked: number
  excused: number
  billedAbsences: number
  unbooked: number
  present: number
  /** average share of the places, in hundredths; null without a limit */
  averageOccupancyPercent: number | null
  busiestOccupancyPercent: number | null
}

export interface ReportIncomeRow {
  activityName: string
  invoices: number
  quantity: number
  amountCents: Cents
}

export interface ReportOverdueRow {
  label: string
  invoices: number
  families: number
  amountCents: Cents
}

export interface MonthlyReportDocument {
  town: PrintTown
  month: YearMonth
  /** 'Toutes les structures' or the names of those chosen */
  scope: string
  producedOn: LocalDate
  producedBy: string
  /** 'clos le 5 novembre 2026' or 'ouvert : les chiffres peuvent changer' */
  monthState: string
  figures: ReportFigure[]
  /** number and sentence: what needs attention */
  notices: { count: number; text: string }[]
  attendance: { structureName: string; rows: ReportAttendanceRow[] }[]
  /** each child counted once over all the activities */
  childrenInAll: number
  income: ReportIncomeRow[]
  overdue: ReportOverdueRow[]
  signatures?: { title: string; text: string }[]
}

export type AlertKind = 'care-plan' | 'allergy' | 'diet' | 'no-photo' | 'leaves-alone' | 'check-pickup' | 'note'

export interface AttendanceSheetChild {
  lastName: string
  firstName: string
  /** '6 ans · CP' */
  facts: string
  /** an instruction, never a diagnosis */
  alerts: { kind: AlertKind; text: string }[]
  pickups: { name: string; phone?: string }[]
  /** whom a decision keeps from collecting the child */
  notToCollect: string[]
  /** for each day of the sheet: the letters of the slots booked, or null */
  planned: (string | null)[]
}

export interface AttendanceSheetDocument {
  town: Pick<PrintTown, 'name'>
  structureName: string
  groupName: string
  /** 'responsable : Bruno Castaing, 02 61 91 20 61' */
  contact?: string
  /** 'Semaine 43' */
  title: string
  /** 'Vacances d’automne · 19 au 23 octobre 2026' */
  subtitle: string
  /** one to five days */
  days: LocalDate[]
  children: AttendanceSheetChild[]
  legend: { letter: string; label: string }[]
  printedOn: LocalDate
  /** 'Imprimée le 16 octobre 2026 à 17 h 40 : les réservations faites ensuite n’y sont pas' */
  printedText: string
  confidentialText: string
}

export interface ReceiptDocument {
  town: PrintTown
  family: PrintFamily
  receipt: {
    reference: string
    paidOn: LocalDate
    amountCents: Cents
    /** 'Carte bancaire, en ligne' */
    method: string
    /** transaction or cheque number */
    methodReference?: string
    payerName: string
    isTest: boolean
  }
  allocations: { label: string; explanation?: string; amountCents: Cents }[]
  /** what was paid in advance and stays in the wallet */
  creditCents: Cents
  remainingDueCents: Cents
}

export interface StatementLine {
  on: LocalDate
  label: string
  explanation?: string
  billedCents?: Cents
  paidCents?: Cents
  balanceCents: Cents
}

export interface StatementDocument {
  town: PrintTown
  family: PrintFamily
  from: LocalDate
  to: LocalDate
  issuedOn: LocalDate
  childNames: string[]
  openingCents: Cents
  billedCents: Cents
  paidCents: Cents
  balanceCents: Cents
  lines: StatementLine[]
  due: {
    reference: string
    label: string
    dueOn: LocalDate
    amountCents: Cents
    paidCents: Cents
    remainingCents: Cents
  }[]
}
