import { execFileSync } from 'node:child_process'
import { MakerDeb } from '@electron-forge/maker-deb'
import { MakerDMG } from '@electron-forge/maker-dmg'
import { MakerSquirrel } from '@electron-forge/maker-squirrel'
import { MakerZIP } from '@electron-forge/maker-zip'
import type { ForgeConfig } from '@electron-forge/shared-types'

/** The parts of scripts/build.mjs that the Electron program is made of. */
const PARTS = 'electron,preload,renderer,portal'
const ICON = 'resources/icons/ribambelle'

/** What goes into the program: its builds, its resources, the few packages that stay outside the bundle. */
const KEPT = [
  /^\/package\.json$/,
  /^\/LICENSE$/,
  /^\/\.vite(\/(build|renderer|portal)(\/|$)|$)/,
  /^\/(resources|node_modules)(\/|$)/,
]
/** The Node runtimes serve the Node host: Electron has its own (and they weigh 171 MB). */
const LEFT_OUT = [
  /^\/node_modules\/node-(linux|win)-/,
  /^\/node_modules\/\./,
  /^\/node_modules\/better-sqlite3\/(deps|src)(\/|$)/,
  /^\/\.vite\/build\/(node|portal)\.mjs$/,
  /\.map$/,
]

function isLeftOut(path: string): boolean {
  if (path === '') return false
  return LEFT_OUT.some((pattern) => pattern.test(path)) || !KEPT.some((pattern) => pattern.test(path))
}

/** A folder of Electron's zip files, where they cannot be downloaded. */
const electronZipDir = process.env['RIBAMBELLE_ELECTRON_ZIPS']

const config: ForgeConfig = {
  outDir: process.env['RIBAMBELLE_OUT'] ?? 'out',
  packagerConfig: {
    name: 'Ribambelle',
    executableName: 'ribambelle',
    appBundleId: 'fr.ribambelle.bureau',
    appCategoryType: 'public.app-category.business',
    appCopyright: 'Ribambelle, EUPL-1.2',
    icon: ICON,
    // A native library cannot be loaded from inside the archive.
    asar: { unpack: '**/*.node' },
    ignore: isLeftOut,
    ...(electronZipDir ? { electronZipDir } : {}),
  },
  // The only native package ships its binaries: there is nothing to compile.
  rebuildConfig: { onlyModules: [] },
  hooks: {
    prePackage: async () => {
      execFileSync(process.execPath, ['scripts/build.mjs', '--only', PARTS, '--quiet'], { stdio: 'inherit' })
    },
  },
  makers: [
    new MakerSquirrel({ name: 'ribambelle', setupIcon: `${ICON}.ico`, setupExe: 'Ribambelle-installation.exe' }),
    new MakerZIP({}, ['darwin']),
    new MakerDMG({ name: 'Ribambelle', icon: `${ICON}.icns` }),
    new MakerDeb({
      options: {
        name: 'ribambelle',
        productName: 'Ribambelle',
        genericName: 'Services enfance et scolaires',
        bin: 'ribambelle',
        icon: `${ICON}-512.png`,
        categories: ['Office'],
        maintainer: 'Ribambelle',
        section: 'misc',
      },
    }),
  ],
}

export default config
