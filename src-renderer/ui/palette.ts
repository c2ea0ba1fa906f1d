import { shallowReactive } from 'vue'
import type { RouteLocationRaw } from 'vue-router'
import type { IconName } from './icons/paths'

export interface PaletteItem {
  id: string
  label: string
  /** A second, quieter line: address, class, amount. */
  detail?: string
  icon: IconName
  to?: RouteLocationRaw
  run?: () => void
}

/** Where results of the command palette come from. `search` is called at each keystroke and aborted by the next one. */
export interface PaletteSource {
  group: string
  /** Shortest text it searches; 0 answers the empty field too. */
  minLength?: number
  search(text: string, signal: AbortSignal): Promise<PaletteItem[]> | PaletteItem[]
}

export const paletteSources = shallowReactive(new Set<PaletteSource>())

/** Adds results to Ctrl+K. Returns the function that takes them away. */
export function registerPaletteSource(source: PaletteSource): () => void {
  paletteSources.add(source)
  return () => paletteSources.delete(source)
}
