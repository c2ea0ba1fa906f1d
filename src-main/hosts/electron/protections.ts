import { app, type Session, type WebContents } from 'electron'
import { isOurs } from './channel'

/** Public sites that the screens and the documentation name. */
const KNOWN_SITES = new Set([
  'www.service-public.fr',
  'www.legifrance.gouv.fr',
  'www.cnil.fr',
  'www.caf.fr',
  'www.msa.fr',
  'www.education.gouv.fr',
])

/** Whether an address may be handed to the system: known sites over TLS, our portal, a letter, a call. */
export function mayOpenOutside(url: string, portal: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, origin } = new URL(url)
  if (protocol === 'mailto:' || protocol === 'tel:') return true
  if (URL.canParse(portal) && origin === new URL(portal).origin) return true
  return protocol === 'https:' && KNOWN_SITES.has(hostname)
}

interface Outside {
  /** Address of the parents' portal. */
  portal: string
  open(url: string): void
}

/** Camera, microphone, position, notifications, devices…: a page of ours needs none of them. */
export function refusePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}

/** No page leaves our origin and none opens a window; a link goes to the system's browser when it is a known one. */
function confine(contents: WebContents, outside: Outside): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isOurs(url)) contents.downloadURL(url)
    else if (mayOpenOutside(url, outside.portal)) outside.open(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', (event) => {
    if (isOurs(event.url)) return
    event.preventDefault()
    if (mayOpenOutside(event.url, outside.portal)) outside.open(event.url)
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Applies to every page that will ever exist, whoever makes it. */
export function confinePages(outside: Outside): void {
  app.on('web-contents-created', (_event, contents) => confine(contents, outside))
}
