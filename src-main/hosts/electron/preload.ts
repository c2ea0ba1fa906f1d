import { contextBridge, ipcRenderer } from 'electron'
import { CALL_CHANNEL } from './channel'

// One function and no more: a page can name an operation of the contract, nothing else of this machine.
contextBridge.exposeInMainWorld('ribambelle', {
  call: (operation: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(CALL_CHANNEL, operation, input),
})
