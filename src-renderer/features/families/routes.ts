import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/familles',
    name: 'families',
    component: () => import('./FamiliesPage.vue'),
    meta: { title: 'Familles', permission: 'families.read' },
  },
  {
    path: '/familles/doublons',
    name: 'duplicates',
    component: () => import('./duplicates/DuplicatesPage.vue'),
    meta: { title: 'Doublons', permission: 'families.read' },
  },
  {
    path: '/familles/franceconnect',
    name: 'identity-links',
    component: () => import('./portal/IdentityLinksPage.vue'),
    meta: { title: 'FranceConnect', permission: 'requests.decide' },
  },
  {
    path: '/familles/:id(\\d+)',
    name: 'family',
    component: () => import('./FamilyPage.vue'),
    props: (route) => ({ id: Number(route.params['id']) }),
    meta: { title: 'Famille', permission: 'families.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'families', label: 'Familles', icon: 'family', order: 12, permission: 'families.read' },
]
