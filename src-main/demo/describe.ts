import { roleLabels } from '../../src-shared/permissions'
import { demoPassword, type DemoAccounts } from './accounts'

/** The accounts of the demonstration, for a terminal. */
export function describeAccounts({ staff, parents }: DemoAccounts): string {
  const staffLines = staff.map(({ role, email }) => `  ${roleLabels[role].padEnd(20)}${email}`)
  const parentLines = parents.map(({ login, family }) => `  ${family.padEnd(20)}${login}`)
  const lines = [
    '',
    `Ville de démonstration. Mot de passe de tous les comptes\u00A0: ${demoPassword}`,
    'Back-office',
    ...staffLines,
    'Portail famille',
    ...parentLines,
  ]
  return `${lines.join('\n')}\n`
}
