import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, instant, optional, initially } = column

export const StaffTable = table(
  'staff',
  {
    id: id(),
    email: text(),
    firstName: text(),
    lastName: text(),
    role: text(),
    /** Empty until an invitation is accepted: nobody signs in with it. */
    passwordHash: text(),
    /** Secret of the second factor, sealed; empty = none. */
    totpSealed: initially(text(), ''),
    /** One that was shown and not proved yet, sealed. */
    totpPendingSealed: initially(text(), ''),
    totpSince: optional(instant()),
    /** The thirty seconds of the last code used: none serves twice. */
    totpLastStep: initially(int(), 0),
    disabled: bool(),
    failedCount: int(),
    lockedUntil: optional(instant()),
    lastSignInAt: optional(instant()),
    createdAt: instant(),
    version: int(),
  },
  { unique: [['email']] },
)
export type StaffRow = RowOf<typeof StaffTable>

/** No row for a staff member = every structure. */
export const StaffStructureTable = table(
  'staff_structure',
  { id: id(), staffId: int(), structureId: int() },
  { unique: [['staffId', 'structureId']], references: { staffId: 'staff', structureId: 'structure' } },
)

/** A session holds the hash of its token only. */
export const StaffSessionTable = table(
  'staff_session',
  {
    tokenHash: column.textKey(),
    staffId: int(),
    createdAt: instant(),
    expiresAt: instant(),
    userAgent: text(),
  },
  { index: [['staffId'], ['expiresAt']], references: { staffId: 'staff' } },
)

/** Codes kept on paper for the day a telephone is lost. Only their hash is kept, and each serves once. */
export const StaffRecoveryCodeTable = table(
  'staff_recovery_code',
  { codeHash: column.textKey(), staffId: int(), createdAt: instant(), usedAt: optional(instant()) },
  { index: [['staffId']], references: { staffId: 'staff' } },
)

/** A link that lets a member of the staff choose a password, once. Only its hash is kept. */
export const StaffInvitationTable = table(
  'staff_invitation',
  {
    tokenHash: column.textKey(),
    staffId: int(),
    createdAt: instant(),
    createdBy: text(),
    expiresAt: instant(),
    usedAt: optional(instant()),
  },
  { index: [['staffId']], references: { staffId: 'staff' } },
)

/** A parent's access; one per guardian. On a hosted portal `personId` and `familyIds` come from the desk's views. */
export const PortalAccountTable = table(
  'portal_account',
  {
    id: column.key(),
    personId: int(),
    login: text(),
    email: text(),
    displayName: text(),
    passwordHash: text(),
    /** JSON list of the families this account opens; the first is shown at sign-in. */
    familyIds: column.json(),
    disabled: bool(),
    /** Set with a provisional password: nothing opens before the person has chosen their own. */
    mustChangePassword: bool(),
    /** Until when a provisional password is accepted; null = it is the person's own. */
    temporaryUntil: optional(instant()),
    /** An address asked for, until both mailboxes have said yes; empty = none. */
    pendingEmail: text(),
    /** 'completion' while the second step of a registration is still to fill in. */
    step: text<'' | 'completion'>(),
    /** When the person was welcomed on the home page; null = not yet. */
    welcomedAt: optional(instant()),
    createdAt: optional(instant()),
    createdBy: text(),
    failedCount: int(),
    lockedUntil: optional(instant()),
    lastSignInAt: optional(instant()),
    version: int(),
  },
  { unique: [['login']], index: [['personId'], ['email']] },
)
export type PortalAccountRow = RowOf<typeof PortalAccountTable>

export const PortalSessionTable = table(
  'portal_session',
  {
    tokenHash: column.textKey(),
    accountId: int(),
    familyId: int(),
    createdAt: instant(),
    expiresAt: instant(),
    userAgent: text(),
  },
  { index: [['accountId'], ['expiresAt']], references: { accountId: 'portal_account' } },
)

