import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instant } from '../../../src-shared/kernel/instant'
import { addDays, addMonthsToDate, fromEpochDay, localDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import {
  type BlockReason,
  type EligibilityActivity,
  type EligibilityChild,
  type EligibilityFacts,
  describeBlock,
  eligibilityBlocks,
} from '../../../src-shared/rules/eligibility'

const friday = localDate('2026-12-04')
const child: EligibilityChild = { birthDate: localDate('2020-11-12'), schoolId: 1, classLevel: 'CP', isResident: true }
const activity: EligibilityActivity = {
  minAgeMonths: 36,
  maxAgeMonths: 143,
  residentsOnly: true,
  schoolIds: [1, 2],
  schoolNames: ['Les Tilleuls'],
  classLevels: ['CP', 'CE1'],
}
const facts: EligibilityFacts = {
  now: instant('2026-12-02T15:10:00Z'),
  enrolment: { startDate: localDate('2026-09-01'), endDate: null },
}

function blocks(change: {
  child?: Partial<EligibilityChild>
  activity?: Partial<EligibilityActivity>
  facts?: Partial<EligibilityFacts>
}): BlockReason[] {
  return eligibilityBlocks({ ...child, ...change.child }, { ...activity, ...change.activity }, friday, {
    ...facts,
    ...change.facts,
  })
}

describe('eligibility', () => {
  it('lets a child in who meets every rule', () => {
    expect(blocks({})).toEqual([])
    expect(
      blocks({
        activity: { schoolIds: [], classLevels: [], minAgeMonths: null, maxAgeMonths: null, residentsOnly: false },
        child: { schoolId: null, classLevel: '' },
      }),
    ).toEqual([])
  })

  it('judges the age on the date of the service, not today', () => {
    expect(blocks({ child: { birthDate: localDate('2023-12-04') } })).toEqual([])
    expect(blocks({ child: { birthDate: localDate('2023-12-05') } })).toEqual([
      { code: 'age-too-young', minAgeMonths: 36 },
    ])
    expect(blocks({ child: { birthDate: localDate('2014-12-05') } })).toEqual([])
    expect(blocks({ child: { birthDate: localDate('2014-12-04') } })).toEqual([
      { code: 'age-too-old', maxAgeMonths: 143 },
    ])
  })

  it('names the school, the class and the residence', () => {
    expect(blocks({ child: { schoolId: 3, classLevel: 'CM2', isResident: false } })).toEqual([
      { code: 'school', schoolNames: ['Les Tilleuls'] },
      { code: 'class-level', classLevels: ['CP', 'CE1'] },
      { code: 'residence' },
    ])
    expect(blocks({ child: { schoolId: null } })).toEqual([{ code: 'school', schoolNames: ['Les Tilleuls'] }])
  })

  it('asks for an enrolment that covers the date, its first and last day included', () => {
    const dated = (startDate: string, endDate: string | null) => ({
      facts: { enrolment: { startDate: localDate(startDate), endDate: endDate === null ? null : localDate(endDate) } },
    })
    expect(blocks({ facts: { enrolment: null } })).toEqual([{ code: 'enrolment-missing' }])
    expect(blocks(dated('2026-12-05', null))).toEqual([{ code: 'enrolment-not-started', startDate: '2026-12-05' }])
    expect(blocks(dated('2026-09-01', '2026-12-03'))).toEqual([{ code: 'enrolment-ended', endDate: '2026-12-03' }])
    expect(blocks(dated('2026-12-04', '2026-12-04'))).toEqual([])
  })

  it('waits for the opening of the bookings', () => {
    const opensAt = instant('2026-12-02T15:10:00.001Z')
    expect(blocks({ activity: { bookingOpensAt: opensAt } })).toEqual([{ code: 'window-not-open', opensAt }])
    expect(blocks({ activity: { bookingOpensAt: facts.now } })).toEqual([])
  })

  it('stops a debt above the threshold, unless the family is exempted or the town has no threshold', () => {
    const debt = { debtCents: cents(5001), debtThresholdCents: cents(5000) }
    expect(blocks({ facts: debt })).toEqual([{ code: 'debt', debtCents: 5001, thresholdCents: 5000 }])
    expect(blocks({ facts: { ...debt, debtCents: cents(5000) } })).toEqual([])
    expect(blocks({ facts: { ...debt, isDebtExempted: true } })).toEqual([])
    expect(blocks({ facts: { ...debt, debtThresholdCents: null } })).toEqual([])
  })

  it('gives every rule that stops, not the first one', () => {
    const found = blocks({
      child: { isResident: false },
      facts: {
        enrolment: null,
        isFileIncomplete: true,
        missingDocuments: ['assurance scolaire'],
        missingConsents: ['règlement de la cantine'],
      },
    })
    expect(found.map((block) => block.code)).toEqual([
      'residence',
      'enrolment-missing',
      'file-incomplete',
      'document-missing',
      'consent-missing',
    ])
  })

  it('opens on the very day of the age asked, whatever the birth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16_000, max: 20_000 }), fc.integer({ min: 1, max: 150 }), (birth, months) => {
        const birthDate = fromEpochDay(birth)
        const day = addMonthsToDate(birthDate, months)
        // a birth on the 31st reaches its age on the 1st after a shorter month: not what is looked at here
        fc.pre(day.slice(8) === birthDate.slice(8))
        const open = { minAgeMonths: months, maxAgeMonths: null, residentsOnly: false }
        const before = addDays(day, -1)
        expect(eligibilityBlocks({ ...child, birthDate }, open, day, facts).map((block) => block.code)).not.toContain(
          'age-too-young',
        )
        expect(eligibilityBlocks({ ...child, birthDate }, open, before, facts).map((block) => block.code)).toContain(
          'age-too-young',
        )
      }),
    )
  })
})

