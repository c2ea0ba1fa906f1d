import { refuse } from '../../src-shared/errors'
import type { Services } from '../kernel/context'
import type { DemoAccounts } from './accounts'
import { writeTown, type DemoOptions } from './generate'
import { townMode } from './existing'
import { addPapers } from './papers'

export { demoPassword, type DemoAccounts } from './accounts'
export { describeAccounts } from './describe'
export { openDemo } from './open'
export type { DemoOptions } from './generate'

/**
 * Fills an empty database with the demonstration town and says who may sign in; refuses `town.exists` where there is
 * already a town. The same seed, size and day give the same rows: only sealed health fields differ in their bytes.
 */
export async function generateDemo(services: Services, options: DemoOptions): Promise<{ accounts: DemoAccounts }> {
  if (await services.database.read(townMode)) refuse('town.exists')
  const accounts = await writeTown(services, options)
  await addPapers(services, options)
  return { accounts }
}
