import type { Services } from '../../kernel/context'
import type { Town } from '../organisation'
import type { Gateway } from './gateway'
import { createTestGateway } from './test-gateway/gateway'

/** A payment service by its name; null for one that this version does not know. */
export function gatewayNamed(services: Services, name: string): Gateway | null {
  return name === 'test' ? createTestGateway(services) : null
}

/** The service that a town has chosen. The test gateway does not exist for a town in production. */
export function gatewayOf(services: Services, { mode, settings }: Pick<Town, 'mode' | 'settings'>): Gateway | null {
  const gateway = gatewayNamed(services, settings.payments.gateway)
  return gateway?.mode === 'test' && mode === 'production' ? null : gateway
}
