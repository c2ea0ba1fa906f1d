import { z } from 'zod'
import type { YearMonth } from '../../kernel/year-month'
import type { StoredState } from '../../rules/booking-state'
import { zFileView, type FileView } from './file-view'
import { zRequestView } from '../requests'
import { zDatedQuotient, zDeadlineRule, zSchoolHoliday, zTariffDefinition } from '../rules'
import { zCents, zId, zInstant, zLocalDate, zLocalTime } from '../schemas'
import { zOfferView, zRegistrationView, type OfferView, type RegistrationView } from './views-registration'
import { zDocumentsView, zPaperworkView, type DocumentsView, type PaperworkView } from './views-documents'

/**
 * The small documents that a portal reads (architecture, chapter 6). What is not in these schemas never leaves the office:
 * no staff note, no forbidden person, no full bank account; of health, what parents themselves read of their children, sealed
 * wherever it is kept (`sealedKinds`).
 */

const zText = z.string()

/** What anyone may read of the town, and the facts that the rules need of its calendar. */
export const zTownView = z.object({
  name: zText,
  mode: z.enum(['production', 'demonstration']),
  schoolZone: z.enum(['A', 'B', 'C']),
  alsaceMoselle: z.boolean(),
  schoolHolidays: z.array(zSchoolHoliday),
  address: zText,
  phone: zText,
  email: zText,
  openingHours: zText,
  accentColour: zText.nullable(),
  cellLabels: z.boolean(),
  onlinePayment: z.boolean(),
  access: z.object({
    signOutUrl: zText,
    selfRegistration: z.boolean(),
    passwordMinLength: z.number().int(),
    attemptsBeforeLock: z.number().int(),
  }),
  /** What a yearly file that is not complete may hold back here; an office that does not say so may hold back both. */
  yearlyFile: z
    .object({ limitsAccess: z.boolean(), stopsBooking: z.boolean() })
    .default({ limitsAccess: true, stopsBooking: true }),
  /** Kinds of services with something open on the portal, in the town's order. */
  services: z.array(z.enum(['before-after-school', 'meal', 'leisure', 'sport', 'nursery'])),
})
export type TownView = z.output<typeof zTownView>

export const zNewsView = z.object({
  items: z.array(z.object({ id: zId, title: zText, body: zText, publishedAt: zInstant })),
})
export type NewsView = z.output<typeof zNewsView>

export const slotIcons = ['morning', 'meal', 'evening', 'day', 'half-day', 'sport'] as const
export type SlotIcon = (typeof slotIcons)[number]

const zBookingRules = z.object({
  bookingDeadline: zDeadlineRule,
  cancelDeadline: zDeadlineRule.nullable(),
  lateBooking: z.enum(['refused', 'surcharge']),
  lateSurchargeCents: zCents,
  validationMode: z.enum(['automatic', 'agent', 'payment']),
  cancellationMode: z.enum(['free', 'agent', 'forbidden']),
  waitingList: z.boolean(),
  bookingOpensAt: zInstant.nullable(),
})

export const zActivityView = z.object({
  id: zId,
  name: zText,
  kind: z.enum(['before-after-school', 'meal', 'leisure', 'sport', 'nursery']),
  onPortal: z.boolean(),
  position: z.number().int(),
  structure: z.object({ id: zId, name: zText, phone: zText }),
  rules: zBookingRules,
  minAgeMonths: z.number().int().nullable(),
  maxAgeMonths: z.number().int().nullable(),
  residentsOnly: z.boolean(),
  validFrom: zLocalDate,
  validTo: zLocalDate,
  groups: z.array(z.object({ id: zId, name: zText, classLevels: z.array(zText) })),
  slots: z.array(
    z.object({
      id: zId,
      name: zText,
      letter: zText,
      icon: z.enum(slotIcons),
      startTime: zLocalTime,
      endTime: zLocalTime,
      position: z.number().int(),
    }),
  ),
  tariffs: z.array(
    z.object({
      id: zId,
      slotId: zId.nullable(),
      definition: zTariffDefinition,
      validFrom: zLocalDate,
      validTo: zLocalDate.nullable(),
    }),
  ),
})
export type ActivityView = z.output<typeof zActivityView>

