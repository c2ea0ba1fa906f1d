import { useRouter } from 'vue-router'
import { useSession, type PortalSession } from '../../stores/session'

/** A session has just been opened or has moved on: the router leads to what it must do next, else to the home page. */
export function useEntered() {
  const router = useRouter()
  const session = useSession()
  return async (parent: PortalSession) => {
    session.signedIn(parent)
    await router.replace('/')
  }
}
