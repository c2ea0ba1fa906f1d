import { shallowRef } from 'vue'
import { START_LOCATION, type Router } from 'vue-router'
import { errorText } from './api/errors'
import { useToasts } from './ui/toasts'

/** Why the very first page could not be shown: the portal did not answer, or the page itself did not come. */
export const firstFailure = shallowRef<{ error: unknown; retry(): void }>()

/**
 * A navigation that fails is never a blank window: before any page, the reason and a way to try again (App.vue); later,
 * a message over the page that stays.
 */
export function watchFailures(router: Router) {
  router.onError((error: unknown, to) => {
    if (router.currentRoute.value !== START_LOCATION) {
      useToasts().add({ text: errorText(error), tone: 'danger' })
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
