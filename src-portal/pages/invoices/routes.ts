import type { RouteRecordRaw } from 'vue-router'
import type { TabEntry } from '../../navigation'
import { unpaidInvoices } from '../badges'

export const routes: RouteRecordRaw[] = [
  {
    path: '/factures',
    name: 'invoices',
    component: () => import('./InvoicesPage.vue'),
    meta: { title: 'frame.invoices' },
  },
]

export const tabs: TabEntry[] = [
  {
    route: 'invoices',
    label: 'frame.invoices',
    icon: 'invoice',
    order: 4,
    place: 'bar',
    badge: () => unpaidInvoices.value,
    badgeLabel: 'invoices.badge',
  },
]
