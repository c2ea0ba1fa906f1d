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

/** Where FranceConnect ends its own session; null also when it cannot be asked: ending ours says what is wrong, if it is. */
async function identitySignOut(): Promise<string | null> {
  const answer = await call('identity.signOutUrl', {}).catch(() => null)
  return answer?.url ?? null
}
