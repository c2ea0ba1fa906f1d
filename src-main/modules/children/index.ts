import type { childrenContract } from '../../../src-shared/contract/staff/children'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { familyIsVisible } from '../families'
import {
  healthAlerts,
  readHealth,
  removeAllergy,
  removeCarePlan,
  saveAllergy,
  saveCarePlan,
  saveHealth,
} from './health'
import {
  childrenOfFamily,
  createChild,
  linkChild,
  readChild,
  removeContact,
  saveContact,
  unlinkChild,
  updateChild,
} from './service'
import { carePlanRows, schoolRows } from './store'

export { healthAlerts, type HealthAlert } from './health'
export { childrenOfFamily, readChild, requireChildOf } from './service'

/** The children of a family that this person may see. */
async function visibleChildren(ctx: Ctx, familyId: number) {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  return childrenOfFamily(ctx, familyId)
}

/** A child is seen by whoever sees one of its families. */
async function visibleChild(ctx: Ctx, id: number) {
  const child = await readChild(ctx, id)
  for (const family of child.families) if (await familyIsVisible(ctx, family.id)) return child
  return refuse('record.not-found')
}

async function healthOfFamily(ctx: Ctx, familyId: number) {
  const ids = (await visibleChildren(ctx, familyId)).map(({ id }) => id)
  const alerts = groupBy(await healthAlerts(ctx, ids, 'attendance'), ({ childId }) => childId)
  const plans = await carePlanRows(ctx, ids)
  return ids.map((childId) => ({
    childId,
    alerts: (alerts.get(childId) ?? []).map(({ label }) => label),
    carePlanUntil: plans.find((plan) => plan.childId === childId)?.validTo ?? null,
  }))
}

export const childrenHandlers: Handlers<typeof childrenContract, StaffActor> = {
  'children.ofFamily': (ctx, { familyId }) => visibleChildren(ctx, familyId),
  'children.get': (ctx, { id }) => visibleChild(ctx, id),
  'children.choices': async (ctx) => ({ schools: await schoolRows(ctx) }),
  'children.create': async (ctx, { familyId, child }) => ({ id: await createChild(ctx, familyId, child) }),
  'children.update': async (ctx, input) => ({ changed: await updateChild(ctx, input) }),
  'children.link': async (ctx, { childId, familyId }) => ({ name: await linkChild(ctx, childId, familyId) }),
  'children.unlink': async (ctx, { childId, familyId }) => ({ name: await unlinkChild(ctx, childId, familyId) }),
  'children.saveContact': async (ctx, input) => ({ name: await saveContact(ctx, input) }),
  'children.removeContact': (ctx, input) => removeContact(ctx, input),
  'children.healthOfFamily': (ctx, { familyId }) => healthOfFamily(ctx, familyId),
  'children.health': async (ctx, { childId }) => {
    await visibleChild(ctx, childId)
    return readHealth(ctx, childId)
  },
  'children.saveHealth': async (ctx, input) => ({ name: await saveHealth(ctx, input) }),
  'children.saveAllergy': async (ctx, input) => ({ name: await saveAllergy(ctx, input) }),
  'children.removeAllergy': async (ctx, input) => ({ name: await removeAllergy(ctx, input) }),
  'children.saveCarePlan': async (ctx, input) => ({ name: await saveCarePlan(ctx, input) }),
  'children.removeCarePlan': async (ctx, input) => ({ name: await removeCarePlan(ctx, input) }),
}
