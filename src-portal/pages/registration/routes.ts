import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'

export const routes: RouteRecordRaw[] = [
  {
    path: '/dossier',
    name: 'registration',
    component: () => import('./RegistrationPage.vue'),
    meta: { title: 'registration.title', tab: 'family' },
  },
  {
    path: '/inscriptions',
    name: 'enrol',
    component: () => import('./EnrolPage.vue'),
    meta: { title: 'registration.enrol', tab: 'family' },
  },
  {
    path: '/inscriptions/:activityId',
    name: 'enrol-activity',
    component: () => import('./EnrolFormPage.vue'),
    meta: { title: 'registration.enrol', tab: 'family' },
  },
  {
    path: '/preinscription/ecole',
    name: 'pre-enrol-school',
    component: () => import('./SchoolPage.vue'),
    meta: { title: 'registration.school', tab: 'family' },
  },
  {
    path: '/preinscription/creche',
    name: 'pre-enrol-nursery',
    component: () => import('./NurseryPage.vue'),
    meta: { title: 'registration.nursery', tab: 'family' },
  },
]

export const tabs: TabEntry[] = [
  { route: 'registration', label: 'registration.tab', icon: 'edit', order: 20, place: 'menu' },
]
