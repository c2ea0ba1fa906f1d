import { join } from 'node:path'
import { BrowserWindow, screen, type Rectangle } from 'electron'
import type { PlatformSettings } from '../../platform/port'
import { ORIGIN } from './channel'

const STATE = 'window'
const SMALLEST = { width: 960, height: 640 }
const USUAL = { width: 1440, height: 900 }

interface WindowState {
  bounds: Rectangle
  maximized: boolean
}

/** A screen may have been unplugged since: a window that nobody could reach starts at the usual place. */
function isReachable({ x, y, width, height }: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const overlapX = Math.min(x + width, workArea.x + workArea.width) - Math.max(x, workArea.x)
    const overlapY = Math.min(y + height, workArea.y + workArea.height) - Math.max(y, workArea.y)
    return overlapX >= 100 && overlapY >= 100
  })
}

/** Opens the back office where its window was left; `opened` is told before the first page loads. */
export async function openWindow(
  settings: PlatformSettings,
  buildDir: string,
  opened: (window: BrowserWindow) => void,
): Promise<BrowserWindow> {
  const state = settings.get<WindowState>(STATE)
  const place = state && isReachable(state.bounds) ? state.bounds : USUAL
  const window = new BrowserWindow({
    ...place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Ribambelle',
    webPreferences: {
      preload: join(buildDir, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  })
  opened(window)
  if (state?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    settings.set(STATE, { bounds: window.getNormalBounds(), maximized: window.isMaximized() } satisfies WindowState)
  })
  await window.loadURL(`${ORIGIN}/`)
  return window
}

/** Brings a window back before the eyes. */
export function reveal(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
