import { fileSubjectDefinitions } from '../../../../src-shared/contract/file/definitions'
import type { FilePayload } from '../../../../src-shared/contract/file/subjects'
import type { RequestTopic } from '../../../../src-shared/contract/requests'
import type { RequestDetail } from '../../../../src-shared/contract/staff/requests'
import type { Ctx } from '../../../kernel/context'
import { childrenOfFamily } from '../../children'
import { guardiansOf } from '../../families'
import { familyOf, type RequestRecord } from '../record'
import { similarChildren } from '../store-similar'
import type { Naming } from './kind'

const familyTopics: Partial<Record<FilePayload['subject'], RequestTopic>> = {
  tax: 'tax',
  caf: 'caf',
  bank: 'bank',
  'new-member': 'spouse',
}

const endings = { change: '', add: '\u00A0: ajout', remove: '\u00A0: retrait' }

/** How a change of the file is named in lists: its subject, and whom it is about. */
export async function nameFile(ctx: Ctx, familyId: number, payload: FilePayload): Promise<Naming> {
  const { subject, personId, action } = payload
  const { label, target, entries } = fileSubjectDefinitions[subject]
  const title = entries ? `${label}${endings[action]}` : label
  if (target === 'guardian') {
    const guardian = (await guardiansOf(ctx, familyId)).find((one) => one.personId === personId)
    const isHolder = guardian?.accountHolder ?? false
    return {
      ...{ topic: isHolder ? 'guardian' : 'spouse', subject, personId, about: guardian?.name ?? '' },
      title: isHolder ? label : 'Coordonnées du second responsable',
    }
  }
  const topic = familyTopics[subject] ?? 'children'
  if (target === 'child') {
    const child = (await childrenOfFamily(ctx, familyId)).find(({ id }) => id === personId)
    return { topic, subject, personId, title, about: child?.firstName ?? '' }
  }
  return { topic, subject, personId, title, about: nameAsked(payload) }
}

/** The name of somebody to add. */
function nameAsked({ subject, changes }: FilePayload): string {
  if (subject !== 'new-child' && subject !== 'new-member') return ''
  const value = (key: string) => {
    const after = changes.find(({ field }) => field === key)?.after
    return typeof after === 'string' ? after.trim() : ''
  }
  return [value('firstName'), value('lastName')].filter(Boolean).join(' ')
}

/** Pages worth looking at: a child of the same name and birth date that the town knows already. */
export async function relatedTo(ctx: Ctx, request: RequestRecord<FilePayload>): Promise<RequestDetail['related']> {
  const { subject, changes, personId } = request.payload
  const familyId = familyOf(request)
  if (subject === 'new-child') {
    const asked = Object.fromEntries(changes.map(({ field, after }) => [field, String(after ?? '')]))
    const alike = await similarChildren(ctx, {
      firstName: asked['firstName'] ?? '',
      lastName: asked['lastName'] ?? '',
      birthDate: asked['birthDate'] ?? '',
    })
    return alike.map((child) => ({
      label: `${child.firstName} ${child.lastName}`,
      detail:
        child.familyId === familyId
          ? 'Déjà dans cette famille'
          : `Déjà dans la famille ${child.familyName}, n°\u00A0${child.familyNumber}\u00A0: à rattacher plutôt qu’à créer`,
      path: `/familles/${child.familyId}`,
    }))
  }
  if (fileSubjectDefinitions[subject].target !== 'child' || personId === null) return []
  return [{ label: request.about, detail: 'Sa fiche', path: `/familles/${familyId}/enfants/${personId}` }]
}
