import type { RegistrationPayload } from '../../../../src-shared/contract/registration'
import { refuse } from '../../../../src-shared/errors'
import { plural } from '../../../../src-shared/format/text'
import { confirmReceipt, receiveFile } from '../../registration'
import { familyOf } from '../record'
import { askedRows, askedValues, type AskedLine } from './asked-rows'
import type { RequestKindModule } from './kind'

const linesOf = ({ schoolYear, confirmations, submitted }: RegistrationPayload): AskedLine[] => [
  { key: 'year', label: 'Année scolaire', value: schoolYear },
  {
    key: 'confirmations',
    label: 'Relu sans changement',
    value: confirmations.length === 0 ? '' : plural(confirmations.length, 'partie', 'parties'),
  },
  { key: 'submitted', label: 'Envoyé', value: submitted ? 'oui' : '' },
]

/** Nothing to decide: what the family read again is written down as it arrives. */
export const yearlyFileKind: RequestKindModule<RegistrationPayload> = {
  kind: 'yearly-file',
  name: async (_ctx, { familyId, payload }) => {
    if (familyId === null) refuse('record.not-found')
    const title = payload.submitted
      ? `Dossier d’inscription ${payload.schoolYear} envoyé`
      : `Dossier d’inscription ${payload.schoolYear} relu`
    return Promise.resolve({ topic: 'enrolments', personId: null, title, about: '' })
  },
  isAutomatic: () => Promise.resolve(true),
  describe: (_ctx, record) =>
    Promise.resolve({
      rows: askedRows(record, linesOf(record.payload)),
      effectText: 'Le dossier d’inscription de l’année est à jour.',
    }),
  view: (_ctx, record) =>
    Promise.resolve({ values: askedValues(record, linesOf(record.payload)), message: '', attachments: [] }),
  apply: async (ctx, record) => {
    const { payload, submittedAt: at, authorName: by } = record
    await receiveFile(ctx, { familyId: familyOf(record), payload, at, by })
    return null
  },
  // A part read again asks for no e-mail; the file sent does.
  tell: async (ctx, record, dedupeKey) => {
    if (record.payload.submitted) await confirmReceipt(ctx, familyOf(record), { dedupeKey, at: record.submittedAt })
  },
  // Accepted by rule: there is no decision of an agent to take back.
  undo: () => refuse('request.undo-impossible'),
}
