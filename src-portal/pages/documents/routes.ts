import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'
import { documentsToProvide } from '../badges'

export const routes: RouteRecordRaw[] = [
  {
    path: '/documents',
    name: 'documents',
    component: () => import('./DocumentsPage.vue'),
    meta: { title: 'documents.title' },
  },
  {
    path: '/documents/envoyer',
    name: 'document-send',
    component: () => import('./SendPage.vue'),
    meta: { title: 'documents.send', tab: 'documents' },
  },
  {
    path: '/documents/accords',
    name: 'agreements',
    component: () => import('./AgreementsPage.vue'),
    meta: { title: 'documents.agreements', tab: 'documents' },
  },
]

export const tabs: TabEntry[] = [
  {
    route: 'documents',
    label: 'documents.title',
    icon: 'document',
    order: 20,
    place: 'menu',
    badge: () => documentsToProvide.value,
    badgeLabel: 'documents.badge',
  },
]
