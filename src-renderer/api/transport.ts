import type { Reply } from '../../src-shared/contract/operation'
import type { ServerEvent } from '../../src-shared/contract/events'
import { httpTransport, unreachable, type Transport } from '../../src-front/api/transport'

/** What the preload script of the desktop shell puts on the window. */
export interface DesktopBridge {
  call(operation: string, input: unknown): Promise<Reply>
  onEvent?(listener: (event: ServerEvent) => void): () => void
}

declare global {
  interface Window {
    ribambelle?: DesktopBridge
  }
}

function bridgeTransport(bridge: DesktopBridge): Transport {
  return async (operation, input) => {
    const reply = await bridge.call(operation, input ?? {}).catch((cause: unknown) => {
      throw unreachable(cause)
    })
    return reply
  }
}

/** IPC inside the desktop shell, HTTP everywhere else. */
export function pickTransport(): Transport {
  return window.ribambelle ? bridgeTransport(window.ribambelle) : httpTransport
}
