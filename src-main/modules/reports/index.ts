import type { reportsContract } from '../../../src-shared/contract/staff/reports'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import { readMonth } from './month'

export { reportFiles } from './files'
export { homeHandlers } from './home'

export const reportsHandlers: Handlers<typeof reportsContract, StaffActor> = {
  'reports.month': (ctx, { month, structureId }) => readMonth(ctx, month, structureId),
}
