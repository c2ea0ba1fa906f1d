import type { z } from 'zod'
import type { FamilyPage, Guardian, zFamilyFields, zGuardianFields } from '../../../src-shared/contract/staff/families'

export type FamilyFields = z.output<typeof zFamilyFields>
export type GuardianFields = z.output<typeof zGuardianFields>

export const emptyFamily: FamilyFields = {
  name: '',
  addressLine1: '',
  addressLine2: '',
  postalCode: '',
  city: '',
  resident: true,
  invoiceDelivery: 'portal',
  directDebit: false,
  staffNote: '',
}

export const emptyGuardian: GuardianFields = {
  civility: '',
  firstName: '',
  lastName: '',
  birthName: '',
  birthDate: null,
  email: '',
  phone: '',
  mobile: '',
  acceptsEmail: true,
  acceptsSms: false,
}

export function familyFieldsOf(page: FamilyPage): FamilyFields {
  const { name, addressLine1, addressLine2, postalCode, city, resident, invoiceDelivery, directDebit, staffNote } = page
  return { name, addressLine1, addressLine2, postalCode, city, resident, invoiceDelivery, directDebit, staffNote }
}

export function guardianFieldsOf(guardian: Guardian): GuardianFields {
  const { civility, firstName, lastName, birthName, birthDate, email, phone, mobile, acceptsEmail, acceptsSms } =
    guardian
  return { civility, firstName, lastName, birthName, birthDate, email, phone, mobile, acceptsEmail, acceptsSms }
}

export const deliveryLabels: Record<FamilyFields['invoiceDelivery'], string> = {
  portal: 'sur le portail',
  email: 'par e-mail',
  paper: 'par courrier',
}
