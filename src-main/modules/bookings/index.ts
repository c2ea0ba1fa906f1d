import type { bookingsContract } from '../../../src-shared/contract/staff/bookings'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const bookingsHandlers: Handlers<typeof bookingsContract, StaffActor> = {}
