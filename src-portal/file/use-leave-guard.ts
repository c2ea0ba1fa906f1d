import { onBeforeUnmount, onMounted, ref } from 'vue'
import { onBeforeRouteLeave, useRouter, type RouteLocationRaw } from 'vue-router'
import { useSession } from '../stores/session'

/**
 * Warns before what is typed is left behind: a sheet inside the portal (`asking`), the browser's own question when the
 * tab closes or reloads. Nobody is held back once signed out.
 */
export function useLeaveGuard(isDirty: () => boolean) {
  const router = useRouter()
  const session = useSession()
  const asking = ref(false)
  let wanted: RouteLocationRaw | null = null
  let free = false

  const holds = () => !free && isDirty() && session.parent !== null

  onBeforeRouteLeave((to) => {
    if (!holds()) return true
    wanted = to.fullPath
    asking.value = true
    return false
  })

  function onUnload(event: BeforeUnloadEvent) {
    if (holds()) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', onUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', onUnload))

  /** Goes where the reader wanted to go, or to `to`, without asking. */
  async function leave(to?: RouteLocationRaw) {
    free = true
    asking.value = false
    const target = to ?? wanted
    if (target) await router.push(target)
  }

  return { asking, leave, stay: () => (asking.value = false) }
}
