import { hostname } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError, errorLabel } from '../src-shared/errors'
import { readDatabase, readPort } from './config'
import type { DatabaseAddress } from './database/data-source'
import { StartupError } from './kernel/startup-error'
import { checkAddress } from './modules/sync'

/** What differs from one hosted portal to another. */
export interface PortalConfig {
  dataDir: string
  database: DatabaseAddress
  port: number
  host: string
  /** Name that the desk shows for this portal. */
  name: string
  /** Set to pair at this start: address of the desk's exchange and the code it shows. */
  pair: { desk: string; code: string } | null
  /** Behind a TLS proxy, which every portal on the web must be. */
  behindTls: boolean
  exchangeEveryMs: number
  json: boolean
  startAt: string | null
  paths: { portal: string }
}

const help = `Un portail hébergé : les familles s’y connectent, il échange avec le bureau.

Options :
  --port N             port du portail (7320 ; 0 = n’importe lequel)
  --data DOSSIER       dossier des données
  --database URL       postgres://utilisateur:motdepasse@serveur:5432/base
  --desk URL           adresse d’échange du bureau (avec --pair)
  --pair CODE          code d’appairage affiché par le bureau, page « Portail »
  --name NOM           nom de ce portail, tel que le bureau le montre
  --every SECONDES     temps entre deux échanges (5)
  --behind-tls         le portail est derrière un serveur https
  --json               écrire une ligne JSON quand tout est prêt
  --help               cette aide`

const options = {
  port: { type: 'string' },
  data: { type: 'string' },
  database: { type: 'string' },
  desk: { type: 'string' },
  pair: { type: 'string' },
  name: { type: 'string' },
  every: { type: 'string' },
  'behind-tls': { type: 'boolean' },
  json: { type: 'boolean' },
  'start-at': { type: 'string' },
  help: { type: 'boolean' },
} as const

/** Reads the command line of `npm run portal`; refuses with one sentence that says what to do. */
export function readPortalConfig(
  args: readonly string[],
  defaults: { dataDir: string; root: string },
): PortalConfig | { help: string } {
  const values = readValues(args)
  if (values.help) return { help }
  const { data, desk, pair } = values
  const dataDir = data === undefined ? defaults.dataDir : isAbsolute(data) ? data : resolve(process.cwd(), data)
  if ((desk === undefined) !== (pair === undefined)) {
    throw new StartupError('--desk et --pair vont ensemble : l’adresse d’échange du bureau et le code qu’il affiche.')
  }
  const every = Number(values.every ?? 5)
  if (!(every > 0 && every <= 3600))
    throw new StartupError(`--every attend un nombre de secondes (3600 au plus), pas « ${values.every} ».`)
  if (desk !== undefined) checkDeskAddress(desk)
  if (values['start-at'] !== undefined && Number.isNaN(Date.parse(values['start-at']))) {
    throw new StartupError(`--start-at attend un instant comme 2026-12-02T15:10:00Z, pas « ${values['start-at']} ».`)
  }
  return {
    dataDir,
    database: readDatabase(values.database, dataDir),
    port: values.port === undefined ? 7320 : readPort(values.port),
    host: '127.0.0.1',
    name: values.name ?? hostname(),
    pair: desk !== undefined && pair !== undefined ? { desk, code: pair } : null,
    behindTls: values['behind-tls'] ?? false,
    exchangeEveryMs: every * 1000,
    json: values.json ?? false,
    startAt: values['start-at'] ?? null,
    paths: { portal: join(defaults.root, '.vite/portal') },
  }
}

function checkDeskAddress(text: string) {
  try {
    checkAddress(text)
  } catch (error) {
    if (error instanceof AppError) throw new StartupError(`--desk ${text} : ${errorLabel(error.code, error.details)}`)
    throw error
  }
}

function readValues(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const named = /'([^']+)'/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
    throw new StartupError(`Option inconnue ou incomplète : ${named}. « --help » donne la liste.`)
  }
}
