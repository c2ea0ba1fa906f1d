import { z } from 'zod'
import type { NurseryPayload } from '../../../../src-shared/contract/registration'
import { refuse } from '../../../../src-shared/errors'
import { formatDate, formatTime, WEEKDAYS } from '../../../../src-shared/format/date'
import type { Ctx } from '../../../kernel/context'
import { readChild } from '../../children'
import { checkNursery, closeDossier, openNurseryDossier, structureNames } from '../../registration'
import { familyOf, type RequestRecord } from '../record'
import { askedRows, askedValues, type AskedLine } from './asked-rows'
import type { RequestKindModule } from './kind'

const zDone = z.object({ dossierId: z.number().int() })

async function childLines(ctx: Ctx, { childId, newChild }: NurseryPayload): Promise<AskedLine[]> {
  if (childId !== null) {
    const { firstName, lastName, birthDate } = await readChild(ctx, childId)
    return [
      { key: 'child', label: 'Enfant', value: `${firstName} ${lastName}` },
      { key: 'birthDate', label: 'Né(e) le', value: birthDate === null ? '' : formatDate(birthDate) },
    ]
  }
  if (newChild === null) return []
  const { firstName, lastName, birthDate, expectedBirth } = newChild
  return [
    { key: 'child', label: 'Enfant', value: firstName === '' ? `Enfant ${lastName}` : `${firstName} ${lastName}` },
    { key: 'birthDate', label: 'Né(e) le', value: birthDate === null ? '' : formatDate(birthDate) },
    {
      key: 'expectedBirth',
      label: 'Naissance prévue le',
      value: expectedBirth === null ? '' : formatDate(expectedBirth),
    },
  ]
}

async function linesOf(ctx: Ctx, { payload }: RequestRecord<NurseryPayload>): Promise<AskedLine[]> {
  const names = await structureNames(ctx)
  const { wishes, wishedStart, weekly } = payload
  return [
    ...(await childLines(ctx, payload)),
    ...wishes.map((id, index) => ({
      key: `wish-${index + 1}`,
      label: wishes.length === 1 ? 'Structure demandée' : `Vœu ${index + 1}`,
      value: names.get(id) ?? '',
    })),
    { key: 'wishedStart', label: 'Accueil souhaité à partir du', value: formatDate(wishedStart) },
    {
      key: 'weekly',
      label: 'Jours et heures',
      value: weekly
        .toSorted((left, right) => left.weekday - right.weekday)
        .map(({ weekday, from, to }) => `${WEEKDAYS[weekday - 1] ?? ''} ${formatTime(from)}–${formatTime(to)}`)
        .join(', '),
    },
  ]
}

/** Accepting says that the asking is complete and opens its dossier, which goes before the committee. */
export const nurseryEnrolmentKind: RequestKindModule<NurseryPayload> = {
  kind: 'nursery-enrolment',
  name: async (ctx, { familyId, payload }) => {
    const { firstName } = await checkNursery(ctx, familyId ?? refuse('record.not-found'), payload)
    const about = firstName === '' ? 'Enfant à naître' : firstName
    return { topic: 'enrolments', personId: payload.childId, title: 'Préinscription en crèche', about }
  },
  describe: async (ctx, record) => ({
    rows: askedRows(record, await linesOf(ctx, record)),
    mayAskMore: true,
    effectText:
      'La demande est complète\u00A0: son dossier s’ouvre dans «\u00A0Inscriptions\u00A0», pour la commission d’attribution.',
  }),
  view: async (ctx, record) => ({
    values: askedValues(record, await linesOf(ctx, record)),
    message: record.payload.message,
    attachments: [],
  }),
  apply: async (ctx, record) => {
    const { id: requestId, submittedAt, payload } = record
    return { dossierId: await openNurseryDossier(ctx, payload, { familyId: familyOf(record), requestId, submittedAt }) }
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
      ? ['Votre dossier est complet. Il sera présenté à la prochaine commission d’attribution.']
      : []),
  ],
}
