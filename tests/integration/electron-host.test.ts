import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CALL_CHANNEL } from '../../src-main/hosts/electron/channel'
import { ownArguments } from '../../src-main/hosts/electron/command-line'
import { serveCalls, type DeskSession } from '../../src-main/hosts/electron/ipc'
import { electronPlatform } from '../../src-main/hosts/electron/platform'
import { confinePages, refusePermissions } from '../../src-main/hosts/electron/protections'
import { declareScheme, servePages } from '../../src-main/hosts/electron/protocol'
import { openWindow } from '../../src-main/hosts/electron/window'
import type { Caller } from '../../src-main/kernel/context'
import { session as electronSession } from 'electron'
import { electron, FakeContents, type FakeWindow } from '../support/electron-double'

vi.mock('electron', async () => {
  const { electronModule } = await import('../support/electron-double')
  return { ...electronModule, default: electronModule }
})

const PORTAL = 'http://127.0.0.1:7311'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ribambelle-host-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(electron.app.userData, { recursive: true, force: true })
})

function memorySettings() {
  const values = new Map<string, unknown>()
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    set: (key: string, value: unknown) => void values.set(key, value),
  }
}

async function opened(settings = memorySettings()): Promise<FakeWindow> {
  await openWindow(settings, '/build', () => undefined)
  return electron.windows.at(-1) as FakeWindow
}

describe('the window', () => {
  it('keeps the page away from Node and from the preload’s world', async () => {
    const { options, loaded } = await opened()
    expect(options['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      preload: join('/build', 'preload.cjs'),
    })
    expect(loaded).toEqual(['app://ribambelle/'])
  })

  it('opens again where it was left', async () => {
    const settings = memorySettings()
    const first = await opened(settings)
    first.bounds = { x: 200, y: 120, width: 1200, height: 800 }
    first.maximized = true
    first.emit('close')
    const second = await opened(settings)
    expect(second.options).toMatchObject({ x: 200, y: 120, width: 1200, height: 800 })
    expect(second.maximized).toBe(true)
  })

  it('comes back to the usual place when its screen is gone', async () => {
    const settings = memorySettings()
    settings.set('window', { bounds: { x: 5000, y: 100, width: 1200, height: 800 }, maximized: false })
    expect((await opened(settings)).options).toMatchObject({ width: 1440, height: 900 })
  })
})

describe('a page', () => {
  const outside = { portal: PORTAL, open: (url: string) => void electron.opened.push(url) }
  let contents: FakeContents

  beforeAll(() => confinePages(outside))
  beforeEach(() => {
    electron.opened.length = 0
    contents = new FakeContents()
    electron.app.emit('web-contents-created', {}, contents)
  })

  const navigate = (event: string, details: object) => {
    const preventDefault = vi.fn()
    contents.emit(event, { preventDefault, ...details })
    return preventDefault.mock.calls.length > 0 ? 'refused' : 'let through'
  }

  it('opens no window, and hands known links to the system', () => {
    expect(contents.openHandler({ url: 'https://www.service-public.fr/particuliers' })).toEqual({ action: 'deny' })
    expect(contents.openHandler({ url: `${PORTAL}/factures` })).toEqual({ action: 'deny' })
    expect(contents.openHandler({ url: 'mailto:mairie@exemple.invalid' })).toEqual({ action: 'deny' })
    expect(electron.opened).toHaveLength(3)
  })

  it('hands no other link to the system, not even a look-alike', () => {
    const links = [
      'https://example.com/',
      'http://www.service-public.fr/',
      'https://www.service-public.fr.example.com/',
      'http://127.0.0.1:7311.example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://server/share',
      'not a link',
    ]
    for (const url of links) expect(contents.openHandler({ url })).toEqual({ action: 'deny' })
    expect(electron.opened).toEqual([])
  })

  it('gets one of our files as a download', () => {
    contents.openHandler({ url: 'app://ribambelle/files/invoices/12.pdf' })
    expect(contents.downloads).toEqual(['app://ribambelle/files/invoices/12.pdf'])
  })

  it('never leaves our origin', () => {
    expect(navigate('will-navigate', { url: 'https://example.com/' })).toBe('refused')
    expect(navigate('will-navigate', { url: 'app://elsewhere/' })).toBe('refused')
    expect(navigate('will-navigate', { url: 'file:///etc/passwd' })).toBe('refused')
    expect(navigate('will-redirect', { url: 'https://example.com/' })).toBe('refused')
    expect(navigate('will-frame-navigate', { url: 'https://example.com/', isMainFrame: false })).toBe('refused')
    expect(navigate('will-attach-webview', {})).toBe('refused')
    expect(navigate('will-navigate', { url: 'app://ribambelle/familles' })).toBe('let through')
  })

  it('is refused every permission', () => {
    refusePermissions(electronSession.defaultSession)
    const { request, check, device } = electron.sessionHandlers
    const decide = vi.fn()
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal', 'fullscreen']) {
      request?.(null, permission, decide)
      expect(check?.(null, permission)).toBe(false)
    }
    expect(decide.mock.calls).toEqual([[false], [false], [false], [false], [false]])
    expect(device?.({})).toBe(false)
  })
})

