import type { activitiesContract } from '../../../src-shared/contract/staff/activities'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export {
  findActivity,
  loadActivities,
  loadCatalogue,
  type Activity,
  type ActivityGroup,
  type Catalogue,
  type Slot,
} from './catalogue'
export { closureOn, closuresBetween, openingsBetween, type Closure, type Opening } from './openings'

export const activitiesHandlers: Handlers<typeof activitiesContract, StaffActor> = {}
