import type { enrolmentsContract } from '../../../src-shared/contract/staff/enrolments'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const enrolmentsHandlers: Handlers<typeof enrolmentsContract, StaffActor> = {}
