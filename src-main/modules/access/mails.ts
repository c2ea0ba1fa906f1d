import { formatInstant } from '../../../src-shared/format/date'
import { formatPhone } from '../../../src-shared/format/phone'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import { queueEmail } from '../messaging'
import type { Town } from '../organisation'

/** The e-mails of the accounts. Each says who writes, what to do, until when, and what to do if one did not ask. */

interface Letter {
  key: string
  kind: string
  familyId: number | null
  to: string
  subject: string
  lines: string[]
  sendAfter?: Instant
}

async function send(ctx: Ctx, town: Town, { key, kind, familyId, to, subject, lines, sendAfter }: Letter) {
  const text = ['Bonjour,', ...lines, signature(town)].join('\n\n')
  await queueEmail(ctx, { dedupeKey: key, kind, familyId, to, subject, text, ...(sendAfter ? { sendAfter } : {}) })
}

function signature(town: Town): string {
  const reach = [town.phone && formatPhone(town.phone), town.email].filter(Boolean).join(' · ')
  return reach === '' ? town.name : `${town.name}\n${reach}`
}

interface LinkMail {
  town: Town
  key: string
  familyId: number | null
  to: string
  login: string
  link: string
  expiresAt: Instant
}

const once = (expiresAt: Instant) => `Ce lien sert une seule fois, jusqu’au ${formatInstant(expiresAt)}.`

/** K07: the account is open, its owner chooses a password. */
export function mailInvite(ctx: Ctx, { town, key, familyId, to, login, link, expiresAt }: LinkMail): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'account-created', familyId, to },
    subject: 'Votre accès au portail famille',
    lines: [
      'Votre compte sur le portail famille est créé. Vous pourrez y réserver, prévenir d’une absence, suivre vos demandes et payer.',
      `Votre identifiant\u00A0: ${login}\nVotre adresse e-mail convient aussi.`,
      `Ouvrez le portail et choisissez votre mot de passe\u00A0:\n${link}`,
      `${once(expiresAt)} Ne le transmettez à personne\u00A0: aucun agent ne vous le demandera.`,
    ],
  })
}

/** K09: a new password, asked on the portal or by an agent. */
export function mailReset(ctx: Ctx, { town, key, familyId, to, login, link, expiresAt }: LinkMail): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'password-reset', familyId, to },
    subject: 'Un nouveau mot de passe pour le portail famille',
    lines: [
      `Ce lien vous ouvre un accès temporaire au portail famille, le temps de choisir un nouveau mot de passe\u00A0:\n${link}`,
      `Votre identifiant\u00A0: ${login}`,
      once(expiresAt),
      'Vous n’avez rien demandé\u00A0? Ne faites rien\u00A0: votre mot de passe actuel reste valable.',
    ],
  })
}

/** K08: the structure validated the registration. */
export function mailValidated(ctx: Ctx, mail: LinkMail & { sendAfter: Instant }): Promise<void> {
  const { town, key, familyId, to, login, link, expiresAt, sendAfter } = mail
  return send(ctx, town, {
    ...{ key, kind: 'registration-validated', familyId, to, sendAfter },
    subject: 'Votre inscription est validée\u00A0: terminez-la',
    lines: [
      'Votre demande de compte est validée.',
      `Choisissez votre mot de passe et complétez les derniers renseignements\u00A0:\n${link}`,
      `Votre identifiant\u00A0: ${login}\nVotre adresse e-mail convient aussi.`,
      once(expiresAt),
    ],
  })
}

export function mailRefused(
  ctx: Ctx,
  { town, key, to, reason, sendAfter }: { town: Town; key: string; to: string; reason: string; sendAfter: Instant },
): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'registration-refused', familyId: null, to, sendAfter },
    subject: 'Votre demande de compte n’est pas acceptée',
    lines: [
      'Votre demande de compte sur le portail famille n’a pas été acceptée.',
      `Motif\u00A0: ${reason}`,
      'Pour toute question, répondez au guichet\u00A0: ses coordonnées sont ci-dessous.',
    ],
  })
}

export function mailProof(
  ctx: Ctx,
  { town, key, to, link, expiresAt }: { town: Town; key: string; to: string; link: string; expiresAt: Instant },
): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'registration-proof', familyId: null, to },
    subject: 'Confirmez votre adresse e-mail',
    lines: [
      'Vous demandez un compte sur le portail famille. Confirmez que cette adresse est la vôtre\u00A0:',
      link,
      `${once(expiresAt)} Votre demande sera ensuite examinée par un agent, et vous recevrez sa réponse ici.`,
      'Vous n’avez rien demandé\u00A0? Ne faites rien\u00A0: aucun compte ne sera créé.',
    ],
  })
}

/** Somebody asked for an account with an address that has one: told in the mailbox, never on the screen. */
export function mailKnownAlready(
  ctx: Ctx,
  { town, key, familyId, to, login, link, expiresAt }: LinkMail,
): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'registration-known', familyId, to },
    subject: 'Vous avez déjà un compte',
    lines: [
      'Une demande de compte vient d’être faite avec cette adresse, qui a déjà un compte sur le portail famille.',
      `Votre identifiant\u00A0: ${login}`,
      `Mot de passe oublié\u00A0? Choisissez-en un autre\u00A0:\n${link}`,
      once(expiresAt),
      'Vous n’avez rien demandé\u00A0? Ne faites rien\u00A0: votre mot de passe actuel reste valable.',
    ],
  })
}

interface EmailMail {
  town: Town
  key: string
  familyId: number | null
  from: string
  next: string
  link: string
  expiresAt: Instant
}

/** To the address that is left: the change waits for its yes. */
export function mailOldAddress(
  ctx: Ctx,
  { town, key, familyId, from, next, link, expiresAt }: EmailMail,
): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'email-change', familyId, to: from },
    subject: 'Autorisez le changement de votre adresse e-mail',
    lines: [
      `Vous demandez à remplacer cette adresse par ${next} sur le portail famille. Autorisez ce changement\u00A0:\n${link}`,
      once(expiresAt),
      'Vous n’avez rien demandé\u00A0? Ne cliquez pas, changez votre mot de passe et prévenez le guichet.',
    ],
  })
}

export function mailNewAddress(
  ctx: Ctx,
  { town, key, familyId, from, next, link, expiresAt }: EmailMail,
): Promise<void> {
  const also = from === '' ? '' : ` Un message à ${from} demande aussi votre accord.`
  return send(ctx, town, {
    ...{ key, kind: 'email-change', familyId, to: next },
    subject: 'Confirmez votre nouvelle adresse e-mail',
    lines: [
      `Vous demandez à recevoir ici les messages du portail famille. Confirmez que cette adresse est la vôtre\u00A0:\n${link}`,
      `${once(expiresAt)}${also}`,
      'Vous n’avez rien demandé\u00A0? Ne faites rien.',
    ],
  })
}

/** After the change, to the former address: a theft does not pass unseen. */
export function mailChanged(
  ctx: Ctx,
  { town, key, familyId, to, next }: { town: Town; key: string; familyId: number | null; to: string; next: string },
): Promise<void> {
  return send(ctx, town, {
    ...{ key, kind: 'email-change', familyId, to },
    subject: 'Votre adresse e-mail a changé',
    lines: [
      `L’adresse de votre compte sur le portail famille est maintenant ${next}.`,
      'Si ce n’est pas vous, prévenez le guichet sans attendre.',
    ],
  })
}
