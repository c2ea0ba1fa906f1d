import { rolePermissions } from '../../src-shared/permissions'
import type { StaffActor } from '../kernel/actor'

/** Who bills and cashes in the demonstration. */
export const cashier: StaffActor = {
  kind: 'staff',
  id: 4,
  name: 'Paul Lemoine',
  role: 'cashier',
  permissions: new Set(rolePermissions.cashier),
  structureIds: null,
}
