import type { accessContract } from '../../../src-shared/contract/portal/access'
import { viewKey } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import type { ParentActor } from '../../kernel/actor'
import type { ManualCtx, ParentCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { resetMinutes } from '../access'
import { emailPurposes, emailWaitingFor, findLink, hashToken } from '../accounts'
import { changePassword, choosePassword, requirePassword } from './access-password'
import { accessRules } from './access-secrets'
import { limitRate } from './rate-limit'
import type { PortalShape } from './shape'
import { deleteOtherSessions, deleteSessionOf, findAccount, sessionsOf } from './store-session'

const formsPerAddress = { count: 40, minutes: 10 }
const mailsPerName = { count: 5, minutes: 60 }
const done = { done: true } as const

/** A parent's own access, whatever stands behind: the office's data, or a hosted portal's copies. */
export function createAccessHandlers(shape: PortalShape): Handlers<typeof accessContract, ParentActor> {
  const { views } = shape
  return {
    'access.forgotten': async (ctx, { login }) => {
      await limitForms(ctx)
      await ctx.write(async (unit) => {
        await limitRate(unit, `forgotten/${hashToken(login)}`, mailsPerName)
        await shape.act(unit, { act: 'forgotten', login })
      })
      return { ...done, minutes: resetMinutes }
    },
    'access.readLink': async (ctx, { token }) => {
      const link = await findLink(ctx, hashToken(token), ['invite', 'reset', ...emailPurposes])
      if (!link || link.login === null || link.purpose === 'letter' || link.purpose === 'registration') {
        return refuse('access.link-invalid')
      }
      const { purpose, login, email, expiresAt } = link
      return { purpose, login, email, expiresAt }
    },
    'access.choosePassword': (ctx, input) => choosePassword(ctx, shape, input),
    'access.changePassword': (ctx, input) => changePassword(ctx, shape, input),
    'access.account': (ctx) => readAccount(ctx),
    'access.endSessions': endSessions,
    'access.askEmail': async (ctx, { email, password }) => {
      const { accountId } = ctx.actor
      const account = (await ctx.read(({ db }) => findAccount(db, accountId))) ?? refuse('session.missing')
      await requirePassword(ctx, shape, account, password, 'password')
      if (account.email === email) refuse('access.same-email', { fields: { email: 'C’est déjà votre adresse.' } })
      await ctx.write(async (unit) => {
        await limitRate(unit, `email/${accountId}`, mailsPerName)
        await shape.act(unit, { act: 'ask-email', accountId, email })
      })
      return done
    },
    'access.cancelEmail': async (ctx) => {
      await shape.act(ctx, { act: 'cancel-email', accountId: ctx.actor.accountId })
      return done
    },
    'access.confirmEmail': async (ctx, { token }) => {
      await limitForms(ctx)
      const tokenHash = hashToken(token)
      return ctx.write(async (unit) => {
        const link = await findLink(unit, tokenHash, emailPurposes)
        if (!link?.accountId) return refuse('access.link-invalid')
        await shape.act(unit, { act: 'confirm-email', tokenHash })
        return { waitingFor: await emailWaitingFor(unit, link.accountId) }
      })
    },
    'access.register': async (ctx, form) => {
      await limitForms(ctx)
      await ctx.write(async (unit) => {
        if (!(await accessRules(unit, views)).selfRegistration) refuse('access.registration-closed')
        await limitRate(unit, `register/${hashToken(form.email)}`, mailsPerName)
        await shape.act(unit, { act: 'register', form })
      })
      return done
    },
    'access.proveEmail': async (ctx, { token }) => {
      await limitForms(ctx)
      await ctx.write((unit) => shape.act(unit, { act: 'prove', tokenHash: hashToken(token), at: unit.now }))
      return { status: shape.isHosted ? 'sent' : 'awaiting' }
    },
    'access.completion': (ctx) => readCompletion(ctx, shape),
    'access.complete': async (ctx, form) => {
      await shape.act(ctx, { act: 'complete', accountId: ctx.actor.accountId, form })
      return done
    },
    'access.welcomed': async (ctx) => {
      await shape.act(ctx, { act: 'welcomed', accountId: ctx.actor.accountId, at: ctx.now })
      return done
    },
  }
}

/** Forms that anybody may send, counted in their own transaction: a refused one counts too. */
const limitForms = (ctx: ManualCtx) =>
  ctx.write((unit) => limitRate(unit, `access-form/${ctx.caller.address}`, formsPerAddress))

async function readAccount(ctx: ParentCtx) {
  const { accountId, sessionHash } = ctx.actor
  const account = (await findAccount(ctx.db, accountId)) ?? refuse('session.missing')
  const sessions = await sessionsOf(ctx.db, accountId, ctx.now)
  const { login, email, pendingEmail } = account
  return {
    ...{ login, email, pendingEmail },
    waitingFor: pendingEmail === '' ? [] : await emailWaitingFor(ctx, accountId),
    sessions: sessions.map(({ tokenHash, createdAt, userAgent }) => {
      return { key: tokenHash, openedAt: createdAt, userAgent, current: tokenHash === sessionHash }
    }),
  }
}

async function endSessions(ctx: ManualCtx<ParentActor>, { key }: { key: string | null }): Promise<{ ended: number }> {
  const { accountId } = ctx.actor
  const own = hashToken(ctx.caller.sessionToken ?? '')
  if (key === own) refuse('record.not-found')
  const ended = await ctx.write(({ db }) =>
    key === null ? deleteOtherSessions(db, accountId, own) : deleteSessionOf(db, accountId, key),
  )
  return { ended }
}

/** What the second step shows: what the office knows, and the empty lines that are left. */
async function readCompletion(ctx: ParentCtx, { views }: PortalShape) {
  const account = (await findAccount(ctx.db, ctx.actor.accountId)) ?? refuse('session.missing')
  const [family] = await views.get(ctx, viewKey.family(ctx.actor.familyId))
  const person = family?.guardians.find(({ personId }) => personId === ctx.actor.personId)
  if (!family || !person) return refuse('record.not-found')
  return {
    firstName: person.firstName,
    lastName: person.lastName,
    email: account.email,
    known: {
      birthDate: person.birthDate,
      birthName: person.birthName,
      mobile: person.mobile,
      acceptsEmail: person.acceptsEmail,
      acceptsSms: person.acceptsSms,
      invoiceDelivery: family.invoiceDelivery,
    },
    children: family.children.map(({ firstName, lastName, birthDate }) => ({ firstName, lastName, birthDate })),
  }
}
