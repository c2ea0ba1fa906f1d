import type { RouteRecordRaw } from 'vue-router'
import type { NavEntry } from '../../navigation'
import { settingsSections, type SettingsRoute } from './sections'

const components: Record<SettingsRoute, NonNullable<RouteRecordRaw['component']>> = {
  'settings-town': () => import('./TownSection.vue'),
  'settings-structures': () => import('./StructuresSection.vue'),
  'settings-closures': () => import('./ClosuresSection.vue'),
  'settings-children': () => import('./ChildrenSection.vue'),
  'settings-file': () => import('./FileSection.vue'),
  'settings-staff': () => import('./StaffSection.vue'),
  'settings-security': () => import('./SecuritySection.vue'),
  'settings-invoices': () => import('./InvoicesSection.vue'),
  'settings-mail': () => import('./MailSection.vue'),
  'settings-portal': () => import('./PortalSection.vue'),
  'settings-connections': () => import('./ConnectionsSection.vue'),
  'settings-audit': () => import('./AuditSection.vue'),
}

export const routes: RouteRecordRaw[] = [
  {
    path: '/reglages',
    name: 'settings',
    component: () => import('./SettingsPage.vue'),
    meta: { title: 'Réglages', permission: 'activities.write' },
    children: settingsSections.map(({ route, path, label, permission }) => ({
      path,
      name: route,
      component: components[route],
      meta: { title: `Réglages\u00A0: ${label}`, permission },
    })),
  },
]

export const nav: NavEntry[] = [
  { route: 'settings', label: 'Réglages', icon: 'settings', order: 41, permission: 'activities.write' },
]