/** What is open in a month: [group, slot, date, places left], the tightest counter applied; null = no limit. */
export const zAvailabilityView = z.object({
  openings: z.array(z.tuple([zId, zId, zLocalDate, z.number().int().nullable()])),
  closures: z.array(z.object({ from: zLocalDate, to: zLocalDate, label: zText })),
})
export type AvailabilityView = z.output<typeof zAvailabilityView>

const zGuardian = z.object({
  personId: zId,
  /** 'Mme', 'M' or ''. */
  civility: zText,
  firstName: zText,
  lastName: zText,
  email: zText,
  phone: zText,
  mobile: zText,
  acceptsEmail: z.boolean(),
  acceptsSms: z.boolean(),
  accountHolder: z.boolean(),
  birthDate: zLocalDate.nullable(),
  birthName: zText,
})

const zChild = z.object({
  id: zId,
  firstName: zText,
  lastName: zText,
  birthDate: zLocalDate.nullable(),
  schoolId: zId.nullable(),
  schoolName: zText,
  classLevel: zText,
  diet: zText,
  leavesAlone: z.boolean(),
  imageConsent: z.boolean(),
  pickups: z.array(
    z.object({ fullName: zText, relationship: zText, phone: zText, mayCollect: z.boolean(), emergency: z.boolean() }),
  ),
})

export const zFamilyView = z.object({
  id: zId,
  number: z.number().int(),
  name: zText,
  addressLines: z.array(zText),
  resident: z.boolean(),
  invoiceDelivery: z.enum(['portal', 'email', 'paper']),
  directDebit: z.boolean(),
  guardians: z.array(zGuardian),
  children: z.array(zChild),
  enrolments: z.array(
    z.object({
      id: zId,
      childId: zId,
      activityId: zId,
      groupId: zId,
      startDate: zLocalDate,
      endDate: zLocalDate.nullable(),
    }),
  ),
  quotients: z.array(zDatedQuotient.extend({ kind: z.enum(['caf', 'msa']) })),
})
export type FamilyView = z.output<typeof zFamilyView>

export const zBookingsView = z.object({
  bookings: z.array(
    z.object({
      enrolmentId: zId,
      slotId: zId,
      date: zLocalDate,
      /** A text that this version does not know is shown as an error, never as a free place. */
      state: z.custom<StoredState>((value) => typeof value === 'string'),
      rank: z.number().int().positive().nullable(),
      holdUntil: zInstant.nullable(),
      late: z.boolean(),
      reason: zText,
      invoiced: z.boolean(),
      changedAt: zInstant,
    }),
  ),
  /** Leaves of the children that touch the month. */
  leaves: z.array(z.object({ enrolmentId: zId, from: zLocalDate, to: zLocalDate })).default([]),
})
export type BookingsView = z.output<typeof zBookingsView>

const zInvoiceLine = z.object({
  childId: zId,
  childName: zText,
  activityName: zText,
  slotName: zText,
  dates: z.array(zLocalDate),
  quantity: z.number().int(),
  unitCents: zCents,
  amountCents: zCents,
  explanation: zText,
})

/** Published invoices and every payment; `remainingCents` is 0 once paid or cancelled. */
export const zAccountView = z.object({
  dueCents: zCents,
  creditCents: zCents,
  invoices: z.array(
    z.object({
      id: zId,
      kind: z.enum(['invoice', 'credit-note']),
      reference: zText,
      period: zText,
      issuedOn: zLocalDate,
      dueOn: zLocalDate,
      totalCents: zCents,
      remainingCents: zCents,
      cancelled: z.boolean(),
      /** The last payment that settles it. */
      paidOn: zLocalDate.nullable(),
      paidBy: zText,
      lines: z.array(zInvoiceLine),
    }),
  ),
  payments: z.array(
    z.object({
      id: zId,
      receivedOn: zLocalDate,
      method: z.enum(['cash', 'cheque', 'card', 'transfer', 'online', 'direct-debit']),
      amountCents: zCents,
      receiptNumber: z.number().int(),
      payerName: zText,
    }),
  ),
})
export type AccountView = z.output<typeof zAccountView>
export type AccountInvoice = AccountView['invoices'][number]

