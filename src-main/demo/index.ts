import type { Services } from '../kernel/context'
import type { DemoAccounts } from './accounts'
import { writeTown, type DemoOptions } from './generate'

export { demoPassword, type DemoAccounts } from './accounts'
export type { DemoOptions } from './generate'

/**
 * Fills an empty database with the demonstration town and says who may sign in. The same seed, size and day give the same
 * rows; only sealed health fields differ in their bytes, never in what they say.
 */
export function generateDemo(services: Services, options: DemoOptions): Promise<{ accounts: DemoAccounts }> {
  return writeTown(services, options).then((accounts) => ({ accounts }))
}
