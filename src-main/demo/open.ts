import type { DemoSize } from '../config'
import type { Services } from '../kernel/context'
import { StartupError } from '../kernel/startup-error'
import type { DemoAccounts } from './accounts'
import { knownAccounts, townMode } from './existing'
import { writeTown } from './generate'
import { addPapers } from './papers'

/** The demonstration town of this database: made when it is empty, opened when it is there, never over a real town. */
export async function openDemo(services: Services, size: DemoSize): Promise<DemoAccounts> {
  const { database, clock } = services
  const mode = await database.read(townMode)
  if (mode === 'production') {
    throw new StartupError(
      'Cette base contient une vraie ville\u00A0: la démonstration s’ouvre dans un autre dossier, avec --data (ou une autre base, avec --database). Rien n’a été modifié.',
    )
  }
  const today = clock.today()
  const accounts =
    mode === 'demonstration' ? await database.read(knownAccounts) : await writeTown(services, { size, today })
  // Also where the first start was interrupted in between.
  await addPapers(services, { today })
  return accounts
}
