import { createTransport } from 'nodemailer'
import type { TownSettings } from '../../../src-shared/contract/settings'

export interface Mail {
  messageId: string
  from: { name: string; address: string }
  to: string
  subject: string
  text: string
}

/** The way out of e-mails; `close` lets its connections go. */
export interface MailTransport {
  send(mail: Mail): Promise<void>
  close(): void
}

export type MailServer = Pick<TownSettings['mail'], 'host' | 'port' | 'secure' | 'user'> & { password: string }

const waitMs = 20_000

/** A few connections, kept while there is mail to send. */
export function smtpTransport({ host, port, secure, user, password }: MailServer): MailTransport {
  const transporter = createTransport({
    pool: true,
    maxConnections: 3,
    host,
    port,
    secure,
    ...(user === '' ? {} : { auth: { user, pass: password } }),
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    // A message is text of ours: nothing in it may make the server read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async (mail) => {
      await transporter.sendMail(mail)
    },
    close: () => transporter.close(),
  }
}

interface SmtpError {
  code?: string
  responseCode?: number
  response?: string
  message?: string
}

/** What a failure means: the sentence that staff read, and whether trying again can help. */
export function readSmtpError(
  error: unknown,
  { host, port }: { host: string; port: number },
): { reason: string; isFinal: boolean } {
  const { code = '', responseCode = 0, response = '', message = '' } = error as SmtpError
  const said = response === '' ? message : response
  if (code === 'EENVELOPE' && responseCode >= 500)
    return { reason: `Adresse refusée par le serveur\u00A0: ${said}`, isFinal: true }
  if (code === 'EAUTH')
    return { reason: `Identifiant ou mot de passe refusé par ${host}\u00A0: ${said}`, isFinal: false }
  if (['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'ECONNREFUSED', 'ENOTFOUND'].includes(code)) {
    return { reason: `Le serveur d’envoi ${host}, port ${port}, ne répond pas.`, isFinal: false }
  }
  return {
    reason: `Le serveur d’envoi a refusé le message\u00A0: ${said}`,
    isFinal: responseCode >= 500 && responseCode !== 0 && code === 'EMESSAGE',
  }
}
