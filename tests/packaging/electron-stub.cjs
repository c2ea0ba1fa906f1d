// Stands in for Electron when the packaged program runs under Node: it starts the program and says what it was asked.
const { EventEmitter } = require('node:events')
const { dirname } = require('node:path')
const os = require('node:os')

const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`)

class BrowserWindow extends EventEmitter {
  constructor({ webPreferences }) {
    super()
    say({ window: { preload: webPreferences.preload, sandbox: webPreferences.sandbox } })
  }
  async loadURL(url) {
    const answer = await protocol.handler(new Request(url))
    say({
      page: url,
      status: answer.status,
      policy: answer.headers.get('content-security-policy'),
      html: await answer.text(),
    })
  }
}
class Tray extends EventEmitter {
  setToolTip() {}
  setContextMenu() {}
  destroy() {}
}

const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  requestSingleInstanceLock: () => true,
  enableSandbox: () => undefined,
  whenReady: () => Promise.resolve(),
  // main.cjs stands in <application>/.vite/build
  getAppPath: () => dirname(dirname(dirname(process.argv[1]))),
  getPath: () => process.env.STUB_USER_DATA ?? os.tmpdir(),
  getVersion: () => '0.0.0',
  quit: () => process.exit(0),
  exit: (code) => process.exit(code),
})
const protocol = {
  registerSchemesAsPrivileged: () => undefined,
  handle: (_scheme, handler) => (protocol.handler = handler),
}
const nothing = () => undefined

module.exports = {
  app,
  BrowserWindow,
  Tray,
  protocol,
  Menu: { buildFromTemplate: nothing, setApplicationMenu: nothing },
  nativeImage: { createFromPath: () => ({ resize: nothing }) },
  dialog: { showErrorBox: (_title, text) => say({ error: text }) },
  shell: { openExternal: async () => undefined, openPath: async () => '' },
  screen: { getAllDisplays: () => [] },
  session: {
    defaultSession: {
      setPermissionRequestHandler: nothing,
      setPermissionCheckHandler: nothing,
      setDevicePermissionHandler: nothing,
    },
  },
  safeStorage: { isEncryptionAvailable: () => false },
  ipcMain: { on: nothing, handle: nothing, removeHandler: nothing },
}
