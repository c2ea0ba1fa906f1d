import type { Router } from 'vue-router'
import { useSession } from './session'
import { useTown } from './town'

/** « Déconnexion »: the session ends, and the browser goes to the town's own site where the town gave its address. */
export async function leavePortal(router: Router): Promise<void> {
  await useSession().signOut()
  const url = useTown().town?.access.signOutUrl ?? ''
  if (/^https?:\/\//.test(url)) window.location.assign(url)
  else await router.push({ name: 'sign-in' })
}
