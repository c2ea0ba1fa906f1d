import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  {
    path: '/paiement/:id',
    name: 'payment',
    component: () => import('./PaymentPage.vue'),
    meta: { title: 'payment.title', tab: 'invoices' },
  },
]