export type AccessPurpose = 'invite' | 'letter' | 'reset' | 'email-old' | 'email-new' | 'registration'

/** A link or a code that opens one thing once. Only its hash is kept. */
export const AccessTokenTable = table(
  'access_token',
  {
    tokenHash: column.textKey(),
    purpose: text<AccessPurpose>(),
    accountId: optional(int()),
    registrationId: optional(text()),
    /** The new address, of an `email-…` token. */
    email: text(),
    /** The e-mail that carries it (`outbox_message.dedupe_key`), so that its delivery can be told. */
    mailKey: text(),
    createdAt: instant(),
    createdBy: text(),
    expiresAt: instant(),
    usedAt: optional(instant()),
  },
  { index: [['accountId'], ['registrationId'], ['expiresAt']], references: { accountId: 'portal_account' } },
)
export type AccessTokenRow = RowOf<typeof AccessTokenTable>

export type RegistrationStatus = 'to-prove' | 'awaiting' | 'validated' | 'refused' | 'completed'

/** What a parent whom the town does not know wrote to ask for an account. */
export const RegistrationTable = table(
  'registration',
  {
    id: column.uuid(),
    status: text<RegistrationStatus>(),
    civility: text<'M' | 'Mme' | ''>(),
    firstName: text(),
    lastName: text(),
    birthDate: optional(column.date()),
    email: text(),
    phone: text(),
    addressLine1: text(),
    addressLine2: text(),
    postalCode: text(),
    city: text(),
    /** JSON list of { firstName, lastName, birthDate }. */
    children: column.json(),
    message: text(),
    createdAt: instant(),
    provenAt: optional(instant()),
    decidedAt: optional(instant()),
    decidedBy: text(),
    reason: text(),
    /** Where the validation leads: the family and the adult that the agent recognised, or those created. */
    familyId: optional(int()),
    personId: optional(int()),
    accountId: optional(int()),
    version: int(),
  },
  { index: [['status', 'createdAt'], ['email']] },
)
export type RegistrationRow = RowOf<typeof RegistrationTable>

/** Counters of attempts, in the database so that several processes share them. */
export const RateLimitTable = table('rate_limit', {
  bucket: column.textKey(),
  windowStart: instant(),
  count: int(),
})

/** An identity that another service vouches for (FranceConnect), bound to one account. `sub` means nothing elsewhere. */
export const IdentityLinkTable = table(
  'identity_link',
  {
    id: id(),
    provider: text<'franceconnect'>(),
    sub: text(),
    /** Null while an agent has not said whose it is. */
    accountId: optional(int()),
    status: text<'pending' | 'linked' | 'refused'>(),
    /** The pivot identity as it was received, sealed: what an agent compares. */
    claimsSealed: text(),
    askedAt: instant(),
    decidedAt: optional(instant()),
    /** The agent, or '' where a code from the town confirmed it. */
    decidedBy: text(),
    lastUsedAt: optional(instant()),
  },
  { unique: [['provider', 'sub']], index: [['accountId'], ['status']], references: { accountId: 'portal_account' } },
)
export type IdentityLinkRow = RowOf<typeof IdentityLinkTable>

/** A round trip to the identity provider: begun in one browser, ended in the same one, once. */
export const IdentityAttemptTable = table(
  'identity_attempt',
  {
    stateHash: column.textKey(),
    /** Of a cookie of this browser. */
    browserHash: text(),
    /** Nonce and code verifier, then what came back, sealed. */
    secretSealed: text(),
    step: text<'gone' | 'back' | 'done'>(),
    createdAt: instant(),
    expiresAt: instant(),
  },
  { index: [['expiresAt']] },
)

/** What the provider needs to end its own session with ours. */
export const IdentitySessionTable = table(
  'identity_session',
  { tokenHash: column.textKey(), idTokenSealed: text(), createdAt: instant() },
  { index: [['createdAt']] },
)
