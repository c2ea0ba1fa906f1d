import type { RouteRecordRaw } from 'vue-router'
import { plural } from '../../../src-shared/format/text'
import type { NavEntry } from '../../navigation'
import { overdueRenewals } from './renewals/overdue'

export const routes: RouteRecordRaw[] = [
  {
    path: '/familles/:familyId(\\d+)/enfants/:id(\\d+)',
    name: 'child',
    component: () => import('./ChildPage.vue'),
    props: (route) => ({ familyId: Number(route.params['familyId']), id: Number(route.params['id']) }),
    meta: { title: 'Enfant', permission: 'families.read' },
  },
  {
    path: '/sante',
    name: 'health-renewals',
    component: () => import('./renewals/RenewalsPage.vue'),
    meta: { title: 'PAI et vaccins à renouveler', permission: 'health.read' },
  },
]

export const nav: NavEntry[] = [
  {
    route: 'health-renewals',
    label: 'Santé',
    icon: 'medical',
    order: 16,
    permission: 'health.read',
    badge: overdueRenewals,
    badgeLabel: (count) => plural(count, 'échéance dépassée', 'échéances dépassées'),
  },
]
