import { isAbsolute, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import type { DatabaseAddress } from './database/data-source'
import { StartupError } from './kernel/startup-error'

/** Everything that differs between the three shapes of the program. */
export interface Config {
  dataDir: string
  database: DatabaseAddress
  /** Ports: back office, portal, sync. 0 = any. */
  ports: { backOffice: number; portal: number; sync: number }
  host: string
  demo: { size: DemoSize } | null
  openBrowser: boolean
  json: boolean
  /** Moves the program's clock (demonstrations and tests); null = the real time. */
  startAt: string | null
  /** Folders of the built fronts and of the resources. */
  paths: { renderer: string; portal: string; resources: string }
}

export const demoSizes = ['demo', 'small', 'town', 'city'] as const
export type DemoSize = (typeof demoSizes)[number]

const optionsHelp = `Options :
  --demo             ouvrir la ville de démonstration, prête à l’emploi
  --size TAILLE      demo, small, town ou city (avec --demo)
  --port N           port du back-office ; le portail prend le suivant, l’échange celui d’après (0 = n’importe lesquels)
  --data DOSSIER     dossier des données
  --database URL     postgres://utilisateur:motdepasse@serveur:5432/base
  --no-open          ne pas ouvrir le navigateur
  --json             écrire une ligne JSON quand tout est prêt
  --help             cette aide`

const parseOptions = {
  demo: { type: 'boolean' },
  size: { type: 'string' },
  port: { type: 'string' },
  data: { type: 'string' },
  database: { type: 'string' },
  'no-open': { type: 'boolean' },
  json: { type: 'boolean' },
  'start-at': { type: 'string' },
  help: { type: 'boolean' },
} as const

const portSchema = z.coerce.number().int().min(0).max(65533)

/** Reads the command line; refuses with one sentence that says what to do. */
export function readConfig(
  args: readonly string[],
  defaults: { dataDir: string; root: string },
): Config | { help: string } {
  const values = readArguments(args)
  if (values.help) return { help: optionsHelp }
  const dataDir = values.data ? absolute(values.data) : defaults.dataDir
  const port = readPort(values.port)
  const size = readSize(values.size)
  if (values['start-at'] && Number.isNaN(Date.parse(values['start-at']))) {
    throw new StartupError(`--start-at attend un instant comme 2026-12-02T15:10:00Z, pas « ${values['start-at']} ».`)
  }
  return {
    dataDir,
    database: readDatabase(values.database, dataDir),
    ports: port === 0 ? { backOffice: 0, portal: 0, sync: 0 } : { backOffice: port, portal: port + 1, sync: port + 2 },
    host: '127.0.0.1',
    demo: values.demo ? { size } : null,
    openBrowser: !values['no-open'],
    json: values.json ?? false,
    startAt: values['start-at'] ?? null,
    paths: {
      renderer: join(defaults.root, '.vite/renderer'),
      portal: join(defaults.root, '.vite/portal'),
      resources: join(defaults.root, 'resources'),
    },
  }
}

const defaultPort = 7310

/** Refuses with a sentence. */
export function readPort(text: string | undefined): number {
  if (text === undefined) return defaultPort
  const port = portSchema.safeParse(text)
  if (!port.success) throw new StartupError(`--port attend un nombre de 0 à 65533, pas « ${text} ».`)
  return port.data
}

function readSize(text: string | undefined): DemoSize {
  const size = z.enum(demoSizes).safeParse(text ?? 'demo')
  if (!size.success) throw new StartupError(`--size attend demo, small, town ou city, pas « ${text} ».`)
  return size.data
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: parseOptions, strict: true, allowPositionals: false }).values
  } catch (error) {
    const named = /'([^']+)'/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
    throw new StartupError(`Option inconnue ou incomplète : ${named}. « --help » donne la liste.`)
  }
}

/** Where the data are: a SQLite file of the data folder, or the address given. */
export function readDatabase(text: string | undefined, dataDir: string): DatabaseAddress {
  if (text === undefined) return { engine: 'sqlite', file: join(dataDir, 'ribambelle.db') }
  if (/^postgres(ql)?:\/\/.+/.test(text) && URL.canParse(text)) return { engine: 'postgres', url: text }
  throw new StartupError(
    `L’adresse de base de données « ${text} » n’est pas comprise. Attendu : postgres://utilisateur:motdepasse@serveur:5432/base.`,
  )
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(process.cwd(), path)
}
