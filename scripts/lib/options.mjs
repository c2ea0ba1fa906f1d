// Reads options with node:util and says in French what is wrong with them: exit code 2.
import { parseArgs } from 'node:util'
import { fail } from './runtime.mjs'

const CAUSES = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: 'Option inconnue',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: 'Mot inattendu',
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: 'Option incomplète',
}

/** Same configuration as parseArgs; `usage` ends the sentence that refuses. */
export function readOptions(config, usage) {
  try {
    return parseArgs(config)
  } catch (error) {
    const cause = CAUSES[error.code]
    if (!cause) throw error
    const named = /'([^'\s]+)/.exec(error.message)?.[1] ?? ''
    return fail(`${cause} : ${named}. ${usage}`, 2)
  }
}
