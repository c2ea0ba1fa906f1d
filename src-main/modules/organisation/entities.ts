import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, json, instant, optional } = column

/** The town itself: one row, id 1. */
export const TownTable = table('town', {
  id: column.key(),
  name: text(),
  /** 'production' or 'demonstration': a test payment never settles an invoice of a town in production. */
  mode: text<'production' | 'demonstration'>(),
  schoolZone: text<'A' | 'B' | 'C'>(),
  alsaceMoselle: bool(),
  addressLine: text(),
  postalCode: text(),
  city: text(),
  phone: text(),
  email: text(),
  openingHours: text(),
  accentColour: optional(text()),
  /** Everything else a town may set, validated by `townSettings` of the contract. */
  settings: json(),
  version: int(),
})
export type TownRow = RowOf<typeof TownTable>

/** A place where children are received: school, canteen, leisure centre, sports school, nursery. */
export const StructureTable = table(
  'structure',
  {
    id: id(),
    code: text(),
    name: text(),
    kind: text<'school' | 'leisure' | 'sport' | 'nursery'>(),
    description: text(),
    address: text(),
    phone: text(),
    email: text(),
    position: int(),
    archivedAt: optional(instant()),
    version: int(),
  },
  { unique: [['code']] },
)
export type StructureRow = RowOf<typeof StructureTable>
