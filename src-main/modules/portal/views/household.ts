import type {
  AccessView,
  AccountInvoice,
  AccountView,
  BookingsView,
  FamilyView,
} from '../../../../src-shared/contract/portal/views'
import { cents, type Cents } from '../../../../src-shared/kernel/money'
import type { LocalDate } from '../../../../src-shared/kernel/local-date'
import { firstDay, lastDay, type YearMonth } from '../../../../src-shared/kernel/year-month'
import type { Ctx } from '../../../kernel/context'
import {
  accountRows,
  bookingRows,
  leaveRows,
  childRows,
  enrolmentRows,
  findFamily,
  guardianRows,
  invoiceLineRows,
  invoiceRows,
  linkRows,
  paymentRows,
  pickupRows,
  quotientRows,
  settlementRows,
  type SettlementRow,
} from '../store'

/** Views of one family. */

export async function buildFamily(ctx: Ctx, id: number): Promise<FamilyView | null> {
  const { db } = ctx
  const family = await findFamily(db, id)
  if (!family) return null
  const pickups = await pickupRows(db, id)
  const children = await childRows(db, id)
  return {
    id: family.id,
    number: family.number,
    name: family.name,
    addressLines: [family.addressLine1, family.addressLine2, `${family.postalCode} ${family.city}`.trim()].filter(
      Boolean,
    ),
    resident: Boolean(family.resident),
    invoiceDelivery: family.invoiceDelivery,
    directDebit: Boolean(family.directDebit),
    guardians: (await guardianRows(db, id)).map((guardian) => ({
      ...guardian,
      acceptsEmail: Boolean(guardian.acceptsEmail),
      acceptsSms: Boolean(guardian.acceptsSms),
      accountHolder: Boolean(guardian.accountHolder),
    })),
    children: children.map((child) => ({
      ...child,
      leavesAlone: Boolean(child.leavesAlone),
      imageConsent: Boolean(child.imageConsent),
      pickups: pickups
        .filter(({ childId }) => childId === child.id)
        .map(({ fullName, relationship, phone, mayCollect, emergency }) => {
          return { fullName, relationship, phone, mayCollect: Boolean(mayCollect), emergency: Boolean(emergency) }
        }),
    })),
    enrolments: await enrolmentRows(db, id),
    quotients: await quotientRows(db, id),
  }
}

export async function buildBookings(ctx: Ctx, familyId: number, month: YearMonth): Promise<BookingsView> {
  const rows = await bookingRows(ctx.db, familyId, firstDay(month), lastDay(month))
  return {
    bookings: rows.map(({ enrolmentId, slotId, date, state, rank, late, reason, invoiced, changedAt, holdUntil }) => {
      return {
        enrolmentId,
        slotId,
        date,
        state,
        rank,
        holdUntil,
        late: Boolean(late),
        reason,
        invoiced: Number(invoiced) > 0,
        changedAt,
      }
    }),
    leaves: await leaveRows(ctx.db, familyId, firstDay(month), lastDay(month)),
  }
}

export async function buildAccount(ctx: Ctx, familyId: number): Promise<AccountView> {
  const { db } = ctx
  const rows = await invoiceRows(db, familyId)
  const lines = await invoiceLineRows(db, familyId)
  const settlements = await settlementRows(db, familyId)
  const payments = await paymentRows(db, familyId)
  const invoices = rows.map(({ cancelledAt, cancelsId, allocatedCents, ...invoice }): AccountInvoice => {
    const cancelled = cancelledAt !== null || cancelsId !== null || invoice.kind === 'credit-note'
    return {
      ...invoice,
      cancelled,
      remainingCents: cancelled ? cents(0) : cents(Math.max(0, invoice.totalCents - allocatedCents)),
      ...lastSettlement(settlements, invoice.id),
      lines: lines
        .filter(({ invoiceId }) => invoiceId === invoice.id)
        .map(({ invoiceId: _, dates, ...line }) => ({ ...line, dates: JSON.parse(dates) as LocalDate[] })),
    }
  })
  const allocated = settlements.reduce((sum, { amountCents }) => sum + amountCents, 0)
  const received = payments.reduce((sum, { amountCents }) => sum + amountCents, 0)
  return { dueCents: remaining(invoices), creditCents: cents(received - allocated), invoices, payments }
}

const remaining = (invoices: readonly AccountInvoice[]): Cents =>
  cents(invoices.reduce((sum, { remainingCents }) => sum + remainingCents, 0))

function lastSettlement(
  settlements: readonly SettlementRow[],
  invoiceId: number,
): { paidOn: LocalDate | null; paidBy: string } {
  const last = settlements.findLast((settlement) => settlement.invoiceId === invoiceId)
  return { paidOn: last?.receivedOn ?? null, paidBy: last?.method ?? '' }
}

export async function buildAccess(ctx: Ctx, familyId: number): Promise<AccessView> {
  const rows = await accountRows(ctx.db, familyId)
  return {
    accounts: rows.map(({ familyIds, disabled, mustChangePassword, ...account }) => ({
      ...account,
      familyIds: JSON.parse(familyIds) as number[],
      disabled: Boolean(disabled),
      mustChangePassword: Boolean(mustChangePassword),
    })),
    links: await linkRows(
      ctx.db,
      rows.map(({ id }) => id),
      ctx.now,
    ),
  }
}