export const zRequestsView = z.object({ requests: z.array(zRequestView) })
export type RequestsView = z.output<typeof zRequestsView>

/** Who may open a family's portal. It travels to a hosted portal, so that signing in never waits for the office. */
export const zAccessView = z.object({
  accounts: z.array(
    z.object({
      id: zId,
      personId: zId,
      login: zText,
      email: zText,
      displayName: zText,
      passwordHash: zText,
      familyIds: z.array(zId),
      disabled: z.boolean(),
      mustChangePassword: z.boolean(),
      temporaryUntil: zInstant.nullable(),
      pendingEmail: zText,
      step: z.enum(['', 'completion']),
      welcomedAt: zInstant.nullable(),
      version: z.number().int(),
    }),
  ),
  /** Links and codes that may still be used, by their fingerprint. */
  links: z.array(
    z.object({
      hash: zText,
      purpose: z.enum(['invite', 'letter', 'reset', 'email-old', 'email-new']),
      accountId: zId,
      email: zText,
      createdAt: zInstant,
      expiresAt: zInstant,
    }),
  ),
})
export type AccessView = z.output<typeof zAccessView>

export interface ViewTypes {
  town: TownView
  news: NewsView
  activity: ActivityView
  availability: AvailabilityView
  family: FamilyView
  bookings: BookingsView
  account: AccountView
  requests: RequestsView
  file: FileView
  access: AccessView
  paperwork: PaperworkView
  documents: DocumentsView
  registration: RegistrationView
  offer: OfferView
}
export type ViewKind = keyof ViewTypes

export const viewSchemas: { readonly [K in ViewKind]: z.ZodType<ViewTypes[K], unknown> } = {
  town: zTownView,
  news: zNewsView,
  activity: zActivityView,
  availability: zAvailabilityView,
  family: zFamilyView,
  bookings: zBookingsView,
  account: zAccountView,
  requests: zRequestsView,
  file: zFileView,
  access: zAccessView,
  paperwork: zPaperworkView,
  documents: zDocumentsView,
  registration: zRegistrationView,
  offer: zOfferView,
}

/** Views that hold health data: their text is sealed at rest, on the desk as on a hosted portal. */
export const sealedKinds: ReadonlySet<string> = new Set<ViewKind>(['file', 'requests'])

/** Names a view, and says of which kind it is. */
export interface ViewKey<K extends ViewKind = ViewKind> {
  readonly kind: K
  readonly key: string
  readonly id: number
  readonly month: YearMonth | null
}

const named = <K extends ViewKind>(kind: K, id: number, month: YearMonth | null = null): ViewKey<K> => ({
  kind,
  key: `${kind}${id > 0 ? `/${id}` : ''}${month === null ? '' : `/${month}`}`,
  id,
  month,
})

export const viewKey = {
  town: () => named('town', 0),
  news: () => named('news', 0),
  activity: (id: number) => named('activity', id),
  availability: (activityId: number, month: YearMonth) => named('availability', activityId, month),
  family: (id: number) => named('family', id),
  bookings: (familyId: number, month: YearMonth) => named('bookings', familyId, month),
  account: (familyId: number) => named('account', familyId),
  requests: (familyId: number) => named('requests', familyId),
  file: (familyId: number) => named('file', familyId),
  access: (familyId: number) => named('access', familyId),
  paperwork: () => named('paperwork', 0),
  documents: (familyId: number) => named('documents', familyId),
  registration: (familyId: number) => named('registration', familyId),
  offer: () => named('offer', 0),
}

const WRITTEN =
  /^(?:(town|news|paperwork|offer)|(activity|family|account|requests|file|access|documents|registration)\/(\d+)|(availability|bookings)\/(\d+)\/(\d{4}-(?:0[1-9]|1[0-2])))$/

/** Reads a key as `ctx.touch` writes it; null for a key that this version does not know. */
export function parseViewKey(text: string): ViewKey | null {
  const match = WRITTEN.exec(text)
  if (match === null) return null
  const kind = (match[1] ?? match[2] ?? match[4]) as ViewKind
  return named(kind, Number(match[3] ?? match[5] ?? 0), (match[6] ?? null) as YearMonth | null)
}
