import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src-shared/kernel/seeded-random'
import {
  isConfirmed,
  registrationStatus,
  sectionKey,
  type FileFacts,
} from '../../../src-shared/rules/registration-file'

const lea = {
  ...{ personId: 12, firstName: 'Léa', hasBirthDate: true, isOfSchoolAge: true, hasSchool: true },
  ...{ hasDoctor: true, hasEmergencyContact: true },
}

const full: FileFacts = {
  hasAddress: true,
  guardians: [{ name: 'Sarah Berthelot', hasPhone: true, hasEmail: true }],
  children: [lea],
  hasQuotient: true,
  directDebit: false,
  hasBankAccount: false,
  missingDocuments: [],
  missingConsents: [],
  confirmations: new Map(),
}

const allRead = (facts: FileFacts): FileFacts => ({
  ...facts,
  confirmations: new Map(registrationStatus(facts).sections.map(({ key }) => [key, '2027-06-02T08:00:00.000Z'])),
})

describe('the yearly file', () => {
  it('[E02] is complete once everything is there and was read again', () => {
    const status = registrationStatus(allRead(full))
    expect(status).toMatchObject({ complete: true, percent: 100, missing: [] })
    expect(status.sections.map(({ key }) => key)).toEqual([
      'guardians',
      ...['child-identity/12', 'child-health/12', 'child-authorisations/12', 'child-contacts/12'],
      'tax',
      'documents',
      'rules',
    ])
  })

  it('asks to read again what is there, and names it', () => {
    const status = registrationStatus(full)
    expect(status.complete).toBe(false)
    expect(status.missing).toContain('Léa\u00A0: santé, à relire')
    expect(status.sections.find(({ kind }) => kind === 'documents')?.state).toBe('done')
  })

  it('says what is missing and why it matters', () => {
    const { sections, missing } = registrationStatus({
      ...full,
      guardians: [{ name: 'Sarah Berthelot', hasPhone: false, hasEmail: true }],
      children: [{ ...lea, hasDoctor: false, hasEmergencyContact: false }],
      missingDocuments: [{ name: 'Assurance scolaire, Léa', why: 'Elle couvre votre enfant.' }],
    })
    expect(missing).toEqual(
      expect.arrayContaining([
        'Un téléphone de Sarah Berthelot',
        'Léa\u00A0: le médecin traitant',
        'Léa\u00A0: une personne à appeler en urgence',
        'Assurance scolaire, Léa',
      ]),
    )
    for (const point of sections.flatMap((section) => section.missing)) expect(point.why).not.toBe('')
  })

  it('does not ask a school of a baby, nor a bank account of who pays otherwise', () => {
    const baby = { ...lea, isOfSchoolAge: false, hasSchool: false }
    expect(registrationStatus(allRead({ ...full, children: [baby] })).complete).toBe(true)
    const debited = registrationStatus(allRead({ ...full, directDebit: true }))
    expect(debited.complete).toBe(false)
    expect(debited.missing).toEqual(['Vos coordonnées bancaires'])
  })

  it('advises a quotient without holding the file back', () => {
    const status = registrationStatus(allRead({ ...full, hasQuotient: false }))
    expect(status.complete).toBe(true)
    expect(status.sections.find(({ kind }) => kind === 'tax')?.advice[0]?.code).toBe('quotient')
  })

  it('is never complete without a child', () => {
    expect(registrationStatus(allRead({ ...full, children: [] }))).toMatchObject({ complete: false, percent: 99 })
  })

  it('holds for any file: 100 % is complete, reading again only helps, nothing missing is silent', () => {
    const random = seededRandom('registration-file')
    const flip = () => random.next() < 0.5
    for (let round = 0; round < 400; round += 1) {
      const facts: FileFacts = {
        hasAddress: flip(),
        guardians: flip() ? [{ name: 'A', hasPhone: flip(), hasEmail: flip() }] : [],
        children: Array.from({ length: Math.floor(random.next() * 3) }, (_, index) => ({
          ...{ personId: index + 1, firstName: `E${index}`, hasBirthDate: flip(), isOfSchoolAge: flip() },
          ...{ hasSchool: flip(), hasDoctor: flip(), hasEmergencyContact: flip() },
        })),
        hasQuotient: flip(),
        directDebit: flip(),
        hasBankAccount: flip(),
        missingDocuments: flip() ? [{ name: 'D', why: 'w' }] : [],
        missingConsents: flip() ? [{ name: 'R' }] : [],
        confirmations: new Map(
          ['guardians', 'tax', 'child-health/1', 'child-identity/1'].filter(flip).map((key) => [key, 'then']),
        ),
      }
      const before = registrationStatus(facts)
      const after = registrationStatus(allRead(facts))
      expect(before.percent === 100).toBe(before.complete)
      expect(before.missing.length === 0).toBe(before.complete)
      expect(after.percent).toBeGreaterThanOrEqual(before.percent)
      expect(after.sections.map(({ key }) => key)).toEqual(before.sections.map(({ key }) => key))
      expect(after.sections.some(({ state }) => state === 'to-confirm')).toBe(false)
      for (const { kind, personId, key, state, missing } of before.sections) {
        expect(sectionKey(kind, personId)).toBe(key)
        expect(state === 'missing').toBe(missing.length > 0)
        if (!isConfirmed(kind)) expect(state).not.toBe('to-confirm')
      }
    }
  })
})
