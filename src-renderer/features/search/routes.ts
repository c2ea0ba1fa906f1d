import type { RouteRecordRaw } from 'vue-router'
import type { SearchHit } from '../../../src-shared/contract/staff/families'
import { call } from '../../api'
import { useSession } from '../../stores/session'
import { registerPaletteSource, type IconName, type PaletteItem } from '../../ui'

/** No screen of its own: the palette is the screen. */
export const routes: RouteRecordRaw[] = []

const groups: { kind: SearchHit['kind']; group: string; icon: IconName }[] = [
  { kind: 'family', group: 'Familles', icon: 'family' },
  { kind: 'child', group: 'Enfants', icon: 'child' },
  { kind: 'invoice', group: 'Factures', icon: 'invoice' },
]

// The three groups ask with the signal of one keystroke: one call answers them all.
const answers = new WeakMap<AbortSignal, Promise<SearchHit[]>>()

function search(text: string, signal: AbortSignal): Promise<SearchHit[]> {
  if (!useSession().can('families.read')) return Promise.resolve([])
  const known = answers.get(signal) ?? call('search.everything', { text }, { signal })
  answers.set(signal, known)
  return known
}

function itemOf(hit: SearchHit, icon: IconName): PaletteItem {
  const item = { id: `${hit.kind}-${hit.id}`, label: hit.label, detail: hit.detail, icon }
  if (hit.kind === 'child') return { ...item, to: { name: 'child', params: { familyId: hit.familyId, id: hit.id } } }
  const family = { name: 'family', params: { id: hit.familyId } }
  return { ...item, to: hit.kind === 'invoice' ? { ...family, hash: '#factures' } : family }
}

for (const { kind, group, icon } of groups) {
  registerPaletteSource({
    group,
    search: async (text, signal) =>
      (await search(text, signal)).filter((hit) => hit.kind === kind).map((hit) => itemOf(hit, icon)),
  })
}
