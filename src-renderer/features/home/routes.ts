import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./HomePage.vue'), meta: { title: 'Accueil' } },
]

export const nav: NavEntry[] = [{ route: 'home', label: 'Accueil', icon: 'home', order: 10 }]
