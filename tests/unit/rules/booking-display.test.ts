import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BOOKING_DISPLAY, LEGEND, SHOWN_STATES, describeState, signOf } from '../../../src-shared/rules/booking-display'
import { STORED_STATES } from '../../../src-shared/rules/booking-state'

describe('the table of states', () => {
  it('[G36] gives every state a sign as well as a colour, a label and a sentence', () => {
    for (const state of SHOWN_STATES) {
      const { sign, cssClass, label, sentence } = BOOKING_DISPLAY[state]
      expect(sign.length).toBeGreaterThan(0)
      expect(cssClass).toMatch(/^s-[a-z]+$/)
      expect(label).toMatch(/^\p{Lu}/u)
      expect(sentence).toMatch(/^\p{Lu}.*\.$/u)
    }
  })

  it('shows every stored state under its own name', () => {
    for (const state of STORED_STATES) expect(SHOWN_STATES).toContain(state)
  })

  it('never gives the same sign in the same colours to two states', () => {
    const looks = SHOWN_STATES.map(
      (state) => `${BOOKING_DISPLAY[state].cssClass} ${JSON.stringify(BOOKING_DISPLAY[state].sign)}`,
    )
    expect(new Set(looks).size).toBe(SHOWN_STATES.length)
  })

  it('has every entry of the guides in its legend, once', () => {
    const entries = LEGEND.flatMap((section) => section.entries)
    expect(entries.map((entry) => entry.state).sort()).toEqual([...SHOWN_STATES].sort())
    const labels = [
      'Réservé',
      'Erreur',
      'Congé',
      'Heure hors contrat',
      'Fermeture',
      'Absence facturée',
      'Absence excusée',
      'Demande en cours',
      'Refusé',
      'Absence en traitement',
      'Petites vacances',
      'Grandes vacances',
      'Jour férié',
      'Présence',
      'Présence réservée',
      'Présence sans réservation',
      'Réservé, non annulable',
      'Libre',
      'Sélectionné',
      'Hors délai, majoré',
      'Annulé sans frais',
      'Complet',
      'Liste d’attente',
      'En attente de paiement',
      'Demande d’annulation',
      'Hors délai',
      'Bloqué',
    ]
    for (const label of labels) expect(entries.filter((entry) => entry.label === label)).toHaveLength(1)
  })

  it('writes French: curly apostrophes, and a space that does not break before a colon', () => {
    for (const { label, sentence } of Object.values(BOOKING_DISPLAY)) expect(`${label} ${sentence}`).not.toMatch(/'| :/)
  })

  it('shows the rank in the waiting list', () => {
    expect(signOf('waiting', 3)).toEqual([{ letter: '3e' }])
    expect(signOf('waiting', 1)).toEqual([{ letter: '1er' }])
    expect(signOf('waiting')).toEqual([{ letter: 'LA' }])
    expect(signOf('booked', 3)).toEqual([{ letter: 'R' }])
    expect(describeState('waiting', 3)).toBe('liste d’attente, 3e rang')
    expect(describeState('booked-locked')).toBe('réservé, non annulable')
  })

  const tokens = new URL('../../../../shared/design/tokens.css', import.meta.url)
  it.skipIf(!existsSync(tokens))('uses the colours that the design names', () => {
    const found = Array.from(readFileSync(tokens, 'utf8').matchAll(/--st-([a-z]+)-bg/g), (match) => `s-${match[1]}`)
    expect(found.length).toBeGreaterThan(20)
    for (const { cssClass } of Object.values(BOOKING_DISPLAY)) expect([...found, 's-none']).toContain(cssClass)
  })
})
