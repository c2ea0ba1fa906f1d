import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import type { ConsentAnswer, DocumentRule, GivenDocument, HouseRules } from '../../../src-shared/contract/documents'
import { instant } from '../../../src-shared/kernel/instant'
import { addDays, localDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import {
  consentResult,
  missingAcceptances,
  missingDocuments,
  requirementsOf,
  standingOn,
  validityFrom,
  type FamilyPapers,
} from '../../../src-shared/rules/documents'

const d = localDate
const rule = (changes: Partial<DocumentRule> = {}): DocumentRule => ({
  ...{ id: 1, name: 'Assurance scolaire', explanation: '', whose: 'child', demand: 'always', activityIds: [] },
  ...{ validity: { kind: 'school-year' }, needsValidation: true, blocksBooking: true, sharedAcrossFamilies: true },
  ...{ health: false, position: 0, ...changes },
})
const given = (changes: Partial<GivenDocument> = {}): GivenDocument => ({
  ...{ id: 1, typeId: 1, personId: 7, status: 'valid', reason: '', validFrom: d('2026-09-01') },
  ...{ validTo: d('2027-08-31'), sentAt: instant('2026-09-01T08:00:00.000Z'), decidedAt: null, sentBy: 'Sarah' },
  ...{ file: null, requestId: null, ...changes },
})
const papers = (changes: Partial<FamilyPapers> = {}): FamilyPapers => ({
  rules: [rule()],
  given: [],
  guardians: [{ id: 3, name: 'Sarah Berthelot' }],
  children: [{ id: 7, name: 'Lina', activityIds: [20] }],
  ...changes,
})
const asked = { childId: 7, activityId: 20, on: d('2026-12-10') }

describe('how long a document is good for', () => {
  it('[J08] ends the day before the same day, so many months later', () => {
    expect(validityFrom({ kind: 'months', months: 12 }, d('2026-09-15'))).toEqual({
      from: '2026-09-15',
      to: '2027-09-14',
    })
  })
  it('[J08] follows the school year, and the one to come from June', () => {
    expect(validityFrom({ kind: 'school-year' }, d('2026-12-01')).to).toBe('2027-08-31')
    expect(validityFrom({ kind: 'school-year' }, d('2027-05-31')).to).toBe('2027-08-31')
    expect(validityFrom({ kind: 'school-year' }, d('2027-06-01')).to).toBe('2028-08-31')
    expect(validityFrom({ kind: 'school-year' }, d('2027-08-31')).to).toBe('2028-08-31')
  })
  it('stands until a date, or for ever', () => {
    expect(validityFrom({ kind: 'until', date: d('2027-06-30') }, d('2026-12-01')).to).toBe('2027-06-30')
    expect(validityFrom({ kind: 'forever' }, d('2026-12-01')).to).toBeNull()
  })
  it('never ends before it begins, whatever the day it is accepted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 120 }), (offset, months) => {
        const on = addDays(d('2024-01-01'), offset)
        for (const validity of [{ kind: 'months', months }, { kind: 'school-year' }] as const) {
          const { from, to } = validityFrom(validity, on)
          expect(from).toBe(on)
          expect(to !== null && to >= on).toBe(true)
        }
      }),
    )
  })
})

describe('where a required document stands', () => {
  it('[J09] is missing, sent, valid, ending, expired or refused', () => {
    const on = d('2026-12-10')
    expect(standingOn([], on).status).toBe('missing')
    expect(standingOn([given({ status: 'sent' })], on).status).toBe('sent')
    expect(standingOn([given()], on).status).toBe('valid')
    expect(standingOn([given({ validTo: d('2026-12-31') })], on).status).toBe('expiring')
    expect(standingOn([given({ validTo: d('2026-12-09') })], on).status).toBe('expired')
    expect(standingOn([given({ status: 'refused', reason: 'illisible' })], on).status).toBe('refused')
    expect(standingOn([given({ status: 'withdrawn' })], on).status).toBe('missing')
  })
  it('[J08] asks nothing more once the next one is on its way', () => {
    const sent = given({ id: 2, status: 'sent', sentAt: instant('2026-12-05T08:00:00.000Z') })
    expect(standingOn([given({ validTo: d('2026-12-31') }), sent], d('2026-12-10')).status).toBe('valid')
    expect(standingOn([given({ validTo: d('2026-12-01') }), sent], d('2026-12-10')).status).toBe('sent')
  })
  it('is as good as the best of the documents given: one more never makes it worse', () => {
    const day = fc.integer({ min: -400, max: 400 }).map((offset): LocalDate => addDays(d('2026-12-10'), offset))
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 6 }), day, (ends, extra) => {
        const documents = ends.map((validTo, id) => given({ id, validTo, validFrom: d('2020-01-01') }))
        const isGood = (list: GivenDocument[]) =>
          ['valid', 'expiring'].includes(standingOn(list, d('2026-12-10')).status)
        const more = [...documents, given({ id: 99, validTo: extra, validFrom: d('2020-01-01') })]
        expect(!isGood(documents) || isGood(more)).toBe(true)
      }),
    )
  })
})

