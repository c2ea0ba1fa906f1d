import { formatInstant, formatInstantShort } from '../../../../src-shared/format/date'
import type { PortalAccount, SentLink } from '../../../../src-shared/contract/staff/portal-accounts'

type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'info'

/** Where an account stands, in one word. */
export function accountState(account: PortalAccount): { label: string; tone: Tone } {
  if (account.disabled) return { label: 'Désactivé', tone: 'danger' }
  if (account.lockedUntil) return { label: 'Verrouillé', tone: 'warning' }
  if (account.mustChangePassword) return { label: 'Mot de passe provisoire', tone: 'warning' }
  if (account.active) return { label: 'Actif', tone: 'success' }
  return account.link && !account.link.expired && !account.link.usedAt
    ? { label: 'À activer', tone: 'info' }
    : { label: 'Jamais activé', tone: 'warning' }
}

const names: Record<SentLink['purpose'], string> = {
  invite: 'Lien d’activation',
  reset: 'Lien de nouveau mot de passe',
  letter: 'Courrier avec code',
}

// nobody was signed in, or the program answered for them
const byParent = new Set(['', 'Anonyme', 'Ribambelle'])

/** What was last sent, and what became of it. */
export function linkWords({ purpose, createdAt, createdBy, expiresAt, usedAt, expired, mail }: SentLink): string {
  const by = byParent.has(createdBy) ? 'demandé par le parent' : `par ${createdBy}`
  const made = `${names[purpose]} du ${formatInstantShort(createdAt)}, ${by}`
  const end = usedAt
    ? `utilisé ou remplacé le ${formatInstantShort(usedAt)}`
    : expired
      ? `périmé depuis le ${formatInstantShort(expiresAt)}`
      : `valable jusqu’au ${formatInstant(expiresAt)}`
  return `${made}\u00A0; ${[...(mail ? [mailWords(mail)] : []), end].join(', ')}.`
}

function mailWords(mail: NonNullable<SentLink['mail']>): string {
  if (mail.status === 'sent') return `remis à ${mail.to}`
  if (mail.status === 'failed') return `non remis à ${mail.to} (${mail.lastError})`
  return mail.lastError === '' ? `en cours d’envoi à ${mail.to}` : `envoi à ${mail.to} retardé (${mail.lastError})`
}

export const hasFailed = ({ mail }: SentLink) => mail?.status === 'failed'

/** Offers a PDF that was made for this click. */
export function savePdf(base64: string, fileName: string) {
  const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
