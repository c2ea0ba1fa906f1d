import { describe, expect, it } from 'vitest'
import { timelineLine, worded } from '../../../src-renderer/features/families/timeline-words'
import { childrenContract } from '../../../src-shared/contract/staff/children'
import { enrolmentsContract } from '../../../src-shared/contract/staff/enrolments'
import { familiesContract } from '../../../src-shared/contract/staff/families'

describe('the history of a family', () => {
  it('has words for every act on a family, a child and an enrolment', () => {
    const contract = { ...familiesContract, ...childrenContract, ...enrolmentsContract }
    const commands = Object.entries(contract).filter(([, operation]) => operation.kind === 'command')
    expect(commands.map(([name]) => name).filter((name) => !worded.has(name))).toEqual([])
  })

  it('names the fields that changed', () => {
    const summary = { name: 'Camille Roussel', changed: ['mobile', 'email', 'acceptsSms'] }
    expect(timelineLine({ operation: 'families.updateGuardian', summary })).toMatchObject({
      title: 'Camille Roussel',
      detail: 'portable, e-mail et accord SMS',
    })
  })

  it('says the amount and the month of an invoice, under money', () => {
    const summary = { reference: 'FA-2026-0412', period: '2026-10', amountCents: 9640 }
    expect(timelineLine({ operation: 'invoice.published', summary })).toEqual({
      icon: 'invoice',
      topic: 'money',
      title: 'Facture publiée, octobre 2026',
      detail: 'FA-2026-0412, 96,40\u00a0€',
    })
  })

  it('keeps the reason of a refused request', () => {
    const line = timelineLine({ operation: 'request.refused', summary: { items: 2, reason: 'Groupe complet' } })
    expect(line).toMatchObject({
      title: 'Demande refusée',
      detail: '2\u00a0créneaux, Groupe complet',
      topic: 'exchange',
    })
  })

  it('still shows an act of a newer version that it has no words for', () => {
    expect(timelineLine({ operation: 'something.new', summary: {} }).title).toBe('Dossier modifié')
  })
})
