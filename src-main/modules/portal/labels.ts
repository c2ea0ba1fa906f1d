import type { LabelledOutcome } from '../../../src-shared/contract/portal/calendar'
import type { ActivityView, FamilyView } from '../../../src-shared/contract/portal/views'
import type { ItemOutcome } from '../../../src-shared/contract/requests'

/** Puts names on outcomes, from the views: which child, which activity, which slot. */
export function labelOutcomes(
  outcomes: readonly ItemOutcome[],
  family: FamilyView,
  activities: readonly ActivityView[],
): LabelledOutcome[] {
  return outcomes.map((outcome) => {
    const enrolment = family.enrolments.find(({ id }) => id === outcome.enrolmentId)
    const child = family.children.find(({ id }) => id === enrolment?.childId)
    const activity = activities.find(({ id }) => id === enrolment?.activityId)
    const slot = activity?.slots.find(({ id }) => id === outcome.slotId)
    return {
      ...outcome,
      childName: child?.firstName ?? '',
      activityName: activity?.name ?? '',
      structureName: activity?.structure.name ?? '',
      slotName: slot?.name ?? '',
      icon: slot?.icon ?? 'day',
    }
  })
}
