import type { portalAccountsContract } from '../../../src-shared/contract/staff/portal-accounts'
import type { StaffActor } from '../../kernel/actor'
import type { Handlers } from '../../kernel/dispatcher'
import type { JobDefinition } from '../../kernel/jobs'
import { accessLetter } from './letter'
import { forgetUnproven } from './registrations'
import {
  accountsOfFamily,
  changeAccountEmail,
  createAccount,
  endAccountSessions,
  forgotten,
  provisionalPassword,
  requireAccount,
  sendLink,
  setAccountDisabled,
} from './service'

export { applyAccessAct } from './acts'
export {
  bindIdentity,
  findIdentity,
  identityLinksHandlers,
  keepPendingIdentity,
  type ProvenIdentity,
} from './identity-links'
export { codeSecret, resetMinutes } from './links'
export {
  acceptRegistration,
  choiceKey,
  findCandidates,
  readRegistration,
  refuseRegistration,
  undoRegistration,
  type Candidate,
  type CandidateReason,
  type Registration,
  type RegistrationTrace,
} from './registrations'

const done = { done: true } as const

export const portalAccountsHandlers: Handlers<typeof portalAccountsContract, StaffActor> = {
  'portalAccounts.ofFamily': (ctx, { familyId }) => accountsOfFamily(ctx, familyId),
  'portalAccounts.create': async (ctx, input) => {
    const { id, login } = await createAccount(ctx, input)
    return { id, login }
  },
  'portalAccounts.sendLink': async (ctx, { familyId, accountId }) =>
    sendLink(ctx, familyId, await requireAccount(ctx, familyId, accountId)),
  'portalAccounts.letter': (ctx, input) => accessLetter(ctx, input),
  'portalAccounts.provisionalPassword': (ctx, input) => provisionalPassword(ctx, input),
  'portalAccounts.setDisabled': async (ctx, input) => {
    await setAccountDisabled(ctx, input)
    return done
  },
  'portalAccounts.changeEmail': async (ctx, input) => {
    await changeAccountEmail(ctx, input)
    return done
  },
  'portalAccounts.endSessions': async (ctx, input) => ({ ended: await endAccountSessions(ctx, input) }),
}

export const forgottenJob = 'portal-access.forgotten'

/**
 * « Mot de passe oublié » is a job whatever the name: the screen answers after the same work for an account as for
 * nobody, and its time tells nothing.
 */
export const accessJobs: JobDefinition[] = [
  {
    kind: forgottenJob,
    step: async (ctx, params) => {
      await forgotten(ctx, (params as { login: string }).login)
      await forgetUnproven(ctx)
      return { progress: 1, total: 1, cursor: null, done: { result: null } }
    },
  },
]
