import { EventEmitter } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Listener = (...args: unknown[]) => unknown

/** What a page of Electron remembers of what was asked of it. */
export class FakeContents extends EventEmitter {
  openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' })
  downloads: string[] = []
  mainFrame = { url: 'app://ribambelle/' }
  setWindowOpenHandler(handler: typeof this.openHandler) {
    this.openHandler = handler
  }
  downloadURL(url: string) {
    this.downloads.push(url)
  }
  destroyed = false
  told: unknown[][] = []
  send(...args: unknown[]) {
    this.told.push(args)
  }
  isDestroyed() {
    return this.destroyed
  }
  destroy() {
    this.destroyed = true
    this.emit('destroyed')
  }
  getUserAgent() {
    return 'stand-in'
  }
}

export class FakeWindow extends EventEmitter {
  webContents = new FakeContents()
  loaded: string[] = []
  bounds: { x: number; y: number; width: number; height: number }
  maximized = false
  minimized = false
  shown = 0
  constructor(public options: Record<string, unknown>) {
    super()
    const { x = 10, y = 10, width = 0, height = 0 } = options as Record<string, number>
    this.bounds = { x, y, width, height }
    electron.windows.push(this)
    electron.app.emit('web-contents-created', {}, this.webContents)
  }
  async loadURL(url: string) {
    this.loaded.push(url)
  }
  maximize() {
    this.maximized = true
  }
  isMaximized() {
    return this.maximized
  }
  isMinimized() {
    return this.minimized
  }
  restore() {
    this.minimized = false
  }
  show() {
    this.shown += 1
  }
  focus() {}
  getNormalBounds() {
    return this.bounds
  }
}

class FakeTray extends EventEmitter {
  setToolTip() {}
  setContextMenu() {}
  destroy() {}
}

class FakeApp extends EventEmitter {
  isPackaged = true
  userData = mkdtempSync(join(tmpdir(), 'ribambelle-electron-'))
  isFirst = true
  isSandboxed = false
  exits: number[] = []
  quits = 0
  requestSingleInstanceLock() {
    return this.isFirst
  }
  enableSandbox() {
    this.isSandboxed = true
  }
  whenReady() {
    return Promise.resolve()
  }
  getPath() {
    return this.userData
  }
  getVersion() {
    return '0.0.0'
  }
  getAppPath() {
    return process.cwd()
  }
  quit() {
    this.quits += 1
  }
  exit(code: number) {
    this.exits.push(code)
  }
}

/** A stand-in of the parts of Electron that the host uses: it decides nothing, it records. */
function makeElectron() {
  const handlers = new Map<string, Listener>()
  const session: Record<string, Listener> = {}
  const remember = (name: string) => (listener: Listener) => void (session[name] = listener)
  return {
    app: new FakeApp(),
    windows: [] as FakeWindow[],
    handlers,
    sessionHandlers: session,
    protocolHandler: null as ((request: Request) => Promise<Response>) | null,
    schemes: [] as unknown[],
    opened: [] as string[],
    errors: [] as string[],
    menus: [] as { label?: string; submenu?: { label?: string }[] }[][],
    exposed: {} as Record<string, Record<string, Listener>>,
    invoked: [] as unknown[][],
    /** What the preload listens to. */
    renderer: new EventEmitter(),
    keychain: { isAvailable: true, isLost: false, backend: 'gnome_libsecret' },
    displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
    remember,
  }
}

export const electron = makeElectron()

const scramble = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))

/** The module as `import … from 'electron'` sees it: for vi.mock('electron', …). */
export const electronModule = {
  app: electron.app,
  BrowserWindow: FakeWindow,
  Tray: FakeTray,
  Menu: {
    buildFromTemplate: (template: (typeof electron.menus)[number]) => {
      electron.menus.push(template)
      return template
    },
    setApplicationMenu: () => undefined,
  },
  nativeImage: { createFromPath: (path: string) => ({ resize: () => path }) },
  dialog: { showErrorBox: (_title: string, text: string) => void electron.errors.push(text) },
  shell: {
    openExternal: async (url: string) => void electron.opened.push(url),
    openPath: async (path: string) => void electron.opened.push(path),
  },
  screen: { getAllDisplays: () => electron.displays },
  session: {
    defaultSession: {
      setPermissionRequestHandler: electron.remember('request'),
      setPermissionCheckHandler: electron.remember('check'),
      setDevicePermissionHandler: electron.remember('device'),
    },
  },
  protocol: {
    registerSchemesAsPrivileged: (schemes: unknown[]) => void electron.schemes.push(...schemes),
    handle: (_scheme: string, handler: (request: Request) => Promise<Response>) => {
      electron.protocolHandler = handler
    },
  },
  safeStorage: {
    isEncryptionAvailable: () => electron.keychain.isAvailable,
    getSelectedStorageBackend: () => electron.keychain.backend,
    encryptString: (text: string) => scramble(Buffer.from(text)),
    decryptString: (sealed: Buffer) => {
      if (electron.keychain.isLost) throw new Error('keychain reset')
      return scramble(sealed).toString()
    },
  },
  ipcMain: {
    on: () => undefined,
    handle: (channel: string, handler: Listener) => void electron.handlers.set(channel, handler),
    removeHandler: (channel: string) => void electron.handlers.delete(channel),
  },
  ipcRenderer: {
    on: (channel: string, listener: Listener) => void electron.renderer.on(channel, listener),
    off: (channel: string, listener: Listener) => void electron.renderer.off(channel, listener),
    invoke: async (...args: unknown[]) => {
      electron.invoked.push(args)
      return { ok: true }
    },
  },
  contextBridge: {
    exposeInMainWorld: (name: string, api: Record<string, Listener>) => void (electron.exposed[name] = api),
  },
}
