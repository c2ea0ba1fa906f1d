import { ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { isApiError } from '../../src-front/api/errors'
import { applyAccent } from '../theme/theme'

/** What a visitor may read of the town before signing in. */
export interface TownIdentity {
  name: string
  /** As '#rrggbb'; null is the product's own colour. */
  accentColour: string | null
  /** « Cantine, accueil du matin et du soir, mercredis » on the sign-in page. */
  services: string | null
  desk: { phone: string | null; email: string | null; address: string | null; hours: string | null }
  /** What the town asks of accounts, and where one goes after signing out ('' = the sign-in page). */
  access: { signOutUrl: string; selfRegistration: boolean; passwordMinLength: number }
}

const askAgainMs = 5_000

let load: (() => Promise<TownIdentity>) | undefined

export function provideTown(loader: () => Promise<TownIdentity>) {
  load = loader
}

export const useTown = defineStore('town', () => {
  const town = shallowRef<TownIdentity>()
  const offline = ref(!navigator.onLine)

  window.addEventListener('online', () => (offline.value = false))
  window.addEventListener('offline', () => (offline.value = true))

  /** A hosted portal before its first exchange: there is nothing to show, and nobody to sign in. */
  const notConnected = ref(false)
  let asking: ReturnType<typeof setTimeout> | undefined

  async function start(): Promise<void> {
    if (!load || town.value) return
    clearTimeout(asking)
    try {
      town.value = await load()
      notConnected.value = false
      applyAccent(town.value.accentColour)
    } catch (error) {
      if (!isApiError(error) || error.code !== 'sync.not-connected') throw error
      notConnected.value = true
      asking = setTimeout(() => void start().catch(reportError), askAgainMs)
    }
  }

  return { town, offline, notConnected, start }
})
