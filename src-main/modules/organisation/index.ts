import type { organisationContract } from '../../../src-shared/contract/staff/organisation'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const organisationHandlers: Handlers<typeof organisationContract, StaffActor> = {}
