import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useToasts } from '../../../src-renderer/ui/toasts'
import { useToasts as usePortalToasts } from '../../../src-portal/ui/toasts'

describe('messages after an act', () => {
  const toasts = useToasts()

  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    ;[...toasts.list].forEach(({ id }) => toasts.remove(id))
    vi.useRealTimers()
  })

  it('leave a minute to undo, second by second, then go away', () => {
    toasts.add({ text: 'Tessier : acceptée', undo: () => undefined })
    vi.advanceTimersByTime(12_000)
    expect(toasts.list[0]?.secondsLeft).toBe(48)
    vi.advanceTimersByTime(48_000)
    expect(toasts.list).toHaveLength(0)
  })

  it('leave a parent twenty seconds, apart from the messages of the desk', () => {
    const portal = usePortalToasts()
    portal.add({ text: 'Absence signalée', undo: () => undefined })
    expect(toasts.list).toHaveLength(0)
    vi.advanceTimersByTime(19_000)
    expect(portal.list[0]?.secondsLeft).toBe(1)
    vi.advanceTimersByTime(1_000)
    expect(portal.list).toHaveLength(0)
  })

  it('undo once, and only the act that is still shown', () => {
    const undo = vi.fn()
    const id = toasts.add({ text: 'Refusée', undo })
    toasts.undo(id)
    toasts.undo(id)
    expect(undo).toHaveBeenCalledTimes(1)
    expect(toasts.undoLatest()).toBe(false)
  })

  it('cannot be undone any more once their minute has passed', () => {
    const undo = vi.fn()
    const id = toasts.add({ text: 'Refusée', undo })
    vi.advanceTimersByTime(60_000)
    toasts.undo(id)
    expect(undo).not.toHaveBeenCalled()
  })

  it('stop their clock while somebody reads them', () => {
    const id = toasts.add({ text: 'Enregistré' })
    toasts.hold(id, true)
    vi.advanceTimersByTime(30_000)
    expect(toasts.list).toHaveLength(1)
    toasts.hold(id, false)
    vi.advanceTimersByTime(6_000)
    expect(toasts.list).toHaveLength(0)
  })

  it('stay until closed when they announce a refusal', () => {
    toasts.add({ text: 'Le serveur ne répond pas.', tone: 'danger' })
    vi.advanceTimersByTime(600_000)
    expect(toasts.list).toHaveLength(1)
  })

  it('offer to undo only on the screen where the act was done', () => {
    const screen = effectScope()
    const undo = vi.fn()
    screen.run(() => {
      const here = useToasts()
      here.add({ text: '11 anomalies acceptées', undo })
      here.add({ text: 'Le serveur ne répond pas.', tone: 'danger' })
    })
    screen.stop()
    expect(toasts.list.map(({ text }) => text)).toEqual(['Le serveur ne répond pas.'])
    expect(toasts.undoLatest()).toBe(false)
    expect(undo).not.toHaveBeenCalled()
  })

  it('undo the latest act with Ctrl+Z', () => {
    const done: string[] = []
    toasts.add({ text: 'un', undo: () => done.push('un') })
    toasts.add({ text: 'deux', undo: () => done.push('deux') })
    expect(toasts.undoLatest()).toBe(true)
    expect(done).toEqual(['deux'])
  })
})
