import { join } from 'node:path'
import { app, session, shell, type BrowserWindow } from 'electron'
import { createApp, type App } from '../../app'
import type { Config } from '../../config'
import { serveEvents } from './events'
import { serveCalls, type DeskSession } from './ipc'
import { installMenu, installTray } from './menu'
import { electronPlatform } from './platform'
import { confinePages, refusePermissions } from './protections'
import { servePages } from './protocol'
import { openWindow, reveal } from './window'

export interface Desk {
  app: App
  /** Shows the window, made again if it was closed. */
  show(): Promise<void>
  close(): Promise<void>
}

/** Starts the program and its window; the protections stand before the first page exists. */
export async function openDesk(config: Config, root: string): Promise<Desk> {
  const platform = electronPlatform(config.dataDir)
  const program = await createApp(config, platform)
  const { portal, backOffice } = program.addresses
  const report = (error: unknown) => void program.services.log.bug(error, { during: 'desk' })
  const open = (url: string) => void platform.openExternal(url).catch(report)

  refusePermissions(session.defaultSession)
  confinePages({ portal, open })
  const deskSession: DeskSession = { token: null }
  const { dispatcher } = program.staff
  const stopCalls = serveCalls(dispatcher, deskSession)
  const stopEvents = serveEvents({ dispatcher, session: deskSession, onEvent: program.onEvent, report })
  servePages({ rendererDir: config.paths.renderer, server: backOffice, session: deskSession })

  let window: BrowserWindow | null = null
  const show = async () => {
    if (window) return reveal(window)
    await openWindow(platform.settings, join(root, '.vite', 'build'), (opened) => {
      window = opened
      opened.on('closed', () => (window = null))
    })
  }
  const actions = {
    showWindow: () => void show().catch(report),
    openPortal: () => open(portal),
    openDataFolder: () => void shell.openPath(config.dataDir).catch(report),
    quit: () => app.quit(),
  }
  installMenu(actions)
  const tray = installTray(join(config.paths.resources, 'icons', 'ribambelle-32.png'), actions)
  await show()
  return {
    app: program,
    show,
    close: async () => {
      stopCalls()
      stopEvents()
      tray.destroy()
      await program.close()
    },
  }
}
