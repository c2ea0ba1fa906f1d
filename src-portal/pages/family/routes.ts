import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  { path: '/famille', name: 'family', component: () => import('./FamilyPage.vue'), meta: { title: 'frame.family' } },
]

export const tabs: TabEntry[] = [{ route: 'family', label: 'frame.family', icon: 'family', order: 3, place: 'bar' }]
