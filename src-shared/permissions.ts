/** Staff permissions; rights are permission × structure (domain.md §5). */
export const permissions = [
  'settings.manage',
  'staff.manage',
  'audit.read',
  'families.read',
  'families.write',
  'health.read',
  'health.write',
  'activities.read',
  'activities.write',
  'bookings.read',
  'bookings.write',
  'attendance.write',
  'requests.decide',
  'billing.read',
  'billing.write',
  'payments.read',
  'payments.write',
  'reports.read',
  'messages.read',
  'messages.write',
  'sync.manage',
] as const

export type Permission = (typeof permissions)[number]

export const roles = ['administrator', 'director', 'agent', 'cashier', 'animator'] as const
export type Role = (typeof roles)[number]

export const roleLabels: Record<Role, string> = {
  administrator: 'Administrateur',
  director: 'Direction',
  agent: 'Agent',
  cashier: 'Régie',
  animator: 'Animateur',
}

const agentPermissions: Permission[] = [
  'families.read',
  'families.write',
  'health.read',
  'health.write',
  'activities.read',
  'bookings.read',
  'bookings.write',
  'attendance.write',
  'requests.decide',
  'billing.read',
  'billing.write',
  'payments.read',
  'payments.write',
  'reports.read',
  'messages.read',
  'messages.write',
]

const directorPermissions: Permission[] = [...agentPermissions, 'activities.write', 'audit.read', 'staff.manage']

export const rolePermissions: Record<Role, readonly Permission[]> = {
  administrator: permissions,
  director: directorPermissions,
  agent: agentPermissions,
  cashier: ['families.read', 'billing.read', 'payments.read', 'payments.write', 'reports.read', 'messages.read'],
  animator: ['bookings.read', 'attendance.write', 'health.read', 'activities.read'],
}
