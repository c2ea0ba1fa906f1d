import type { Router } from 'vue-router'
import { call } from '../api'
import { useSession } from './session'
import { useTown } from './town'

/** « Déconnexion »: the session ends, and the browser goes to the town's own site where the town gave its address. */
export async function leavePortal(router: Router): Promise<void> {
  const away = await identitySignOut()
  await useSession().signOut()
  if (away !== null) return window.location.assign(away)
  const url = useTown().town?.access.signOutUrl ?? ''
  if (/^https?:\/\//.test(url)) window.location.assign(url)
  else await router.push({ name: 'sign-in' })
}

/** Where FranceConnect ends its own session. Whether it answers or not, ours ends. */
async function identitySignOut(): Promise<string | null> {
  try {
    return (await call('identity.signOutUrl', {})).url
  } catch (error) {
    reportError(error)
    return null
  }
}
