import { app, dialog } from 'electron'
import { readConfig } from '../../config'
import { StartupError } from '../../kernel/startup-error'
import { defaultDataDir } from '../node/platform'
import { answeredInstaller, ownArguments } from './command-line'
import { openDesk, type Desk } from './desk'
import { declareScheme } from './protocol'

/** One sentence for the person at the desk, on the screen and on the terminal. */
function refuseToStart(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error)
  const trace = error instanceof StartupError || !(error instanceof Error) ? why : (error.stack ?? why)
  process.stderr.write(`${trace}\n`)
  dialog.showErrorBox('Ribambelle ne peut pas démarrer', why)
  app.exit(1)
}

/** Closes the program before the process ends: a write under way is finished. */
function closeBeforeQuitting(desk: Desk): void {
  let isClosing = false
  app.on('will-quit', (event) => {
    if (isClosing) return
    isClosing = true
    event.preventDefault()
    desk.close().then(
      () => app.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        app.exit(1)
      },
    )
  })
}

async function start(): Promise<void> {
  const root = app.getAppPath()
  const config = readConfig(ownArguments(process.argv, app.isPackaged), { dataDir: defaultDataDir(), root })
  if ('help' in config) {
    process.stdout.write(`${config.help}\n`)
    return app.exit(0)
  }
  await app.whenReady()
  const desk = await openDesk(config, root)
  closeBeforeQuitting(desk)
  const { addresses, demoAccounts } = desk.app
  if (config.json) {
    process.stdout.write(`${JSON.stringify({ ready: true, ...addresses, accounts: demoAccounts ?? {} })}\n`)
  } else process.stdout.write(`Back-office : ${addresses.backOffice}\nPortail :     ${addresses.portal}\n`)
  const show = () => void desk.show().catch(refuseToStart)
  app.on('second-instance', show)
  app.on('activate', show)
  // On macOS a program outlives its windows; elsewhere closing the window closes the office.
  app.on('window-all-closed', () => process.platform === 'darwin' || app.quit())
}

if (answeredInstaller(process.argv, process.execPath) || !app.requestSingleInstanceLock()) {
  app.quit()
} else {
  app.enableSandbox()
  declareScheme()
  start().catch(refuseToStart)
}
