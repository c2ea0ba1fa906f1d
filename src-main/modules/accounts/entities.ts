import { column, table, type RowOf } from '../../database/table'

const { id, int, bool, text, instant, optional } = column

export const StaffTable = table(
  'staff',
  {
    id: id(),
    email: text(),
    firstName: text(),
    lastName: text(),
    role: text(),
    passwordHash: text(),
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
    failedCount: int(),
    lockedUntil: optional(instant()),
    lastSignInAt: optional(instant()),
    version: int(),
  },
  { unique: [['login']], index: [['personId']] },
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

/** Counters of attempts, in the database so that several processes share them. */
export const RateLimitTable = table('rate_limit', {
  bucket: column.textKey(),
  windowStart: instant(),
  count: int(),
})
