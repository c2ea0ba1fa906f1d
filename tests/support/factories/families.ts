import type { Desk } from '../desk'
import { caller, valueOf } from '../desk'
import { smallTown } from './town'

export const familyFields = {
  name: 'Roussel',
  addressLine1: '4 impasse du Lavoir',
  addressLine2: '',
  postalCode: '99120',
  city: 'Aubrelles',
  resident: true,
  invoiceDelivery: 'portal' as const,
  directDebit: false,
  staffNote: '',
}

export const guardianFields = {
  civility: 'Mme' as const,
  firstName: 'Camille',
  lastName: 'Roussel',
  birthName: '',
  birthDate: null,
  email: 'camille.roussel@courriel.invalid',
  phone: '',
  mobile: '06 39 98 41 07',
  acceptsEmail: true,
  acceptsSms: true,
}

export const childFields = {
  firstName: 'Jules',
  lastName: 'Fournier',
  birthDate: '2017-03-02',
  sex: 'M' as const,
  schoolId: null as number | null,
  classLevel: 'CM1',
  className: '',
  diet: '',
  leavesAlone: false,
  imageConsent: true,
}

/** A desk with the small town, and calls made as one of its roles through the dispatcher. */
export async function deskWithTown(desk: Desk) {
  const town = await desk.write((ctx) => smallTown(ctx))
  const ask =
    (token: string) =>
    async <T = unknown>(operation: string, input: unknown): Promise<T> =>
      valueOf<T>((await desk.staff.dispatcher.call(operation, input, caller(token))).reply)
  const refusal = async (token: string, operation: string, input: unknown) => {
    const { reply } = await desk.staff.dispatcher.call(operation, input, caller(token))
    return reply.ok ? null : { code: reply.error.code, details: reply.error.details }
  }
  return { town, ask, refusal }
}

/** Creates a family through the contract, as an agent does. */
export async function createFamily(
  ask: <T>(operation: string, input: unknown) => Promise<T>,
  family: Partial<typeof familyFields> = {},
  guardian: Partial<typeof guardianFields> = {},
) {
  return ask<{ id: number; number: number }>('families.create', {
    family: { ...familyFields, ...family },
    guardian: { ...guardianFields, ...guardian },
  })
}