describe('the sentences of a block', () => {
  const said = (reason: BlockReason): string => {
    const { rule, whatToDo } = describeBlock(reason)
    return `${rule} ${whatToDo}`.replaceAll('\u00A0', ' ')
  }

  it('say which rule stops and what to do', () => {
    expect(said({ code: 'age-too-young', minAgeMonths: 30 })).toContain('à partir de 2 ans et 6 mois.')
    expect(said({ code: 'age-too-old', maxAgeMonths: 143 })).toContain('de moins de 12 ans.')
    expect(said({ code: 'enrolment-ended', endDate: localDate('2026-09-01') })).toContain('le 1er septembre 2026.')
    expect(said({ code: 'window-not-open', opensAt: instant('2026-12-08T08:00:00Z') })).toContain(
      'à partir du mardi 8 décembre à 9 h 00.',
    )
    expect(said({ code: 'document-missing', documents: ['assurance scolaire', 'vaccins'] })).toContain(
      '2 pièces : assurance scolaire et vaccins.',
    )
    expect(said({ code: 'debt', debtCents: cents(12_050), thresholdCents: cents(5000) })).toContain(
      '120,50 € à régler, au-delà de la limite de 50,00 €',
    )
    expect(said({ code: 'class-level', classLevels: ['CP', 'CE1'] })).toContain('(CP ou CE1)')
  })

  it('are French sentences for every reason', () => {
    const every: BlockReason[] = [
      { code: 'age-too-young', minAgeMonths: 10 },
      { code: 'age-too-old', maxAgeMonths: 11 },
      { code: 'school', schoolNames: [] },
      { code: 'class-level', classLevels: [] },
      { code: 'residence' },
      { code: 'enrolment-missing' },
      { code: 'enrolment-not-started', startDate: friday },
      { code: 'enrolment-ended', endDate: friday },
      { code: 'window-not-open', opensAt: facts.now },
      { code: 'file-incomplete' },
      { code: 'document-missing', documents: ['x'] },
      { code: 'consent-missing', consents: ['y'] },
      { code: 'debt', debtCents: cents(2), thresholdCents: cents(1) },
    ]
    for (const reason of every) {
      const { rule, whatToDo } = describeBlock(reason)
      for (const sentence of [rule, whatToDo]) {
        expect(sentence).toMatch(/^\p{Lu}[^']*\.$/u)
        expect(sentence).not.toMatch(/ :|undefined|NaN/)
      }
    }
  })
})
