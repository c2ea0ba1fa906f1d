import type { MigrationInterface } from 'typeorm'
import { Initial1764000000001 } from './0001-initial'

/** One explicit, ordered list for both engines. A released migration never changes. */
export const migrations: (new () => MigrationInterface)[] = [Initial1764000000001]
