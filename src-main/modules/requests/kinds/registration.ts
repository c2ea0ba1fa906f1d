import { formatDateOfYear } from '../../../../src-shared/format/date'
import { formatPhone } from '../../../../src-shared/format/phone'
import { refuse } from '../../../../src-shared/errors'
import { addMinutesToInstant } from '../../../../src-shared/kernel/instant'
import type { DecisionChoice } from '../../../../src-shared/contract/staff/requests'
import type { Ctx } from '../../../kernel/context'
import {
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
} from '../../access'
import type { RequestKindModule } from './kind'

/** Somebody whom the town does not know asks for an account: a new family, or one that an agent recognises. */
export interface RegistrationAsked {
  registrationId: string
}

/** The e-mail of a decision leaves when it can no longer be taken back. */
const sendAfter = (ctx: Ctx) => addMinutesToInstant(ctx.now, 1)

const reasonWords: Record<CandidateReason, string> = {
  'name-and-birth': 'mêmes nom et date de naissance',
  email: 'même e-mail',
  child: 'un même enfant',
  phone: 'même téléphone',
  name: 'même nom',
}

const why = ({ reasons }: Candidate) => reasons.map((reason) => reasonWords[reason]).join(', ')
const labelOf = ({ name, number, city }: Candidate) => `${name}, n°\u00A0${number}${city === '' ? '' : `, ${city}`}`

function choicesOf(candidates: readonly Candidate[], asked: Registration): DecisionChoice[] {
  const known = candidates
    .filter(({ archived }) => !archived)
    .flatMap((candidate): DecisionChoice[] => {
      const { familyId, same, children } = candidate
      const detail = [why(candidate), children.length > 0 ? `enfants\u00A0: ${children.join(', ')}` : '']
      const inFamily = {
        key: choiceKey(familyId, null),
        label: `Ajouter à la famille ${labelOf(candidate)}`,
        detail: detail.filter(Boolean).join('\u00A0; '),
      }
      if (!same || same.hasAccount) return [inFamily]
      const asAdult = {
        key: choiceKey(familyId, same.personId),
        label: `C’est ${same.name}, famille ${labelOf(candidate)}`,
        detail: inFamily.detail,
      }
      return [asAdult, inFamily]
    })
  const detail = `${asked.lastName}, ${asked.postalCode} ${asked.city}`
  // Nobody resembles: there is nothing to choose, a family is created.
  if (candidates.length === 0) return []
  return [...known, { key: choiceKey(null, null), label: 'Créer une famille', detail }]
}

function rowsOf(asked: Registration) {
  const children = asked.children.map(
    ({ firstName, lastName, birthDate }) => `${firstName} ${lastName}, ${formatDateOfYear(birthDate)}`,
  )
  const values: [string, string, string][] = [
    ['name', 'Nom', [asked.civility, asked.firstName, asked.lastName].filter(Boolean).join(' ')],
    ['birthDate', 'Date de naissance', asked.birthDate === null ? '' : formatDateOfYear(asked.birthDate)],
    ['email', 'E-mail, confirmé', asked.email],
    ['phone', 'Téléphone', formatPhone(asked.phone)],
    ['address', 'Adresse', [asked.addressLine1, asked.addressLine2].filter(Boolean).join(', ')],
    ['city', 'Commune', `${asked.postalCode} ${asked.city}`],
    ['children', 'Enfants', children.join('\n')],
    ['message', 'Message', asked.message],
  ]
  return values.filter(([, , after]) => after !== '')
}

export const registrationKind: RequestKindModule<RegistrationAsked> = {
  kind: 'registration',
  name: async (ctx, { payload }) => {
    const { firstName, lastName } = await readRegistration(ctx, payload.registrationId)
    return { topic: 'registration', personId: null, title: 'Création de compte', about: `${firstName} ${lastName}` }
  },
  describe: async (ctx, { payload, status }) => {
    const asked = await readRegistration(ctx, payload.registrationId)
    const candidates = status === 'pending' ? await findCandidates(ctx, asked) : []
    const taken = candidates.filter(({ same }) => same?.hasAccount)
    return {
      rows: rowsOf(asked).map(([key, label, after]) => {
        return {
          key,
          label,
          before: '',
          after,
          current: '',
          conflict: false,
          same: false,
          hidden: false,
          result: 'waiting',
        }
      }),
      choices: status === 'pending' ? choicesOf(candidates, asked) : [],
      related: candidates.map((candidate) => ({
        label: labelOf(candidate),
        detail: candidate.archived ? `${why(candidate)}\u00A0; famille archivée` : why(candidate),
        path: `/familles/${candidate.familyId}`,
      })),
      effectText:
        candidates.length > 0
          ? 'Le compte s’ouvre dans la famille que vous choisissez\u00A0; la personne reçoit un e-mail pour terminer.'
          : 'Une famille et son compte sont créés\u00A0; la personne reçoit un e-mail pour terminer.',
      warnings: taken.map(
        (candidate) => `${candidate.same?.name ?? ''} a déjà un compte dans la famille ${labelOf(candidate)}.`,
      ),
      mayAcceptPart: false,
      mayAskMore: false,
    }
  },
  view: async (ctx, { payload }) => {
    const asked = await readRegistration(ctx, payload.registrationId)
    return {
      values: rowsOf(asked).map(([key, label, after]) => ({ key, label, before: '', after, result: 'waiting' })),
      message: asked.message,
      attachments: [],
    }
  },
  apply: async (ctx, { payload }, { choice }): Promise<RegistrationTrace> => {
    const asked = await readRegistration(ctx, payload.registrationId)
    // Several families look alike: which one is the agent's to say, never a default.
    const isAlone = (await findCandidates(ctx, asked)).length === 0
    const chosen = choice ?? (isAlone ? choiceKey(null, null) : refuse('request.choice-missing'))
    return acceptRegistration(ctx, payload.registrationId, { choice: chosen, sendAfter: sendAfter(ctx) })
  },
  close: async (ctx, { payload }, status, reason) => {
    if (status === 'refused') {
      await refuseRegistration(ctx, payload.registrationId, { reason, sendAfter: sendAfter(ctx) })
    }
    return null
  },
  undo: (ctx, { payload }, data) =>
    undoRegistration(ctx, payload.registrationId, data === null ? null : (data as RegistrationTrace)),
  // Its e-mails are its own: they carry the link, or the reason.
  tell: () => Promise.resolve(),
}
