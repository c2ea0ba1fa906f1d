import { createTransport } from 'nodemailer'
import type { TownSettings } from '../../../src-shared/contract/settings'
import { describeMailError } from '../organisation'

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

/** What a failure means: the sentence that staff read, and whether trying again can help. */
export function readMailError(error: unknown): { reason: string; isFinal: boolean } {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : ''
  const answer: unknown = error instanceof Error ? Reflect.get(error, 'responseCode') : 0
  const isFinal = (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof answer === 'number' && answer >= 500
  const text = describeMailError(error)
  return { reason: `${text.charAt(0).toUpperCase()}${text.slice(1)}`, isFinal }
}
