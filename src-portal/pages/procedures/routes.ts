import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/demarches',
    name: 'procedures',
    component: () => import('./ProceduresPage.vue'),
    meta: { title: 'frame.procedures' },
  },
]

export const tabs: TabEntry[] = [
  { route: 'procedures', label: 'frame.procedures', icon: 'grid', order: 99, place: 'menu' },
]
