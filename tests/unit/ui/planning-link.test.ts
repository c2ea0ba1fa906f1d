import { describe, expect, it } from 'vitest'
import type { PlanningGrid, PlanningRow } from '../../../src-shared/contract/staff/planning'
import { localDate } from '../../../src-shared/kernel/local-date'
import { yearMonth } from '../../../src-shared/kernel/year-month'
import { modelOf } from '../../../src-renderer/features/planning/model'
import { filtersOf, linkOf } from '../../../src-renderer/features/planning/use-link'

const row = (childId: number, lastName: string, group: string, groupId: number): PlanningRow => ({
  ...{ childId, familyId: childId + 100, familyName: lastName, firstName: 'Lina', lastName, birthDate: null },
  ...{ classLevel: 'CE1', group, shared: false, cells: '', versions: '' },
  enrolments: [{ id: childId, activityId: 7, groupId, startDate: localDate('2026-09-01'), endDate: null }],
})
const slot = (id: number, activityId: number): PlanningGrid['slots'][number] => ({
  ...{ id, activityId, activityName: 'Cantine', name: 'Repas', letter: 'R', supervision: 'none' as never },
  ...{ startTime: '12:00' as never, endTime: '13:30' as never, capacityOverGroups: null },
})
const model = modelOf({
  ...{ structureId: 3, structureName: 'Jean-Zay', month: yearMonth('2026-12'), today: localDate('2026-12-02') },
  ...{ activities: [], columns: [], closedDays: [], holidays: [], memos: [], ranks: [] },
  slots: [slot(1, 7), slot(2, 7), slot(3, 8)],
  rows: [row(41, 'Berthelot', 'Élémentaire', 12), row(42, 'Diallo', 'Maternelle', 13)],
})
const shown = (query: Record<string, unknown>) => filtersOf(model, linkOf(query))

describe('a link to the planning', () => {
  it('shows the child that it names, by name, in a field that the agent can empty', () => {
    expect(shown({ enfant: '42' })).toMatchObject({ filter: 'Diallo Lina', group: '', missing: false })
    expect(shown({ enfant: '42', groupe: '12' })).toMatchObject({ filter: 'Diallo Lina', group: '' })
  })

  it('says that the child has no row this month', () => {
    expect(shown({ enfant: '99' })).toMatchObject({ filter: '', missing: true })
  })

  it('shows the group and the slots of the activity that it names', () => {
    const { group, hidden } = shown({ activite: '7', groupe: '13' })
    expect(group).toBe('Maternelle')
    expect([...hidden]).toEqual([3])
  })

  it('hides nothing for what does not exist or is no number', () => {
    for (const query of [{}, { activite: '99' }, { activite: 'x', groupe: '-1', enfant: ['41', '42'] }]) {
      const { group, filter, hidden } = shown(query)
      expect({ group, filter, hidden: hidden.size }).toEqual({ group: '', filter: '', hidden: 0 })
    }
  })
})
