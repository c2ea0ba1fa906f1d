import { spawn } from 'node:child_process'
import { basename, dirname, resolve } from 'node:path'

/** Switches of Chromium and of its debuggers, which share the command line with ours. */
const NOT_OURS =
  /^--(inspect|remote-debugging|no-sandbox|disable-|enable-|force-|js-flags|lang=|user-data-dir|allow-|ozone-|gtk-|squirrel-|original-process)/

/** The options of the program, out of everything that was on the command line. */
export function ownArguments(argv: readonly string[], isPackaged: boolean): string[] {
  // electron <switches> <folder of the program> <options>, or program <options>
  const rest = argv.slice(1).filter((argument) => !NOT_OURS.test(argument))
  return isPackaged ? rest : rest.slice(1)
}

const SHORTCUTS: Record<string, string> = {
  '--squirrel-install': '--createShortcut',
  '--squirrel-updated': '--createShortcut',
  '--squirrel-uninstall': '--removeShortcut',
}

/** The Windows installer starts the program to make and remove its shortcuts; true when that was all it wanted. */
export function answeredInstaller(argv: readonly string[], execPath: string): boolean {
  const wish = argv[1] ?? ''
  if (wish === '--squirrel-obsolete') return true
  const shortcut = SHORTCUTS[wish]
  if (!shortcut) return false
  const updater = resolve(dirname(execPath), '..', 'Update.exe')
  spawn(updater, [`${shortcut}=${basename(execPath)}`], { detached: true, stdio: 'ignore' }).unref()
  return true
}
