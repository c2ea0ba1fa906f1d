// Installs what the tests need from the system's packages, where that is allowed.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run } from './runtime.mjs'

/** How to become root without a question, or null. */
function asRoot() {
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null
}

let isListFresh = false

/** Installs a Debian package; resolves with null, or with the reason why it could not be. */
export async function installDebianPackage(name) {
  const prefix = asRoot()
  if (!existsSync('/usr/bin/apt-get') || !prefix) return `installez le paquet ${name} (sudo apt-get install ${name})`
  const apt = (args) => {
    const [command, ...rest] = [...prefix, 'apt-get', '-q', '-y', ...args]
    return run(command, rest, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  process.stdout.write(`Installation du paquet ${name}…\n`)
  if (!isListFresh) isListFresh = (await apt(['update'])) === 0
  const code = await apt(['install', '--no-install-recommends', name])
  return code === 0 ? null : `apt-get install ${name} a échoué (code ${code})`
}
