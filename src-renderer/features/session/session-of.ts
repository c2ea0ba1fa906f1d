import type { SignedInStaff } from '../../../src-shared/contract/staff/accounts'
import type { StaffSession } from '../../stores/session'

/** Who is signed in, as the frame keeps it. */
export function sessionOf({ id, townName: _name, townMode: _mode, ...staff }: SignedInStaff): StaffSession {
  return { staffId: id, ...staff }
}
