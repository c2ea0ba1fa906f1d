import { column, table, type RowOf } from '../../database/table'

const { id, int, text, json, date, optional } = column

export const TariffTable = table(
  'tariff',
  {
    id: id(),
    activityId: int(),
    /** null = every slot of the activity. */
    slotId: optional(int()),
    name: text(),
    /** `TariffDefinition` of rules/pricing, as JSON. */
    definition: json(),
    validFrom: date(),
    validTo: optional(date()),
    version: int(),
  },
  { index: [['activityId']], references: { activityId: 'activity' } },
)
export type TariffRow = RowOf<typeof TariffTable>
