import { createApp } from '../../app'
import { readConfig } from '../../config'
import { describeAccounts } from '../../demo'
import { StartupError } from '../../kernel/startup-error'
import { checkNodeVersion } from './node-version'
import { defaultDataDir, nodePlatform } from './platform'
import { rootAbove } from './root'

const root = rootAbove(import.meta.dirname)

async function main() {
  checkNodeVersion()
  const config = readConfig(process.argv.slice(2), { dataDir: defaultDataDir(), root })
  if ('help' in config) {
    process.stdout.write(`${config.help}\n`)
    return
  }
  const platform = nodePlatform(config.dataDir)
  const app = await createApp(config, platform)
  const { addresses, demoAccounts } = app
  if (config.json)
    process.stdout.write(`${JSON.stringify({ ready: true, ...addresses, accounts: demoAccounts ?? {} })}\n`)
  else {
    process.stdout.write(`Back-office : ${addresses.backOffice}\nPortail :     ${addresses.portal}\n`)
    if (demoAccounts) process.stdout.write(describeAccounts(demoAccounts))
  }
  if (config.openBrowser) await platform.openExternal(addresses.backOffice)
  // The terminal and whoever started us may both say it: the second time must not cut a write short.
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
  if (error instanceof StartupError) process.stderr.write(`${error.message}\n`)
  else
    process.stderr.write(
      `Ribambelle n’a pas pu démarrer : ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  process.exit(1)
})
