import { column, table } from '../../database/table'

const { id, int, bool, text, json, instant, optional } = column

/** The other side of the exchange. The desk keeps a token's hash; a hosted portal keeps the token sealed. */
export const SyncPeerTable = table('sync_peer', {
  id: id(),
  side: text<'desk' | 'portal'>(),
  name: text(),
  url: text(),
  tokenHash: text(),
  tokenSealed: text(),
  pairedAt: instant(),
  revokedAt: optional(instant()),
  lastSuccessAt: optional(instant()),
  lastError: text(),
})

export const PairingCodeTable = table('pairing_code', {
  codeHash: column.textKey(),
  expiresAt: instant(),
  usedAt: optional(instant()),
})

/** A view as last built (desk) or last received (hosted portal). `seq` orders changes for the cursor. */
export const SyncViewTable = table(
  'sync_view',
  { key: column.textKey(), hash: text(), body: json(), deleted: bool(), seq: int() },
  { index: [['seq']] },
)

/**
 * Views to build again, marked in the transaction that changed what they show. A line for each mark, never shared: whoever
 * builds takes away the marks that it sees, and one that is not committed yet stays for the next time.
 */
export const ViewDirtyTable = table('view_dirty', { id: id(), key: text() }, { index: [['key']] })

/** Cursors of the exchange, stored in the same transaction as the data that they cover. */
export const SyncCursorTable = table('sync_cursor', { name: column.textKey(), value: text() })

/** Facts and requests to send to the other side until acknowledged. */
export const SyncOutboxTable = table(
  'sync_outbox',
  {
    id: column.uuid(),
    kind: text(),
    familyId: int(),
    requestId: text(),
    body: json(),
    createdAt: instant(),
    acknowledgedAt: optional(instant()),
    /** Code of a refusal for good; empty when there is none. */
    refusal: text(),
    position: int(),
  },
  { index: [['acknowledgedAt'], ['familyId'], ['position']] },
)
