import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import type { Reply } from '../../../src-shared/contract/operation'
import type { Caller } from '../../kernel/context'
import type { Dispatcher } from '../../kernel/dispatcher'
import { refusalReply } from '../../transports/http/errors'
import { CALL_CHANNEL, isOurs } from './channel'

/** The session of the person at this desk: in memory, gone with the program. */
export interface DeskSession {
  token: string | null
}

/** Only the top frame of one of our own pages may call: not a frame inside it, nor a page that it was led to. */
export function isTrusted(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame === event.sender.mainFrame && isOurs(frame.url)
}

/** Whose call it is: never what the page says, always the session kept here. */
export function callerFrom(event: IpcMainInvokeEvent, session: DeskSession): Caller {
  return { address: 'desk', userAgent: event.sender.getUserAgent(), sessionToken: session.token }
}

/** Answers `ribambelle:call` with the dispatcher of the staff contract. Returns how to stop. */
export function serveCalls(dispatcher: Dispatcher, session: DeskSession): () => void {
  ipcMain.handle(CALL_CHANNEL, async (event, operation: unknown, input: unknown): Promise<Reply> => {
    if (!isTrusted(event)) return refusalReply('permission.missing')
    if (typeof operation !== 'string') return refusalReply('request.malformed')
    const result = await dispatcher.call(operation, input, callerFrom(event, session))
    if (result.session) session.token = result.session.token
    return result.reply
  })
  return () => ipcMain.removeHandler(CALL_CHANNEL)
}
