import type { organisationContract } from '../../../src-shared/contract/staff/organisation'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export { calendarOf, loadCalendar, type TownCalendar } from './calendar'
export { listStructures, readTown, townOrNull, visibleStructures, worksFor, type Structure, type Town } from './town'

export const organisationHandlers: Handlers<typeof organisationContract, StaffActor> = {}