describe('what is asked, and of whom', () => {
  it('[N17] asks the family once, each guardian, or each child, for all activities or some', () => {
    const rules = [
      rule({ id: 1, whose: 'family', name: 'Justificatif de domicile' }),
      rule({ id: 2, whose: 'guardian', name: 'Pièce d’identité' }),
      rule({ id: 3, whose: 'child', demand: 'activities', activityIds: [30], name: 'Brevet de natation' }),
      rule({ id: 4, whose: 'child', demand: 'optional', name: 'Dessin' }),
    ]
    const children = [
      { id: 7, name: 'Lina', activityIds: [20] },
      { id: 8, name: 'Hugo', activityIds: [20, 30] },
    ]
    const found = requirementsOf(papers({ rules, children }), d('2026-12-10'))
    expect(found.map(({ name, personName }) => `${name} ${personName}`.trim())).toEqual([
      'Justificatif de domicile',
      'Pièce d’identité Sarah Berthelot',
      'Brevet de natation Hugo',
    ])
  })
  it('[J07] stops a booking while a compulsory document is not valid on the day of the service', () => {
    expect(missingDocuments(papers(), asked)).toEqual(['Assurance scolaire'])
    expect(missingDocuments(papers({ given: [given({ status: 'sent' })] }), asked)).toEqual(['Assurance scolaire'])
    expect(missingDocuments(papers({ given: [given()] }), asked)).toEqual([])
    expect(missingDocuments(papers({ given: [given()] }), { ...asked, on: d('2027-09-01') })).toEqual([
      'Assurance scolaire',
    ])
  })
  it('stops nothing when the document does not block, or is another child’s', () => {
    expect(missingDocuments(papers({ rules: [rule({ blocksBooking: false })] }), asked)).toEqual([])
    const other = rule({ demand: 'activities', activityIds: [99] })
    expect(missingDocuments(papers({ rules: [other] }), asked)).toEqual([])
  })
})

describe('règlements and consents', () => {
  const houseRules = (changes: Partial<HouseRules>): HouseRules => ({
    ...{ id: 1, structureId: null, structureName: '', edition: 1, title: 'Règlement', wording: 'Je', sha256: '' },
    ...{ blocksBooking: true, publishedAt: instant('2026-09-01T08:00:00.000Z') },
    file: { id: '00000000-0000-4000-8000-000000000000', name: 'r.pdf', mediaType: 'application/pdf', size: 1 },
    ...changes,
  })
  it('asks for the town’s règlement everywhere and a structure’s only there', () => {
    const rules = [houseRules({ id: 1 }), houseRules({ id: 2, structureId: 5, title: 'Centre' })]
    expect(missingAcceptances(rules, [], 5)).toEqual(['Règlement', 'Centre'])
    expect(missingAcceptances(rules, [], 6)).toEqual(['Règlement'])
    const accepted = [{ rulesId: 1, personId: 3, acceptedAt: instant('2026-09-02T08:00:00.000Z') }]
    expect(missingAcceptances(rules, accepted, 6)).toEqual([])
  })
  const answer = (personId: number, value: boolean, at = '2026-09-02T08:00:00.000Z'): ConsentAnswer => {
    return { kind: 'image', childId: 7, personId, given: value, at: instant(at) }
  }
  it('needs every parent for a child’s image; one « no » is enough, and a « yes » may be taken back', () => {
    expect(consentResult([], [3, 4])).toBe('unanswered')
    expect(consentResult([answer(3, true)], [3, 4])).toBe('incomplete')
    expect(consentResult([answer(3, true), answer(4, true)], [3, 4])).toBe('given')
    expect(consentResult([answer(3, true), answer(4, false)], [3, 4])).toBe('refused')
    const back = answer(3, false, '2026-10-01T08:00:00.000Z')
    expect(consentResult([answer(3, true), answer(4, true), back], [3, 4])).toBe('refused')
    expect(consentResult([answer(3, true)], [])).toBe('unanswered')
  })
})
