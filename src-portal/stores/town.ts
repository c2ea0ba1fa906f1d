import { ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { applyAccent } from '../theme/theme'

/** What a visitor may read of the town before signing in. */
export interface TownIdentity {
  name: string
  /** As '#rrggbb'; null is the product's own colour. */
  accentColour: string | null
  /** « Cantine, accueil du matin et du soir, mercredis » on the sign-in page. */
  services: string | null
  desk: { phone: string | null; email: string | null; address: string | null; hours: string | null }
}

let load: (() => Promise<TownIdentity>) | undefined

export function provideTown(loader: () => Promise<TownIdentity>) {
  load = loader
}

export const useTown = defineStore('town', () => {
  const town = shallowRef<TownIdentity>()
  const offline = ref(!navigator.onLine)

  window.addEventListener('online', () => (offline.value = false))
  window.addEventListener('offline', () => (offline.value = true))

  async function start(): Promise<void> {
    if (!load || town.value) return
    town.value = await load()
    applyAccent(town.value.accentColour)
  }

  return { town, offline, start }
})
