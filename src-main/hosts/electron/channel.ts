/** The only way from a page to the program. */
export const CALL_CHANNEL = 'ribambelle:call'
/** A page asks to be told what happens (true), or no longer (false). */
export const LISTEN_CHANNEL = 'ribambelle:listen'
/** What happens, told to the pages that asked. */
export const EVENT_CHANNEL = 'ribambelle:event'

export const SCHEME = 'app'
/** The origin of our pages; any other page is a stranger. */
export const ORIGIN = `${SCHEME}://ribambelle`

/** Whether an address is one of our own pages. */
export function isOurs(url: string): boolean {
  if (!URL.canParse(url)) return false
  // The origin of an own scheme is "null" outside Chromium: compare its parts.
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}` === ORIGIN
}
