import type { Db } from '../../database/db'

export interface CsvLine {
  reference: string
  period: string
  issuedOn: string
  dueOn: string
  familyNumber: number
  familyName: string
  childName: string
  activityName: string
  slotName: string
  quantity: number
  unitCents: number
  amountCents: number
  mealCents: number
  explanation: string
}

/** Every line of a run, invoices that were cancelled since left out. */
export function linesForCsv(db: Db, runId: number): Promise<CsvLine[]> {
  return db.rows<CsvLine>`select i.reference, i.period, i.issued_on, i.due_on, f.number as family_number, f.name as family_name,
      l.child_name, l.activity_name, l.slot_name, l.quantity, l.unit_cents, l.amount_cents, l.meal_cents, l.explanation
    from invoice i join invoice_line l on l.invoice_id = i.id join family f on f.id = i.family_id
    where i.run_id = ${runId} and i.cancelled_at is null order by i.number, l.position`
}
