import { addDays, localDateOf, yearOf } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import { firstDay } from '../../src-shared/kernel/year-month'
import type { FamilyQuotientRow } from '../modules/families/entities'
import type { NextId } from './counter'
import type { Timeline } from './timeline'

type Story = 'usual' | 'none' | 'expired' | 'gap'

/**
 * The quotients of a family: most have last year's and this year's; some have none, some let theirs expire, some were
 * without one for two weeks of the billed month.
 */
export function quotientsFor(
  familyId: number,
  random: SeededRandom,
  { from, billedMonth }: Timeline,
  nextId: NextId,
  isLead: boolean,
): FamilyQuotientRow[] {
  const story = isLead
    ? 'usual'
    : random.weighted<Story>([
        ['usual', 85],
        ['none', 5],
        ['expired', 6],
        ['gap', 4],
      ])
  const kind = random.chance(0.06) ? 'msa' : 'caf'
  const value = isLead ? random.integer(610, 780) : drawValue(random)
  const row = (amount: number, validFrom: string, validTo: string | null): FamilyQuotientRow => ({
    id: nextId(),
    familyId,
    kind,
    value: amount,
    validFrom,
    validTo,
    source: random.chance(0.7) ? `Lecture ${kind === 'caf' ? 'Caf' : 'MSA'}` : 'Attestation déposée',
    documentId: null,
    checkedBy: '',
    createdAt: `${validFrom}T07:30:00.000Z`,
  })
  const before = Math.max(0, value + random.integer(-120, 90))
  const monthStart = firstDay(billedMonth)
  switch (story) {
    case 'none':
      return []
    case 'expired':
      return [row(value, from, addDays(monthStart, -1))]
    case 'gap':
      return [row(before, from, addDays(monthStart, -1)), row(value, addDays(monthStart, 14), null)]
    case 'usual': {
      const renewal = localDateOf(yearOf(from) + 1, 2, 1)
      return [row(before, from, addDays(renewal, -1)), row(value, renewal, null)]
    }
  }
}

/** Modest quotients are the most common. */
function drawValue(random: SeededRandom): number {
  return random.weighted([
    [random.integer(90, 399), 20],
    [random.integer(400, 699), 27],
    [random.integer(700, 999), 22],
    [random.integer(1000, 1499), 19],
    [random.integer(1500, 2600), 12],
  ])
}
