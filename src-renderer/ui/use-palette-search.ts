import { computed, shallowRef, watch, type Ref } from 'vue'
import { paletteSources, type PaletteItem, type PaletteSource } from './palette'

export interface PaletteGroup {
  name: string
  items: PaletteItem[]
}

/** Asks every source at once; a group appears when its source has answered, and a slow source delays nobody. */
export function usePaletteSearch(text: Ref<string>, own: PaletteSource) {
  const answers = shallowRef(new Map<string, PaletteItem[]>())
  const failed = shallowRef<unknown>()
  let running: AbortController | undefined

  async function ask(source: PaletteSource, wanted: string, mine: AbortController) {
    try {
      const items = await source.search(wanted, mine.signal)
      if (running !== mine) return
      answers.value = new Map(answers.value).set(source.group, items)
    } catch (error) {
      if (running === mine) failed.value = error
    }
  }

  function search(wanted: string) {
    running?.abort()
    const mine = new AbortController()
    running = mine
    failed.value = undefined
    const sources = [...paletteSources, own].filter(({ minLength = 2 }) => wanted.length >= minLength)
    const names = new Set(sources.map(({ group }) => group))
    answers.value = new Map([...answers.value].filter(([name]) => names.has(name)))
    sources.forEach((source) => void ask(source, wanted, mine))
  }

  watch(text, (value) => search(value.trim()), { immediate: true })

  const groups = computed<PaletteGroup[]>(() =>
    [...paletteSources, own]
      .map(({ group }) => ({ name: group, items: answers.value.get(group) ?? [] }))
      .filter(({ items }) => items.length > 0),
  )
  return { groups, failed }
}
