import { createTransport, type Transporter } from 'nodemailer'
import { refuse } from '../../../src-shared/errors'
import type { Cipher } from '../../kernel/cipher'
import type { ManualCtx } from '../../kernel/context'
import { readTown, type Town } from './town'

/** Where the sealed password stands, for the cipher. */
export const mailPasswordPlace = 'town.mail.password/1'

const timeoutMs = 20_000

/** A connection to the town's mail server, or null when none is set. Close it after use. */
export function townMailTransport(town: Town, cipher: Cipher): Transporter | null {
  const { host, port, secure, user, passwordSealed, from } = town.settings.mail
  if (host === '' || from === '') return null
  return createTransport({
    host,
    port,
    secure,
    auth: user === '' ? undefined : { user, pass: cipher.open(passwordSealed, mailPasswordPlace) },
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  })
}

/** The sender of every message: the town's name and its address. */
export function townSender(town: Town): { name: string; address: string } {
  return { name: town.name, address: town.settings.mail.from }
}

/** Sends one message at once, outside any transaction, and says what became of it. */
export async function sendTestMail(ctx: ManualCtx, to: string): Promise<{ sent: boolean; reason: string }> {
  const town = await ctx.read((unit) => readTown(unit))
  const transport = townMailTransport(town, ctx.services.cipher)
  if (!transport) return refuse('mail.not-configured')
  try {
    await transport.sendMail({
      from: townSender(town),
      to,
      subject: `Message d’essai de ${town.name}`,
      text: `Ce message confirme que Ribambelle sait envoyer les e-mails de ${town.name}.\n`,
    })
    return { sent: true, reason: '' }
  } catch (error) {
    // What the server answered is the very thing the administrator needs to read.
    return { sent: false, reason: describeMailError(error) }
  } finally {
    transport.close()
  }
}

const silent = 'le serveur ne répond pas à cette adresse et à ce port'
const unknownName = 'ce nom de serveur n’existe pas'

// The words of the system come first: behind them the library says ESOCKET for everything.
const sentences: readonly [RegExp, string][] = [
  [/ENOTFOUND|EAI_AGAIN|EDNS/, unknownName],
  [/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ECONNECTION/, silent],
  [/ETIMEDOUT|timeout/i, 'le serveur met trop de temps à répondre'],
  [/EAUTH/, 'le serveur refuse l’identifiant ou le mot de passe'],
  [/EENVELOPE/, 'le serveur refuse l’expéditeur ou le destinataire'],
  [/ESOCKET|ETLS|SSL/, 'la connexion chiffrée n’a pas pu s’établir'],
]

/** In the administrator's words, then in the server's own. */
export function describeMailError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const told = `${String(Reflect.get(error, 'code') ?? '')} ${error.message}`
  const plain = sentences.find(([sign]) => sign.test(told))?.[1]
  return plain ? `${plain} (${error.message})` : error.message
}
