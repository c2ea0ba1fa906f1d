import { z } from 'zod'
import type { EnrolmentPayload } from '../../../../src-shared/contract/registration'
import type { BookingItem, ItemOutcome } from '../../../../src-shared/contract/requests'
import { AppError, errorLabel, refuse } from '../../../../src-shared/errors'
import { formatDateOfYear, WEEKDAYS } from '../../../../src-shared/format/date'
import { joinFrench, plural } from '../../../../src-shared/format/text'
import type { Ctx } from '../../../kernel/context'
import { findActivity } from '../../activities'
import { applyItems } from '../../bookings'
import { worksFor } from '../../organisation'
import {
  checkEnrolment,
  daysOfWeek,
  enrolmentNames,
  enrolmentRules,
  missingPapers,
  openEnrolment,
  ordinaryRules,
  removeEnrolment,
} from '../../registration'
import { familyOf, type RequestRecord } from '../record'
import { askedRows, askedValues, type AskedLine } from './asked-rows'
import type { RequestKindModule } from './kind'

type Asked = EnrolmentPayload
type Record = RequestRecord<Asked>

const zDone = z.object({
  enrolmentId: z.number().int(),
  slots: z.array(z.object({ slotId: z.number().int(), date: z.string() })),
  booked: z.number().int(),
  waiting: z.number().int(),
  refused: z.number().int(),
})
type Done = z.output<typeof zDone>

/** 'Lundi : Matin, Soir' for each day of the usual week. */
function weekWords(week: Asked['week'], slotName: (id: number) => string): string {
  const days = [...new Set(week.map(({ weekday }) => weekday))].toSorted((left, right) => left - right)
  return days
    .map((weekday) => {
      const slots = week.filter((one) => one.weekday === weekday).map(({ slotId }) => slotName(slotId))
      return `${WEEKDAYS[weekday - 1] ?? ''}\u00A0(${joinFrench(slots)})`
    })
    .join(', ')
}

async function linesOf(ctx: Ctx, { payload }: Record): Promise<AskedLine[]> {
  const { childName, activity, activityName } = await enrolmentNames(ctx, payload)
  const slotName = (id: number) => activity?.slots.find((slot) => slot.id === id)?.name ?? ''
  return [
    { key: 'child', label: 'Enfant', value: childName },
    { key: 'activity', label: 'Activité', value: activityName },
    { key: 'mode', label: 'Inscription', value: payload.mode === 'regular' ? 'Régulière' : 'Occasionnelle' },
    { key: 'week', label: 'Jours de chaque semaine', value: weekWords(payload.week, slotName) },
    { key: 'startDate', label: 'À partir du', value: formatDateOfYear(payload.startDate) },
  ]
}

const itemsOf = (
  enrolmentId: number,
  days: readonly Pick<BookingItem, 'slotId' | 'date'>[],
  action: 'book' | 'cancel',
) => days.map(({ slotId, date }) => ({ enrolmentId, slotId, date, action }))

/** An agent books over the deadlines and the papers; a rule does not. */
const byOf = ({ actor }: Ctx) => (actor.kind === 'staff' ? 'staff' : 'parent')