describe('a call from a page', () => {
  const session: DeskSession = { token: null }
  const callers: Caller[] = []
  const dispatcher = {
    call: async (operation: string, input: unknown, caller: Caller) => {
      callers.push(caller)
      const reply = { ok: true as const, value: { operation, input } }
      return operation === 'session.open' ? { reply, session: { token: 'secret' } } : { reply }
    },
  }
  const contents = new FakeContents()
  const call = (event: object, operation: unknown, input?: unknown) =>
    electron.handlers.get(CALL_CHANNEL)?.(event, operation, input)
  const own = { sender: contents, senderFrame: contents.mainFrame }

  beforeEach(() => {
    callers.length = 0
    session.token = null
    serveCalls(dispatcher, session)
  })

  it('reaches the dispatcher', async () => {
    expect(await call(own, 'families.get', { id: 1 })).toEqual({
      ok: true,
      value: { operation: 'families.get', input: { id: 1 } },
    })
  })

  it('carries the session that an earlier call opened, which no page can read', async () => {
    const reply = await call(own, 'session.open', {})
    expect(JSON.stringify(reply)).not.toContain('secret')
    await call(own, 'families.get', {})
    expect(callers.map(({ sessionToken }) => sessionToken)).toEqual([null, 'secret'])
  })

  it.each([
    ['a frame inside the page', { sender: contents, senderFrame: { url: 'app://ribambelle/' } }],
    ['a page of another origin', { sender: { mainFrame: null }, senderFrame: { url: 'https://example.com/' } }],
    ['a frame that is gone', { sender: contents, senderFrame: null }],
  ])('is refused from %s', async (_who, event) => {
    expect(await call(event, 'families.get', {})).toMatchObject({ ok: false, error: { kind: 'forbidden' } })
    expect(callers).toEqual([])
  })

  it('is refused from our frame once it shows another address', async () => {
    const frame = { url: 'app://ribambelle.example.com/' }
    const event = { sender: { ...contents, mainFrame: frame }, senderFrame: frame }
    expect(await call(event, 'families.get', {})).toMatchObject({ ok: false })
  })

  it('is refused when it names no operation', async () => {
    expect(await call(own, { toString: () => 'families.get' })).toMatchObject({ ok: false, error: { kind: 'invalid' } })
  })

  it('and what happens are all that the preload gives', async () => {
    await import('../../src-main/hosts/electron/preload')
    expect(Object.keys(electron.exposed)).toEqual(['ribambelle'])
    expect(Object.keys(electron.exposed['ribambelle'] ?? {})).toEqual(['call', 'onEvent'])
    await electron.exposed['ribambelle']?.['call']?.('families.get', { id: 1 }, 'more')
    expect(electron.invoked).toEqual([[CALL_CHANNEL, 'families.get', { id: 1 }]])
  })
})

