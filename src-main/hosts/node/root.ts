import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The root of the installed program: the built file stands in `.vite/build`, its source deeper when it is developed. */
export function rootAbove(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder))
}
