// Which host starts the desk: Electron where it can, else Node with a browser. Electron is never imported: that would download it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './runtime.mjs'

const NAMES = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }

/** Path of Electron's program on this machine, or null. */
export function electronBinary(env = process.env) {
  const packageDir = join(ROOT, 'node_modules', 'electron')
  const pathFile = join(packageDir, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : (NAMES[process.platform] ?? 'electron')
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH || join(packageDir, 'dist')
  const binary = join(folder, name)
  return existsSync(binary) ? binary : null
}

function hasDisplay(env) {
  if (process.platform !== 'linux') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** The host to start and the reason, in one French sentence. */
export function chooseHost(env = process.env) {
  const binary = electronBinary(env)
  if (!binary) {
    return { kind: 'node', why: 'Ribambelle s’ouvre dans le navigateur : Electron n’est pas installé sur ce poste.' }
  }
  if (!hasDisplay(env)) {
    return { kind: 'node', why: 'Ribambelle s’ouvre dans le navigateur : ce poste n’a pas d’écran pour Electron.' }
  }
  return { kind: 'electron', binary, why: 'Ribambelle s’ouvre dans sa fenêtre : Electron est présent.' }
}
