import type { ActivityGroupRow, ActivityRow, ClosureRow, SlotRow } from '../modules/activities/entities'
import type { StructureRow } from '../modules/organisation/entities'
import type { TariffRow } from '../modules/pricing/entities'
import type { DemoDay } from './timeline'

export type Usage = 'care' | 'meal' | 'wednesday' | 'holidays' | 'sport' | 'nursery'

/** A slot of a group over all the days of the town: what is open, and how many places are taken. */
export interface Cell {
  group: ActivityGroupRow
  slot: SlotRow
  levels: readonly string[]
  /** One value a day of the timeline. */
  open: Uint8Array
  taken: Uint16Array
  capacity: number | null
  /** Part of the usual demand that is received; under 1 the slot fills up. */
  room: number
  /** Shared with the other groups when the slot has places over all groups. */
  overall: { taken: Uint16Array; capacity: number } | null
}

export interface Service {
  usage: Usage
  activity: ActivityRow
  structure: StructureRow
  groups: ActivityGroupRow[]
  slots: SlotRow[]
  cells: Cell[]
}

export interface Catalogue {
  structures: StructureRow[]
  closures: ClosureRow[]
  services: Service[]
  tariffs: TariffRow[]
  schools: { structure: StructureRow; levels: readonly string[]; meal: Service; care: Service }[]
  leisure: { wednesday: Service; holidays: Service }[]
  sport: Service
  nurseries: Service[]
  /** A day on which a school was closed by a strike: its bookings were cancelled. */
  strike: { structureId: number; day: DemoDay } | null
}