describe('the pages', () => {
  const received: IncomingMessage[] = []
  let server: Server
  const session: DeskSession = { token: 'secret' }
  const get = async (path: string, init?: RequestInit) => {
    const response = await electron.protocolHandler?.(new Request(`app://ribambelle${path}`, init))
    if (!response) throw new Error('no answer')
    return response
  }

  beforeAll(async () => {
    const rendererDir = join(folder, 'renderer')
    mkdirSync(join(rendererDir, 'assets'), { recursive: true })
    writeFileSync(
      join(rendererDir, 'index.html'),
      '<meta nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>',
    )
    writeFileSync(join(rendererDir, 'assets', 'a.js'), 'export {}')
    writeFileSync(join(folder, 'outside.js'), 'secret')
    server = createServer((request, response) => {
      received.push(request)
      response.end('file')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = address && typeof address === 'object' ? address.port : 0
    declareScheme()
    servePages({ rendererDir, server: `http://127.0.0.1:${port}`, session })
  })
  afterAll(() => server.close())

  it('stand on a secure scheme of their own', () => {
    expect(electron.schemes).toEqual([
      { scheme: 'app', privileges: expect.objectContaining({ standard: true, secure: true }) as unknown },
    ])
  })

  it('carry a policy with a nonce that changes each time', async () => {
    const nonces = new Set<string>()
    for (const path of ['/', '/familles/12']) {
      const response = await get(path)
      const policy = response.headers.get('content-security-policy') ?? ''
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      expect(policy).toMatch(/script-src 'self' 'nonce-/)
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(await response.text()).toBe(`<meta nonce="${nonce}"><script nonce="${nonce}"></script>`)
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(2)
  })

  it('come with their assets, and with nothing outside their folder', async () => {
    expect((await get('/assets/a.js')).headers.get('content-type')).toContain('javascript')
    expect((await get('/assets/missing.js')).status).toBe(404)
    expect((await get('/%2e%2e%2foutside.js')).status).toBe(404)
    expect((await get('/assets/..%2f..%2foutside.js')).status).toBe(404)
  })

  it('are not served to another host of the scheme, nor by another method', async () => {
    const stranger = await electron.protocolHandler?.(new Request('app://elsewhere/'))
    expect(stranger?.status).toBe(403)
    expect((await get('/', { method: 'POST' })).status).toBe(405)
  })

  it('fetch their files with the session of the desk, not with what the page claims', async () => {
    const response = await get('/files/invoices/12.pdf?inline=1', { headers: { cookie: 'ribambelle_staff=forged' } })
    expect(await response.text()).toBe('file')
    expect(received.at(-1)?.url).toBe('/files/invoices/12.pdf?inline=1')
    expect(received.at(-1)?.headers.cookie).toBe('ribambelle_staff=secret')
  })
})

describe('the key of the health data', () => {
  beforeEach(() => {
    Object.assign(electron.keychain, { isAvailable: true, isLost: false, backend: 'gnome_libsecret' })
  })
  const dataDir = (name: string) => join(folder, name)

  it('is sealed by the keychain and given back the same', async () => {
    const key = await electronPlatform(dataDir('sealed')).healthKey()
    expect(key).toHaveLength(32)
    expect(await electronPlatform(dataDir('sealed')).healthKey()).toEqual(key)
    expect(existsSync(`${dataDir('sealed')}.cle`)).toBe(false)
  })

  it('is another for other data', async () => {
    const one = await electronPlatform(dataDir('one')).healthKey()
    expect(await electronPlatform(dataDir('two')).healthKey()).not.toEqual(one)
  })

  it('is never made again when the keychain lost it', async () => {
    await electronPlatform(dataDir('lost')).healthKey()
    electron.keychain.isLost = true
    await expect(electronPlatform(dataDir('lost')).healthKey()).rejects.toThrow('trousseau')
  })

  it('stands in a file outside the data where there is no keychain', async () => {
    Object.assign(electron.keychain, { isAvailable: process.platform === 'linux', backend: 'basic_text' })
    const key = await electronPlatform(dataDir('plain')).healthKey()
    expect(existsSync(`${dataDir('plain')}.cle`)).toBe(true)
    electron.keychain.backend = 'gnome_libsecret'
    expect(await electronPlatform(dataDir('plain')).healthKey()).toEqual(key)
  })
})

describe('the command line', () => {
  it('keeps our options and leaves those of Chromium and its debuggers', () => {
    const chromium = ['--no-sandbox', '--remote-debugging-port=0', '--inspect=0', '--squirrel-firstrun']
    expect(ownArguments(['electron', ...chromium, '.', '--demo', '--port', '0'], false)).toEqual([
      '--demo',
      '--port',
      '0',
    ])
    expect(ownArguments(['ribambelle', ...chromium, '--data', '/x'], true)).toEqual(['--data', '/x'])
  })
})
