import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/activites',
    name: 'activities',
    component: () => import('./ActivitiesPage.vue'),
    meta: { title: 'Activités', permission: 'activities.read' },
  },
  {
    path: '/activites/nouvelle',
    name: 'new-activity',
    component: () => import('./NewActivityPage.vue'),
    meta: { title: 'Nouvelle activité', permission: 'activities.write' },
  },
  {
    path: '/activites/:id(\\d+)/:tab(calendrier|tarifs)?',
    name: 'activity',
    component: () => import('./ActivityPage.vue'),
    props: (route) => ({ id: Number(route.params['id']), tab: String(route.params['tab'] || 'reglages') }),
    meta: { title: 'Activité', permission: 'activities.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'activities', label: 'Activités', icon: 'activity', order: 40, permission: 'activities.read' },
]
