import { shallowRef } from 'vue'
import { START_LOCATION, type Router } from 'vue-router'

/** Why the very first page could not be shown: the program did not answer, or the page itself did not come. */
export const firstFailure = shallowRef<{ error: unknown; retry(): void }>()

/**
 * A navigation that fails is never a blank window: before any page, the reason and a way to try again (App.vue); later,
 * a message over the page that stays (`tell`).
 */
export function watchFailures(router: Router, tell: (error: unknown) => void) {
  router.onError((error: unknown, to) => {
    if (router.currentRoute.value !== START_LOCATION) {
      tell(error)
      return
    }
    // push rejects with what this handler has been told already
    const retry = () => void router.push(to.fullPath).catch((again: unknown) => again)
    firstFailure.value = { error, retry }
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) firstFailure.value = undefined
  })
}
