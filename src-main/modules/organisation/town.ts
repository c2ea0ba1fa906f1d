import { zTownSettings, type TownSettings } from '../../../src-shared/contract/settings'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import type { TownRow } from './entities'
import { findTown, structureRows } from './store'

/** The town, with its settings read through their schema. */
export type Town = Omit<TownRow, 'settings'> & { settings: TownSettings }

// The same text always gives the same settings: they are parsed once.
const parsedSettings = new Map<string, TownSettings>()
const settingsKept = 20

function parseSettings(text: string): TownSettings {
  let settings = parsedSettings.get(text)
  if (!settings) {
    settings = zTownSettings.parse(JSON.parse(text))
    if (parsedSettings.size >= settingsKept) parsedSettings.clear()
    parsedSettings.set(text, settings)
  }
  return settings
}

/** The town, or null before the first run. */
export async function townOrNull(ctx: Ctx): Promise<Town | null> {
  const row = await findTown(ctx.db)
  return row ? { ...row, alsaceMoselle: Boolean(row.alsaceMoselle), settings: parseSettings(row.settings) } : null
}

/** The town; refuses with `town.missing` before the first run. */
export async function readTown(ctx: Ctx): Promise<Town> {
  return (await townOrNull(ctx)) ?? refuse('town.missing')
}

export interface Structure {
  id: number
  code: string
  name: string
  kind: 'school' | 'leisure' | 'sport' | 'nursery'
  description: string
  address: string
  phone: string
  email: string
  position: number
  isArchived: boolean
  version: number
}

/** Every structure, in the town's order; archived ones too (old invoices still name them). */
export async function listStructures(ctx: Ctx): Promise<Structure[]> {
  const rows = await structureRows(ctx.db)
  return rows.map(({ archivedAt, ...row }) => ({ ...row, isArchived: archivedAt !== null }))
}

/** The structures of the caller: all of them for whoever is not limited to some. */
export async function visibleStructures(ctx: Ctx): Promise<Structure[]> {
  const all = await listStructures(ctx)
  const { actor } = ctx
  if (actor.kind !== 'staff' || actor.structureIds === null) return all
  const own = new Set(actor.structureIds)
  return all.filter(({ id }) => own.has(id))
}

/** Whether the caller may work on a structure. */
export function worksFor(ctx: Ctx, structureId: number): boolean {
  const { actor } = ctx
  return actor.kind !== 'staff' || actor.structureIds === null || actor.structureIds.includes(structureId)
}
