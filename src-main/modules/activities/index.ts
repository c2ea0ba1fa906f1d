import type { activitiesContract, ActivityView } from '../../../src-shared/contract/staff/activities'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import type { StaffActor } from '../../kernel/actor'
import type { StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { worksFor } from '../organisation'
import { loadActivities, type Activity } from './catalogue'
import { addClosure, removeClosure } from './closures'
import { activityFor, archiveActivity, saveActivity } from './edit'
import { closuresBetween, openingsBetween } from './openings'
import { changeOpenings, previewOpenings } from './paint'
import { openingSpans } from './store-write'

export {
  findActivity,
  loadActivities,
  loadCatalogue,
  type Activity,
  type ActivityGroup,
  type Catalogue,
  type Slot,
} from './catalogue'
export { activityFor, saveActivity } from './edit'
export { closureOn, closuresBetween, openingsBetween, type Closure, type Opening } from './openings'
export { changeOpenings } from './paint'
export { waitingListJob } from './waiting-list'

const done = { done: true } as const

export const activitiesHandlers: Handlers<typeof activitiesContract, StaffActor> = {
  'activities.list': (ctx) => listActivities(ctx),
  'activities.read': async (ctx, { id }) => viewOf(await activityFor(ctx, id)),
  'activities.save': async (ctx, input) => ({ id: await saveActivity(ctx, input) }),
  'activities.setArchived': async (ctx, input) => {
    await archiveActivity(ctx, input)
    return done
  },
  'openings.list': async (ctx, { activityId, from, to }) => {
    const { structureId } = await activityFor(ctx, activityId)
    const openings = await openingsBetween(ctx, { activityIds: [activityId], from, to })
    const closures = await closuresBetween(ctx, from, to)
    return { openings, closures: closures.filter((one) => one.structureId === null || one.structureId === structureId) }
  },
  'openings.preview': (ctx, input) => previewOpenings(ctx, input),
  'openings.change': (ctx, input) => changeOpenings(ctx, input),
  'closures.list': async (ctx, { from, to }) => {
    const closures = await closuresBetween(ctx, from, to)
    return closures.filter(({ structureId }) => structureId === null || worksFor(ctx, structureId))
  },
  'closures.add': async (ctx, input) => ({ id: await addClosure(ctx, input) }),
  'closures.remove': async (ctx, { id }) => {
    await removeClosure(ctx, id)
    return done
  },
}

async function listActivities(ctx: StaffCtx) {
  const activities = (await loadActivities(ctx)).filter(({ structureId }) => worksFor(ctx, structureId))
  const spans = await openingSpans(ctx.db, ctx.today)
  return activities.map((activity) => ({
    ...viewOf(activity),
    nextOpening: (spans.get(activity.id)?.nextOpening ?? null) as LocalDate | null,
    lastOpening: (spans.get(activity.id)?.lastOpening ?? null) as LocalDate | null,
  }))
}

function viewOf({ groups, slots, ...activity }: Activity): ActivityView {
  return {
    ...activity,
    groups: groups.map((group) => ({ ...group, classLevels: [...group.classLevels] })),
    slots: [...slots],
  }
}
