import { localDateOf } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import { authorisationKinds } from '../../src-shared/labels/child'
import type { RowOf } from '../database/table'
import type { AuthorisationTable } from '../modules/children/entities'
import type { PersonRow } from '../modules/families/entities'
import type { DemoChild } from './household-types'
import type { Timeline } from './timeline'

interface Maker {
  random: SeededRandom
  timeline: Timeline
  nextId: () => number
}

/** What the parents signed in September; one family in twelve has not answered everything yet. */
export function authorisationsOf(
  { person, row }: DemoChild,
  holder: PersonRow | undefined,
  { random, timeline, nextId }: Maker,
): RowOf<typeof AuthorisationTable>[] {
  const since = localDateOf(timeline.schoolYearStart, 9, random.integer(1, 8))
  const isPartial = random.chance(0.08)
  const answers = {
    ...{ 'leave-alone': row.leavesAlone, image: row.imageConsent, outings: random.chance(0.96) },
    ...{ bath: random.chance(0.9), 'emergency-care': true, transport: random.chance(0.9) },
  }
  return authorisationKinds
    .filter((kind) => !isPartial || kind === 'leave-alone' || kind === 'image')
    .map((kind) => ({
      ...{ id: nextId(), childId: person.id, kind, granted: answers[kind], since, isCurrent: true },
      decidedBy: holder ? `${holder.firstName} ${holder.lastName}` : 'Fiche signée',
      recordedAt: `${since}T08:00:00.000Z`,
    }))
}
