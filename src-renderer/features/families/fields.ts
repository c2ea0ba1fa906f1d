import type {
  FamilyFields,
  FamilyPage,
  Guardian,
  GuardianFields,
} from '../../../src-shared/contract/staff/family-fields'

export type { FamilyFields } from '../../../src-shared/contract/staff/family-fields'

/** Everything that the form of an adult shows; what the town does not keep stays as it is. */
export type GuardianDraft = Required<GuardianFields>

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

export const emptyGuardian: GuardianDraft = {
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
  sex: '',
  quality: '',
  parentalAuthority: true,
  workPhone: '',
  addressLine1: '',
  addressLine2: '',
  postalCode: '',
  city: '',
  birthCommuneCode: '',
  birthCommuneName: '',
  birthCountryCode: '',
  profession: '',
  csp: '',
  employer: '',
  employerAddress: '',
}

export function familyFieldsOf(page: FamilyPage): FamilyFields {
  const { name, addressLine1, addressLine2, postalCode, city, resident, invoiceDelivery, directDebit, staffNote } = page
  const { situation } = page
  const fields = {
    name,
    addressLine1,
    addressLine2,
    postalCode,
    city,
    resident,
    invoiceDelivery,
    directDebit,
    staffNote,
  }
  return { ...fields, situation }
}

export function guardianFieldsOf(guardian: Guardian): GuardianDraft {
  const { civility, firstName, lastName, birthName, birthDate, email, phone, mobile, acceptsEmail, acceptsSms } =
    guardian
  const { sex, quality, parentalAuthority, workPhone, addressLine1, addressLine2, postalCode, city } = guardian
  const { birthCommuneCode, birthCommuneName, birthCountryCode } = guardian
  const { profession, csp, employer, employerAddress } = guardian
  return {
    ...{ civility, firstName, lastName, birthName, birthDate, email, phone, mobile, acceptsEmail, acceptsSms },
    ...{ sex, quality, parentalAuthority, workPhone, addressLine1, addressLine2, postalCode, city },
    ...{ birthCommuneCode, birthCommuneName, birthCountryCode },
    ...{ profession, csp, employer, employerAddress },
  }
}

interface Address {
  addressLine1: string
  addressLine2: string
  postalCode: string
  city: string
}

export function addressLine({ addressLine1, addressLine2, postalCode, city }: Address): string {
  return [addressLine1, addressLine2, `${postalCode} ${city}`.trim()].filter((line) => line !== '').join(', ')
}

export const deliveryLabels: Record<FamilyFields['invoiceDelivery'], string> = {
  portal: 'sur le portail',
  email: 'par e-mail',
  paper: 'par courrier',
}

/** '2,5' of 250 hundredths. */
export function sharesText(hundredths: number): string {
  const rest = hundredths % 100
  const decimals = rest === 0 ? '' : `,${String(rest).padStart(2, '0').replace(/0$/, '')}`
  return `${Math.floor(hundredths / 100)}${decimals}`
}
