import { quotientOn } from '../../../src-shared/rules/pricing'
import type { ParentCtx } from '../../kernel/context'
import { readActivities, readFamily } from './reading'
import type { ViewSource } from './views/source'

/** The household as the office knows it, with what each child is enrolled in. */
export async function readHousehold(ctx: ParentCtx, views: ViewSource) {
  const { family } = await readFamily(ctx, views)
  const activities = new Map((await readActivities(ctx, views, family)).map((activity) => [activity.id, activity]))
  const { id: _, enrolments, ...rest } = family
  return {
    ...rest,
    today: ctx.today,
    quotient: quotientOn(family.quotients, ctx.today),
    children: family.children.map((child) => ({
      ...child,
      enrolments: enrolments
        .filter(({ childId, endDate }) => childId === child.id && (endDate === null || endDate >= ctx.today))
        .flatMap(({ activityId, groupId, startDate, endDate }) => {
          const activity = activities.get(activityId)
          if (!activity) return []
          const groupName = activity.groups.find(({ id }) => id === groupId)?.name ?? ''
          return [
            { activityName: activity.name, structureName: activity.structure.name, groupName, startDate, endDate },
          ]
        }),
    })),
  }
}
