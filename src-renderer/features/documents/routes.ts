import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'

const permission = 'families.read' as const

export const routes: RouteRecordRaw[] = [
  {
    path: '/documents',
    component: () => import('./DocumentsPage.vue'),
    meta: { permission },
    children: [
      {
        path: '',
        name: 'documents',
        component: () => import('./ReceivedDocuments.vue'),
        meta: { title: 'Documents reçus', permission },
      },
      {
        path: 'pieces',
        name: 'document-types',
        component: () => import('./DocumentTypes.vue'),
        meta: { title: 'Pièces demandées', permission },
      },
      {
        path: 'publications',
        name: 'published-files',
        component: () => import('./PublishedFiles.vue'),
        meta: { title: 'Documents publiés', permission },
      },
      {
        path: 'reglements',
        name: 'house-rules',
        component: () => import('./HouseRulesPage.vue'),
        meta: { title: 'Règlements', permission },
      },
      {
        path: 'consentements',
        name: 'consents',
        component: () => import('./ConsentsPage.vue'),
        meta: { title: 'Consentements', permission },
      },
      {
        path: 'famille/:id(\\d+)',
        name: 'family-documents',
        component: () => import('./FamilyDocuments.vue'),
        meta: { title: 'Documents de la famille', permission },
      },
    ],
  },
]

export const nav: NavEntry[] = [{ route: 'documents', label: 'Documents', icon: 'file', order: 16, permission }]
