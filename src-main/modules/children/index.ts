import type { childrenContract } from '../../../src-shared/contract/staff/children'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'

export const childrenHandlers: Handlers<typeof childrenContract, StaffActor> = {}
