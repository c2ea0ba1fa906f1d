import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./HomePage.vue'), meta: { title: 'frame.home' } },
]

export const tabs: TabEntry[] = [{ route: 'home', label: 'frame.home', icon: 'home', order: 1, place: 'bar' }]
