import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from '../../../src-shared/permissions'
import type { NavEntry } from '../../navigation'

interface SettingsSection {
  route: string
  path: string
  label: string
  permission: Permission
  component: NonNullable<RouteRecordRaw['component']>
}

/** Sections of the settings, in the order of their list. */
export const settingsSections: readonly SettingsSection[] = [
  {
    route: 'settings-town',
    path: 'ville',
    label: 'Ville',
    permission: 'settings.manage',
    component: () => import('./TownSection.vue'),
  },
  {
    route: 'settings-structures',
    path: 'structures',
    label: 'Structures',
    permission: 'settings.manage',
    component: () => import('./StructuresSection.vue'),
  },
  {
    route: 'settings-closures',
    path: 'fermetures',
    label: 'Fermetures',
    permission: 'activities.write',
    component: () => import('./ClosuresSection.vue'),
  },
  {
    route: 'settings-staff',
    path: 'agents',
    label: 'Agents',
    permission: 'staff.manage',
    component: () => import('./StaffSection.vue'),
  },
  {
    route: 'settings-invoices',
    path: 'factures',
    label: 'Factures et paiement',
    permission: 'settings.manage',
    component: () => import('./InvoicesSection.vue'),
  },
  {
    route: 'settings-mail',
    path: 'e-mail',
    label: 'E-mail et portail',
    permission: 'settings.manage',
    component: () => import('./MailSection.vue'),
  },
  {
    route: 'settings-audit',
    path: 'journal',
    label: 'Journal',
    permission: 'audit.read',
    component: () => import('./AuditSection.vue'),
  },
]

export const routes: RouteRecordRaw[] = [
  {
    path: '/reglages',
    name: 'settings',
    component: () => import('./SettingsPage.vue'),
    meta: { title: 'Réglages', permission: 'activities.write' },
    children: settingsSections.map(({ route, path, label, permission, component }) => ({
      path,
      name: route,
      component,
      meta: { title: `Réglages : ${label}`, permission },
    })),
  },
]

export const nav: NavEntry[] = [
  { route: 'settings', label: 'Réglages', icon: 'settings', order: 41, permission: 'activities.write' },
]
