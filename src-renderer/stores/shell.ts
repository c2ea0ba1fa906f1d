import { computed, ref, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { onEvent } from '../api/events'
import type { Instant } from '../../src-shared/kernel/instant'
import type { SchoolYear } from '../../src-shared/kernel/school-year'
import { applyAccent } from '../theme/theme'

export interface StructureChoice {
  id: number
  name: string
}

/** State of the exchange with the hosted portal. `null` when the portal lives in this process: nothing to exchange. */
export interface ExchangeState {
  status: 'ok' | 'waiting' | 'late' | 'refused'
  lastSuccess: Instant | null
  toSend: number
  /** Why the last exchange failed; empty when it did not. */
  error: string
}

export interface ShellContext {
  townName: string
  /** As '#rrggbb'; null is the product's own colour. */
  accentColour: string | null
  structures: StructureChoice[]
  schoolYears: SchoolYear[]
  schoolYear: SchoolYear
}

const FOLDED_KEY = 'ribambelle.nav-folded'
const STRUCTURE_KEY = 'ribambelle.structure'

function readFolded(): Record<string, boolean> {
  const stored = localStorage.getItem(FOLDED_KEY)
  const parsed: unknown = stored ? JSON.parse(stored) : {}
  return typeof parsed === 'object' && parsed !== null ? { ...(parsed as Record<string, boolean>) } : {}
}

function readStructure(): number | null {
  const stored = Number(localStorage.getItem(STRUCTURE_KEY))
  return Number.isInteger(stored) && stored > 0 ? stored : null
}

let load: (() => Promise<ShellContext>) | undefined
let loadExchange: (() => Promise<ExchangeState | null>) | undefined
const exchangeEveryMs = 60_000

/** features/organisation says here where the frame's town, structures, years and exchange state come from. */
export function provideShell(loader: () => Promise<ShellContext>) {
  load = loader
}

/** features/portal-exchange says here how the exchange with hosted portals is doing. */
export function provideExchange(loader: () => Promise<ExchangeState | null>) {
  loadExchange = loader
}

/** What surrounds every screen: the town, the current structure and school year, and what the frame remembers. */
export const useShell = defineStore('shell', () => {
  const context = shallowRef<ShellContext>()
  const structureId = ref<number | null>(readStructure())
  const schoolYear = ref<SchoolYear>()
  const folded = ref(readFolded())
  const paletteOpen = ref(false)
  const keysOpen = ref(false)

  async function start(): Promise<void> {
    if (!load) return
    const loaded = await load()
    context.value = loaded
    await refreshExchange()
    // time alone makes a portal late
    clock ??= setInterval(() => void refreshExchange(), exchangeEveryMs)
    applyAccent(loaded.accentColour)
    schoolYear.value ??= loaded.schoolYear
    if (!loaded.structures.some(({ id }) => id === structureId.value)) structureId.value = null
  }

  function chooseStructure(id: number | null) {
    structureId.value = id
    if (id === null) localStorage.removeItem(STRUCTURE_KEY)
    else localStorage.setItem(STRUCTURE_KEY, String(id))
  }

  function chooseSchoolYear(year: SchoolYear) {
    schoolYear.value = year
  }

  function isFolded(screen: string, byDefault: boolean): boolean {
    return folded.value[screen] ?? byDefault
  }

  function setFolded(screen: string, value: boolean) {
    folded.value = { ...folded.value, [screen]: value }
    localStorage.setItem(FOLDED_KEY, JSON.stringify(folded.value))
  }

  const townName = computed(() => context.value?.townName ?? '')
  const structures = computed(() => context.value?.structures ?? [])
  const schoolYears = computed(() => context.value?.schoolYears ?? [])
  const exchange = shallowRef<ExchangeState | null>(null)
  let clock: ReturnType<typeof setInterval> | undefined

  /** A state that cannot be read is not worth a word on every screen: the line itself says that it is cut. */
  async function refreshExchange(): Promise<void> {
    if (!loadExchange) return
    try {
      exchange.value = await loadExchange()
    } catch (error) {
      reportError(error)
    }
  }
  onEvent('sync', () => void refreshExchange())

  return {
    townName,
    structures,
    schoolYears,
    exchange,
    structureId,
    schoolYear,
    paletteOpen,
    keysOpen,
    start,
    chooseStructure,
    chooseSchoolYear,
    isFolded,
    setFolded,
  }
})