export const enrolmentKind: RequestKindModule<Asked> = {
  kind: 'enrolment',
  name: async (ctx, { familyId, payload }) => {
    const { activity, childName } = await checkEnrolment(ctx, familyId ?? refuse('record.not-found'), payload)
    return {
      topic: 'enrolments',
      personId: payload.childId,
      title: `Inscription\u00A0: ${activity.name}`,
      about: childName,
    }
  },
  isAutomatic: async (ctx, record) => {
    const { activityId } = record.payload
    const { decision } = (await enrolmentRules(ctx)).get(activityId) ?? ordinaryRules
    return decision === 'automatic' && (await missingPapers(ctx, familyOf(record), record.payload)).length === 0
  },
  checkAgent: async (ctx, { payload }) => {
    const activity = await findActivity(ctx, payload.activityId)
    if (activity && !worksFor(ctx, activity.structureId)) refuse('permission.missing')
  },
  describe: async (ctx, record) => {
    const rows = askedRows(record, await linesOf(ctx, record))
    if (record.status !== 'pending' && record.status !== 'needs-more') {
      return { rows, effectText: effectWords(record), mayAskMore: true }
    }
    const missing = await missingPapers(ctx, familyOf(record), record.payload)
    const effect = await effectToCome(ctx, record)
    return {
      rows,
      mayAskMore: true,
      effectText: effect.text,
      warnings: [
        ...(effect.refusal === '' ? [] : [effect.refusal]),
        ...(missing.length === 0 ? [] : [`Pièces qui manquent\u00A0: ${joinFrench(missing)}.`]),
      ],
      related: [{ label: 'La famille', detail: 'Ses inscriptions en cours', path: `/familles/${familyOf(record)}` }],
    }
  },
  view: async (ctx, record) => ({
    values: askedValues(record, await linesOf(ctx, record)),
    message: record.payload.message,
    attachments: [],
  }),
  apply: async (ctx, record): Promise<Done> => {
    const familyId = familyOf(record)
    const { enrolmentId, days } = await openEnrolment(ctx, familyId, record.payload)
    const items = itemsOf(enrolmentId, days, 'book')
    const outcomes =
      items.length === 0
        ? []
        : await applyItems(ctx, { familyId, items, at: record.submittedAt, by: byOf(ctx), approve: true })
    return { enrolmentId, slots: days, ...countOf(outcomes) }
  },
  undo: async (ctx, record, data) => {
    const { enrolmentId, slots } = zDone.parse(data)
    const items = itemsOf(enrolmentId, slots as Pick<BookingItem, 'slotId' | 'date'>[], 'cancel')
    if (items.length > 0) await applyItems(ctx, { familyId: familyOf(record), items, at: ctx.now, by: 'staff' })
    if (!(await removeEnrolment(ctx.db, enrolmentId))) refuse('request.undo-impossible')
    await ctx.touch(`family/${familyOf(record)}`, `registration/${familyOf(record)}`)
  },
  mail: async (ctx, record) => {
    const lines = (await linesOf(ctx, record)).filter(({ value }) => value !== '')
    const effect = record.status === 'accepted' ? [effectWords(record)] : []
    return [lines.map(({ label, value }) => `– ${label}\u00A0: ${value}`).join('\n'), ...effect]
  },
}

function countOf(outcomes: readonly ItemOutcome[]): Pick<Done, 'booked' | 'waiting' | 'refused'> {
  const count = (wanted: ItemOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted).length
  return { booked: count('booked'), waiting: count('waiting'), refused: count('refused') }
}

/** What the acceptance did, in one sentence. */
function effectWords({ payload, outcome, status }: Record): string {
  if (status !== 'accepted') return ''
  if (payload.mode === 'occasional')
    return 'L’enfant est inscrit. Les jours se choisissent maintenant sur le calendrier.'
  const done = zDone.safeParse(outcome.data)
  if (!done.success) return 'L’enfant est inscrit.'
  const { booked, waiting, refused } = done.data
  const parts = [
    plural(booked, 'jour réservé', 'jours réservés'),
    ...(waiting > 0 ? [`${waiting} en liste d’attente`] : []),
    ...(refused > 0 ? [`${refused} sans place ou hors délai`] : []),
  ]
  return `L’enfant est inscrit\u00A0: ${joinFrench(parts)}.`
}

/** What accepting would do, or why it would be refused now. */
async function effectToCome(ctx: Ctx, record: Record): Promise<{ text: string; refusal: string }> {
  const { payload } = record
  try {
    const { activity, childName, group, ...checked } = await checkEnrolment(ctx, familyOf(record), payload)
    if (payload.mode === 'occasional') {
      return { text: `${childName} sera inscrit à ${activity.name}, sans aucun jour réservé.`, refusal: '' }
    }
    const days = await daysOfWeek(ctx, { activity, childName, group, ...checked }, payload.week)
    const count = plural(days.length, 'créneau sera réservé', 'créneaux seront réservés')
    const text = `${childName} sera inscrit à ${activity.name}, groupe ${group.name}. ${count}, selon les places.`
    return { text, refusal: '' }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { text: '', refusal: `Ne peut pas être acceptée maintenant. ${errorLabel(error.code, error.details)}` }
  }
}
