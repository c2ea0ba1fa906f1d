import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  { path: '/famille', name: 'family', component: () => import('./FamilyPage.vue'), meta: { title: 'family.mine' } },
  {
    path: '/famille/modifier/:subject',
    name: 'file-edit',
    component: () => import('./EditPage.vue'),
    meta: { title: 'family.editing', tab: 'family' },
  },
]

export const tabs: TabEntry[] = [{ route: 'family', label: 'frame.family', icon: 'family', order: 3, place: 'bar' }]
