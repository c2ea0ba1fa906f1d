import { describe, expect, it } from 'vitest'
import type { SyncPeer } from '../../src-shared/contract/staff/sync'
import { addMinutesToInstant, instant } from '../../src-shared/kernel/instant'
import { agoWords, leftWords } from '../../src-renderer/features/portal-exchange/words'
import { exchangeOf, peerStatus } from '../../src-renderer/stores/exchange'

const now = instant('2026-12-02T15:10:00.000Z')
const peer = (overrides: Partial<SyncPeer> = {}): SyncPeer => ({
  ...{ id: 1, name: 'Portail', dialledByDesk: false, url: '', pairedAt: addMinutesToInstant(now, -600) },
  ...{ lastSuccessAt: now, lastError: '', waiting: 0, ...overrides },
})

describe('the mark of the exchange', () => {
  it('is absent while no portal is paired', () => {
    expect(exchangeOf({ now, address: '', peers: [] })).toBeNull()
  })

  it('says that a portal that calls the desk fell silent, though no error was ever written', () => {
    expect(peerStatus(peer({ lastSuccessAt: addMinutesToInstant(now, -9) }), now)).toBe('ok')
    expect(peerStatus(peer({ lastSuccessAt: addMinutesToInstant(now, -11) }), now)).toBe('late')
    expect(peerStatus(peer({ lastSuccessAt: null }), now)).toBe('late')
    expect(peerStatus(peer({ lastSuccessAt: null, pairedAt: now }), now)).toBe('waiting')
  })

  it('shows the portal that is doing worst, with why', () => {
    const peers = [peer({ waiting: 300 }), peer({ id: 2, lastError: 'L’autre côté ne répond pas.' }), peer({ id: 3 })]
    expect(exchangeOf({ now, address: '', peers })).toEqual({
      ...{ status: 'refused', lastSuccess: now, toSend: 0, error: 'L’autre côté ne répond pas.' },
    })
  })

  it('speaks of ages and of time left as people do', () => {
    const ages = [0, 0.5, 1, 59, 61, 1439].map((minutes) => agoWords(addMinutesToInstant(now, -minutes), now))
    expect(ages.map((words) => words?.replaceAll('\u00A0', ' '))).toEqual([
      ...['à l’instant', 'à l’instant', 'il y a 1 minute', 'il y a 59 minutes', 'il y a 1 heure', 'il y a 23 heures'],
    ])
    expect(agoWords(addMinutesToInstant(now, -1441), now)).toBeNull()
    expect(leftWords(addMinutesToInstant(now, 14.05), now)).toBe('14:03')
    expect(leftWords(now, now)).toBeNull()
  })
})
