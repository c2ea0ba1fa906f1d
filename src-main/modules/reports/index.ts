import type { reportsContract } from '../../../src-shared/contract/staff/reports'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const reportsHandlers: Handlers<typeof reportsContract, StaffActor> = {}
export { homeHandlers } from './home'
