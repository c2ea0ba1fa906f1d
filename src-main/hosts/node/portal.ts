import { StartupError } from '../../kernel/startup-error'
import { createPortalApp } from '../../portal-app'
import { readPortalConfig } from '../../portal-config'
import { checkNodeVersion } from './node-version'
import { defaultDataDir, nodePlatform } from './platform'
import { rootAbove } from './root'

async function main() {
  checkNodeVersion()
  const root = rootAbove(import.meta.dirname)
  const config = readPortalConfig(process.argv.slice(2), { dataDir: `${defaultDataDir()}-portail`, root })
  if ('help' in config) {
    process.stdout.write(`${config.help}\n`)
    return
  }
  const app = await createPortalApp(config, nodePlatform(config.dataDir))
  const { address, pairingCode } = app
  if (config.json) process.stdout.write(`${JSON.stringify({ ready: true, portal: address, pairingCode })}\n`)
  else {
    process.stdout.write(`Portail : ${address}\n`)
    if (pairingCode) {
      process.stdout.write(
        `Aucun bureau n’est appairé. Code à saisir dans le bureau, page « Portail » : ${pairingCode}\n`,
      )
    }
  }
  let isStopping = false
  const stop = () => {
    if (isStopping) return
    isStopping = true
    void app.close().then(() => process.exit(0))
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

main().catch((error: unknown) => {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    error instanceof StartupError ? `${error.message}\n` : `Le portail n’a pas pu démarrer : ${detail}\n`,
  )
  process.exit(1)
})
