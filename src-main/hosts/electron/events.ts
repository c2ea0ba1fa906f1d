import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { ServerEvent } from '../../../src-shared/contract/events'
import type { Dispatcher } from '../../kernel/dispatcher'
import { EVENT_CHANNEL, isOurs, LISTEN_CHANNEL } from './channel'
import { callerFrom, isTrusted, type DeskSession } from './ipc'

interface Events {
  dispatcher: Dispatcher
  session: DeskSession
  /** The events of the program, one listener at a time; returns how to stop. */
  onEvent(listener: (event: ServerEvent) => void): () => void
  report(error: unknown): void
}

/**
 * Tells what happens in the program to the pages that ask, as `GET /events` does for a browser: to somebody signed
 * in, on one of our pages, as long as its window lives. Returns how to stop.
 */
export function serveEvents({ dispatcher, session, onEvent, report }: Events): () => void {
  const listening = new Map<WebContents, () => void>()

  function stop(page: WebContents) {
    listening.get(page)?.()
    listening.delete(page)
  }

  function tell(page: WebContents, event: ServerEvent) {
    if (page.isDestroyed()) return stop(page)
    try {
      if (isOurs(page.mainFrame.url)) page.send(EVENT_CHANNEL, event)
    } catch (error) {
      // a page that crashed: the others, and the act that caused the event, go on
      stop(page)
      report(error)
    }
  }

  /** Whether the page is told from now on; a page that asks again starts anew. */
  async function listen(request: IpcMainInvokeEvent): Promise<boolean> {
    const page = request.sender
    const isSuperseded = begin(page)
    const { reply } = await dispatcher.call('session.require', {}, callerFrom(request, session))
    if (!reply.ok || isSuperseded() || page.isDestroyed()) return false
    const silence = onEvent((event) => tell(page, event))
    const gone = () => stop(page)
    page.once('destroyed', gone)
    listening.set(page, () => {
      silence()
      page.off('destroyed', gone)
    })
    return true
  }

  /** A page may hang up, or ask again, before the answer about its session: only its last word counts. */
  function begin(page: WebContents): () => boolean {
    stop(page)
    const waiting = () => undefined
    listening.set(page, waiting)
    return () => listening.get(page) !== waiting
  }

  ipcMain.handle(LISTEN_CHANNEL, async (request, wanted: unknown): Promise<boolean> => {
    if (!isTrusted(request)) return false
    if (wanted === true) {
      return listen(request).catch((error: unknown) => {
        report(error)
        return false
      })
    }
    stop(request.sender)
    return false
  })
  return () => {
    ipcMain.removeHandler(LISTEN_CHANNEL)
    for (const page of listening.keys()) stop(page)
  }
}
