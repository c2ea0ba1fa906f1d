import type { OutputOf } from '../../../src-shared/contract/operation'
import type { familiesContract } from '../../../src-shared/contract/staff/families'
import type { Ctx } from '../../kernel/context'
import { familyIdsOfPerson, memberPeople } from './store'

/** Where a household or a person lives. */
export interface Address {
  addressLine1: string
  addressLine2: string
  postalCode: string
  city: string
}

export const addressOf = ({ addressLine1, addressLine2, postalCode, city }: Address): Address => ({
  addressLine1,
  addressLine2,
  postalCode,
  city,
})

/** On one line; '' where nothing is known, which for a person means "with the household". */
export function addressLine(address: Address): string {
  const town = `${address.postalCode} ${address.city}`.trim()
  return [address.addressLine1, address.addressLine2, town].filter((line) => line !== '').join(', ')
}

export const sameAddress = (left: Address, right: Address) => addressLine(left) === addressLine(right)
export const livesElsewhere = (person: Address) => addressLine(person) !== ''

/** Members of the family with the address of each, to ask who moves. */
export async function residentsOf(
  ctx: Ctx,
  familyId: number,
): Promise<OutputOf<typeof familiesContract, 'families.residents'>> {
  return (await memberPeople(ctx, familyId)).map((person) => ({
    personId: person.id,
    role: person.role,
    name: `${person.firstName} ${person.lastName}`,
    ownAddress: addressLine(person),
  }))
}

/** The household moves and these members do not: the former address becomes their own. Returns their families. */
export async function keepFormerAddress(
  ctx: Ctx,
  familyId: number,
  former: Address,
  staying: readonly number[],
): Promise<number[]> {
  const people = (await memberPeople(ctx, familyId)).filter(({ id }) => staying.includes(id))
  const kept = people.filter((person) => !livesElsewhere(person))
  return writeAddress(
    ctx,
    kept.map(({ id }) => id),
    former,
  )
}

/** Somebody with an own address moves, and takes along members who lived at the same one. Returns their families. */
export async function moveAlong(
  ctx: Ctx,
  familyId: number,
  from: Address,
  to: Address,
  moving: readonly number[],
): Promise<number[]> {
  if (!livesElsewhere(from)) return []
  const people = (await memberPeople(ctx, familyId)).filter((one) => moving.includes(one.id) && sameAddress(one, from))
  return writeAddress(
    ctx,
    people.map(({ id }) => id),
    to,
  )
}

async function writeAddress(ctx: Ctx, personIds: readonly number[], address: Address): Promise<number[]> {
  const { addressLine1, addressLine2, postalCode, city } = address
  const families: number[] = []
  for (const id of personIds) {
    await ctx.db.run`update person set address_line1 = ${addressLine1}, address_line2 = ${addressLine2},
      postal_code = ${postalCode}, city = ${city}, version = version + 1 where id = ${id}`
    families.push(...(await familyIdsOfPerson(ctx, id)))
  }
  return families
}
