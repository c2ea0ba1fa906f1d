import type { RouteRecordRaw } from 'vue-router'
import { call } from '../../api/client'

export const routes: RouteRecordRaw[] = [
  {
    path: '/premier-lancement',
    name: 'first-run',
    component: () => import('./FirstRunPage.vue'),
    beforeEnter: async () => !(await call('firstRun.status', {})).hasTown || { name: 'sign-in' },
    meta: { title: 'Premier lancement', layout: 'bare', public: true },
  },
]
