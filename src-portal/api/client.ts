import { createClient } from '../../src-front/api/client'
import { httpTransport } from '../../src-front/api/transport'
import type { InputOf, OutputOf } from '../../src-shared/contract/operation'
import type { PortalContract } from '../../src-shared/contract/portal'

export type OperationName = keyof PortalContract & string
export type OperationInput<K extends OperationName> = InputOf<PortalContract, K>
export type OperationOutput<K extends OperationName> = OutputOf<PortalContract, K>

export const { call, setTransport, onUnauthenticated, useQuery, useCommand } = createClient<PortalContract>(
  () => httpTransport,
)
