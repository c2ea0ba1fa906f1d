import { z } from 'zod'
import type { SchoolPayload } from '../../../../src-shared/contract/registration'
import { refuse } from '../../../../src-shared/errors'
import { formatDate } from '../../../../src-shared/format/date'
import type { Ctx } from '../../../kernel/context'
import { readChild } from '../../children'
import { checkSchool, closeDossier, openSchoolDossier, structureNames } from '../../registration'
import { familyOf, type RequestRecord } from '../record'
import { askedRows, askedValues, type AskedLine } from './asked-rows'
import type { RequestKindModule } from './kind'

const zDone = z.object({ dossierId: z.number().int() })

async function linesOf(ctx: Ctx, { payload }: RequestRecord<SchoolPayload>): Promise<AskedLine[]> {
  const { childId, newChild, schoolYear, classLevel, currentSchool, wishes } = payload
  const names = await structureNames(ctx)
  const child = childId === null ? newChild : await readChild(ctx, childId)
  return [
    { key: 'child', label: 'Enfant', value: child ? `${child.firstName} ${child.lastName}` : '' },
    { key: 'birthDate', label: 'Né(e) le', value: child?.birthDate ? formatDate(child.birthDate) : '' },
    { key: 'schoolYear', label: 'Année scolaire', value: schoolYear },
    { key: 'classLevel', label: 'Classe', value: classLevel },
    ...wishes.map((id, index) => ({
      key: `wish-${index + 1}`,
      label: wishes.length === 1 ? 'École demandée' : `Vœu ${index + 1}`,
      value: names.get(id) ?? '',
    })),
    { key: 'currentSchool', label: 'École actuelle', value: currentSchool },
  ]
}

/** Accepting says that the asking is complete and opens its dossier; the place itself is decided there. */
export const schoolEnrolmentKind: RequestKindModule<SchoolPayload> = {
  kind: 'school-enrolment',
  name: async (ctx, { familyId, payload }) => {
    const { firstName } = await checkSchool(ctx, familyId ?? refuse('record.not-found'), payload)
    const title = `Préinscription scolaire ${payload.schoolYear}`
    return { topic: 'enrolments', personId: payload.childId, title, about: firstName }
  },
  describe: async (ctx, record) => ({
    rows: askedRows(record, await linesOf(ctx, record)),
    mayAskMore: true,
    effectText:
      'La demande est complète\u00A0: son dossier s’ouvre dans «\u00A0Inscriptions\u00A0», où se décide la place.',
  }),
  view: async (ctx, record) => ({
    values: askedValues(record, await linesOf(ctx, record)),
    message: record.payload.message,
    attachments: [],
  }),
  apply: async (ctx, record) => {
    const { id: requestId, submittedAt, payload } = record
    return { dossierId: await openSchoolDossier(ctx, payload, { familyId: familyOf(record), requestId, submittedAt }) }
  },
  undo: async (ctx, _record, data) => {
    if (!(await closeDossier(ctx, zDone.parse(data).dossierId))) refuse('request.undo-impossible')
  },
  mail: async (ctx, record) => [
    (await linesOf(ctx, record))
      .filter(({ value }) => value !== '')
      .map(({ label, value }) => `– ${label}\u00A0: ${value}`)
      .join('\n'),
    ...(record.status === 'accepted'
      ? ['Votre dossier est complet et à l’étude. Nous vous écrirons dès que la place sera décidée.']
      : []),
  ],
}
