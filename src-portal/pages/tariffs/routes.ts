import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/factures/tarifs',
    name: 'tariffs',
    component: () => import('./TariffsPage.vue'),
    meta: { title: 'tariffs.title', tab: 'invoices' },
  },
]
