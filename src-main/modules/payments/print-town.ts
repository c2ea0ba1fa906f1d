import type { Ctx } from '../../kernel/context'
import type { PrintFamily, PrintTown } from '../../print/types'
import { familyHeader, guardiansOf } from '../families'
import { readTown } from '../organisation'

/** The town as its letterhead shows it. */
export async function printTown(ctx: Ctx): Promise<PrintTown> {
  const town = await readTown(ctx)
  return {
    name: town.name,
    addressLines: [town.addressLine, `${town.postalCode} ${town.city}`.trim()].filter((line) => line !== ''),
    ...(town.phone ? { phone: town.phone } : {}),
    ...(town.email ? { email: town.email } : {}),
    ...(town.accentColour ? { color: town.accentColour } : {}),
    paymentHints: [],
  }
}

/** A family as on an envelope. */
export async function printFamily(ctx: Ctx, familyId: number): Promise<PrintFamily> {
  const family = await familyHeader(ctx, familyId)
  const [holder] = await guardiansOf(ctx, familyId)
  const name = holder?.name ?? `Famille ${family.name}`
  return { number: String(family.number), name, addressLines: [name, ...family.addressLines].slice(0, 6) }
}
