import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/inscriptions',
    name: 'registration',
    component: () => import('./FilesPage.vue'),
    meta: { title: 'Dossiers d’inscription', permission: 'families.read' },
  },
  {
    path: '/inscriptions/ecole',
    name: 'school-enrolments',
    component: () => import('./DossiersPage.vue'),
    props: { kind: 'school' },
    meta: { title: 'Préinscriptions scolaires', permission: 'families.read' },
  },
  {
    path: '/inscriptions/creche',
    name: 'nursery-enrolments',
    component: () => import('./DossiersPage.vue'),
    props: { kind: 'nursery' },
    meta: { title: 'Préinscriptions en crèche', permission: 'families.read' },
  },
  {
    path: '/inscriptions/reglages',
    name: 'registration-settings',
    component: () => import('./SettingsPage.vue'),
    meta: { title: 'Réglages des inscriptions', permission: 'families.read' },
  },
]

export const nav: NavEntry[] = [
  { route: 'registration', label: 'Inscriptions', icon: 'clipboard', order: 12.5, permission: 'families.read' },
]
