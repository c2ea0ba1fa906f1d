import { beforeEach, describe, expect, it, vi } from 'vitest'
import { EVENT_CHANNEL, LISTEN_CHANNEL } from '../../src-main/hosts/electron/channel'
import { serveEvents } from '../../src-main/hosts/electron/events'
import type { DeskSession } from '../../src-main/hosts/electron/ipc'
import { createBus } from '../../src-main/kernel/bus'
import type { Caller } from '../../src-main/kernel/context'
import { electron, FakeContents } from '../support/electron-double'

vi.mock('electron', async () => {
  const { electronModule } = await import('../support/electron-double')
  return { ...electronModule, default: electronModule }
})

describe('what happens in the program', () => {
  const session: DeskSession = { token: 'secret' }
  const dispatcher = {
    call: async (operation: string, _input: unknown, { sessionToken }: Caller) => ({
      reply:
        operation === 'session.require' && sessionToken === 'secret'
          ? { ok: true as const, value: {} }
          : { ok: false as const, error: { kind: 'unauthenticated' as const, code: 'session.missing', details: {} } },
    }),
  }
  const report = vi.fn()
  let bus: ReturnType<typeof createBus>
  let listeners: number
  let page: FakeContents
  let stopAll: () => void
  const ask = (wanted: unknown, event: object = { sender: page, senderFrame: page.mainFrame }) =>
    electron.handlers.get(LISTEN_CHANNEL)?.(event, wanted)
  const happened = { type: 'families', familyId: 12 } as const

  beforeEach(() => {
    session.token = 'secret'
    page = new FakeContents()
    bus = createBus()
    listeners = 0
    const onEvent: typeof bus.subscribe = (listener) => {
      const stop = bus.subscribe(listener)
      listeners += 1
      return () => {
        listeners -= 1
        return stop()
      }
    }
    stopAll = serveEvents({ dispatcher, session, onEvent, report })
  })

  it('is told to a page of ours, once each, from when it asks until it hangs up', async () => {
    bus.publish({ type: 'payments' })
    expect(await ask(true)).toBe(true)
    expect(await ask(true)).toBe(true)
    bus.publish(happened)
    await ask(false)
    bus.publish({ type: 'requests' })
    expect(page.told).toEqual([[EVENT_CHANNEL, happened]])
    expect(listeners).toBe(0)
  })

  it('is told to nobody who is not signed in', async () => {
    session.token = null
    expect(await ask(true)).toBe(false)
    bus.publish(happened)
    expect(page.told).toEqual([])
  })

  it.each([
    ['a frame inside the page', () => ({ sender: page, senderFrame: { url: 'app://ribambelle/' } })],
    ['a frame that is gone', () => ({ sender: page, senderFrame: null })],
  ])('is not told to %s', async (_who, event) => {
    expect(await ask(true, event())).toBe(false)
    expect(listeners).toBe(0)
  })

  it('is kept from a page that shows another address since', async () => {
    await ask(true)
    page.mainFrame.url = 'https://example.com/'
    bus.publish(happened)
    expect(page.told).toEqual([])
  })

  it('stops with the window', async () => {
    await ask(true)
    page.destroy()
    expect(listeners).toBe(0)
  })

  it('leaves a page that crashed, and goes on for the others', async () => {
    const other = new FakeContents()
    page.send = () => {
      throw new Error('Render frame was disposed')
    }
    await ask(true)
    await ask(true, { sender: other, senderFrame: other.mainFrame })
    bus.publish(happened)
    expect(other.told).toEqual([[EVENT_CHANNEL, happened]])
    expect(report).toHaveBeenCalledTimes(1)
    expect(listeners).toBe(1)
  })

  it('stops with the program', async () => {
    await ask(true)
    stopAll()
    expect(listeners).toBe(0)
    expect(electron.handlers.has(LISTEN_CHANNEL)).toBe(false)
  })

  it('is not told to a page that hung up before it was answered', async () => {
    const asked = ask(true)
    await ask(false)
    expect(await asked).toBe(false)
    expect(listeners).toBe(0)
  })

  it('reaches the page through the preload, until it stops listening', async () => {
    await import('../../src-main/hosts/electron/preload')
    electron.invoked.length = 0
    const heard = vi.fn()
    const stop = electron.exposed['ribambelle']?.['onEvent']?.(heard) as () => void
    electron.renderer.emit(EVENT_CHANNEL, {}, happened)
    stop()
    electron.renderer.emit(EVENT_CHANNEL, {}, happened)
    expect(heard.mock.calls).toEqual([[happened]])
    expect(electron.invoked).toEqual([
      [LISTEN_CHANNEL, true],
      [LISTEN_CHANNEL, false],
    ])
  })
})
