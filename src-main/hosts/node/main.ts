import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createApp } from '../../app'
import { readConfig } from '../../config'
import { StartupError } from '../../kernel/startup-error'
import { defaultDataDir, nodePlatform } from './platform'

/** The root of the installed program: the built file stands in `.vite/build`, its source deeper when it is developed. */
function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}
const root = rootAbove(import.meta.dirname)

async function main() {
  const config = readConfig(process.argv.slice(2), { dataDir: defaultDataDir(), root })
  if ('help' in config) {
    process.stdout.write(`${config.help}\n`)
    return
  }
  const platform = nodePlatform(config.dataDir)
  const app = await createApp(config, platform)
  const { addresses } = app
  if (config.json) process.stdout.write(`${JSON.stringify({ ready: true, ...addresses, accounts: {} })}\n`)
  else process.stdout.write(`Back-office : ${addresses.backOffice}\nPortail :     ${addresses.portal}\n`)
  if (config.openBrowser) await platform.openExternal(addresses.backOffice)
  const stop = () => {
    void app.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((error: unknown) => {
  if (error instanceof StartupError) process.stderr.write(`${error.message}\n`)
  else process.stderr.write(`Ribambelle n’a pas pu démarrer : ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
