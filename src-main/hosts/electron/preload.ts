import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { CALL_CHANNEL, EVENT_CHANNEL, LISTEN_CHANNEL } from './channel'

// Two functions and no more: a page can name an operation of the contract and hear what happens, nothing else of
// this machine.
contextBridge.exposeInMainWorld('ribambelle', {
  call: (operation: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(CALL_CHANNEL, operation, input),
  onEvent: (listener: (event: unknown) => void): (() => void) => {
    const heard = (_event: IpcRendererEvent, told: unknown) => listener(told)
    ipcRenderer.on(EVENT_CHANNEL, heard)
    void ipcRenderer.invoke(LISTEN_CHANNEL, true)
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, heard)
      void ipcRenderer.invoke(LISTEN_CHANNEL, false)
    }
  },
})
