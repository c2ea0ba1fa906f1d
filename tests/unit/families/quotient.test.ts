import { describe, expect, it } from 'vitest'
import { quotientSteps } from '../../../src-renderer/features/families/quotient-steps'
import { localDate } from '../../../src-shared/kernel/local-date'
import { quotientOn, type Quotient } from '../../../src-shared/rules/quotient'

const one = (
  id: number,
  value: number,
  from: string,
  to: string | null = null,
  kind: 'caf' | 'msa' = 'caf',
): Quotient => ({
  id,
  kind,
  value,
  validFrom: localDate(from),
  validTo: to === null ? null : localDate(to),
  source: 'Caf',
})
const at = (quotients: Quotient[], date: string) => quotientOn(quotients, localDate(date))?.value ?? null

describe('the quotient of a day', () => {
  it('holds on its first and on its last day', () => {
    const quotients = [one(1, 612, '2026-01-01', '2026-06-30')]
    expect(['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01'].map((day) => at(quotients, day))).toEqual([
      null,
      612,
      612,
      null,
    ])
  })

  it('is the latest begun, whatever the order they are given in', () => {
    const quotients = [one(2, 866, '2025-11-01'), one(1, 798, '2025-07-01'), one(3, 0, '2026-02-01')]
    expect([
      at(quotients, '2025-10-31'),
      at(quotients, '2025-11-01'),
      at(quotients.toReversed(), '2026-02-01'),
    ]).toEqual([798, 866, 0])
  })

  it('is the last typed when two begin on the same day', () => {
    expect(at([one(5, 700, '2026-01-01', null, 'msa'), one(4, 650, '2026-01-01')], '2026-03-01')).toBe(700)
  })

  it('is drawn as steps, with the hole where none is known', () => {
    const quotients = [one(2, 866, '2025-11-01', '2026-11-30'), one(1, 798, '2025-07-01', '2025-10-31')]
    expect(quotientSteps(quotients, localDate('2026-12-02'))).toEqual([
      { from: '2025-07-01', to: '2025-11-01', value: 798 },
      { from: '2025-11-01', to: '2026-12-01', value: 866 },
      { from: '2026-12-01', to: '2026-12-03', value: null },
    ])
  })
})
