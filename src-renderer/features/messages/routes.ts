import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/messages',
    name: 'messages',
    component: () => import('./MessagesPage.vue'),
    meta: { title: 'Messages envoyés', permission: 'messages.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'messages', label: 'Messages', icon: 'message', order: 30, permission: 'messages.read' },
]
