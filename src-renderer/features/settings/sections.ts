import type { Permission } from '../../../src-shared/permissions'

/** Sections of the settings, in the order of their list. */
export const settingsSections = [
  { route: 'settings-town', path: 'ville', label: 'Ville', permission: 'settings.manage' },
  { route: 'settings-structures', path: 'structures', label: 'Structures', permission: 'settings.manage' },
  { route: 'settings-closures', path: 'fermetures', label: 'Fermetures', permission: 'activities.write' },
  { route: 'settings-children', path: 'enfants', label: 'Enfants et école', permission: 'settings.manage' },
  { route: 'settings-file', path: 'dossier-famille', label: 'Dossier des familles', permission: 'settings.manage' },
  { route: 'settings-staff', path: 'agents', label: 'Agents', permission: 'staff.manage' },
  { route: 'settings-security', path: 'securite', label: 'Sécurité des comptes', permission: 'settings.manage' },
  { route: 'settings-invoices', path: 'factures', label: 'Factures et paiement', permission: 'settings.manage' },
  { route: 'settings-mail', path: 'e-mail', label: 'Envoi des e-mails', permission: 'settings.manage' },
  { route: 'settings-portal', path: 'portail', label: 'Portail et comptes', permission: 'settings.manage' },
  {
    route: 'settings-connections',
    path: 'services-de-l-etat',
    label: 'Services de l’État',
    permission: 'settings.manage',
  },
  { route: 'settings-audit', path: 'journal', label: 'Journal', permission: 'audit.read' },
] as const satisfies readonly { route: string; path: string; label: string; permission: Permission }[]

export type SettingsRoute = (typeof settingsSections)[number]['route']
