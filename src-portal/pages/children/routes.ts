import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/famille/enfants/:id(\\d+)',
    name: 'child',
    component: () => import('./ChildPage.vue'),
    meta: { title: 'child.title', tab: 'family' },
  },
]
