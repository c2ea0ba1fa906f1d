import { watch, type Ref, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useShell } from '../../stores/shell'
import { useToasts } from '../../ui'
import type { Model } from './model'

interface Filters {
  model: ShallowRef<Model | undefined>
  group: Ref<string>
  filter: Ref<string>
  hidden: Ref<ReadonlySet<number>>
}
interface Link {
  structure: number | null
  activity: number | null
  group: number | null
  child: number | null
}

const linkKeys = ['structure', 'activite', 'groupe', 'enfant'] as const

/** What a link to the planning asks to see: `?structure=3&activite=7&groupe=12&enfant=41`; what is no number is ignored. */
export function linkOf(query: Record<string, unknown>): Link {
  const idOf = (name: (typeof linkKeys)[number]) => {
    const value = Number(query[name])
    return Number.isSafeInteger(value) && value > 0 ? value : null
  }
  return { structure: idOf('structure'), activity: idOf('activite'), group: idOf('groupe'), child: idOf('enfant') }
}

/** The filters that show what a link names; `missing` when the child has no row this month. */
export function filtersOf(model: Model, { activity, group, child }: Link) {
  const row = model.rows.find(({ childId }) => childId === child)
  const ofActivity = model.grid.slots.some(({ activityId }) => activityId === activity)
  return {
    // a child's row may stand under its group of another activity: the child is what was asked for
    group: row ? '' : (model.rows.find((one) => one.enrolments.some(({ groupId }) => groupId === group))?.group ?? ''),
    filter: row ? `${row.lastName} ${row.firstName}` : '',
    hidden: new Set(
      ofActivity ? model.grid.slots.filter(({ activityId }) => activityId !== activity).map(({ id }) => id) : [],
    ),
    missing: child !== null && !row,
  }
}

/** Opens the structure that a link names. Before anything watches the structure, which clears the filters. */
export function usePlanningLink() {
  const route = useRoute()
  const router = useRouter()
  const shell = useShell()
  const toasts = useToasts()
  const link = linkOf(route.query)
  if (link.structure !== null) shell.chooseStructure(link.structure)

  /** Sets the filters once the month is there, and forgets the link: what the agent does next is theirs. */
  function applyTo({ model, group, filter, hidden }: Filters) {
    if (!linkKeys.some((key) => key in route.query)) return
    const stop = watch(
      model,
      (now) => {
        if (!now || (link.structure !== null && now.grid.structureId !== link.structure)) return
        stop()
        const shown = filtersOf(now, link)
        group.value = shown.group
        filter.value = shown.filter
        hidden.value = shown.hidden
        if (shown.missing)
          toasts.add({
            text: `Cet enfant n’est pas inscrit ce mois-ci\u00A0: ${now.grid.structureName}.`,
            tone: 'info',
          })
        const { mois } = route.query
        void router.replace({ query: mois === undefined ? {} : { mois } })
      },
      { flush: 'post' },
    )
  }
  return { applyTo }
}
