import { createClient } from '../../src-front/api/client'
import type { InputOf, OutputOf } from '../../src-shared/contract/operation'
import type { StaffContract } from '../../src-shared/contract/staff'
import { pickTransport } from './transport'

export type OperationName = keyof StaffContract & string
export type OperationInput<K extends OperationName> = InputOf<StaffContract, K>
export type OperationOutput<K extends OperationName> = OutputOf<StaffContract, K>

export const { call, setTransport, onUnauthenticated, useQuery, useCommand } =
  createClient<StaffContract>(pickTransport)
