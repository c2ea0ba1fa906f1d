import type { childrenContract } from '../../../src-shared/contract/staff/children'
import type { healthContract } from '../../../src-shared/contract/staff/health'
import type { schoolYearContract } from '../../../src-shared/contract/staff/school-year'
import { refuse } from '../../../src-shared/errors'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { StaffActor } from '../../kernel/actor'
import type { Ctx, StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { familyIsVisible } from '../families'
import { readTown } from '../organisation'
import { authorisationHistory } from './authorisations'
import { removeContact, saveContact } from './contacts'
import { healthAlerts, readHealth, saveHealth } from './health'
import {
  deleteAllergy,
  deleteCarePlan,
  deleteTreatment,
  onChildOf,
  writeAllergy,
  writeCarePlan,
  writeTreatment,
} from './health-lists'
import { removePhoto, savePhoto } from './photo'
import { listRenewals } from './renewals'
import { childrenOfClass, previewYear, schoolYearState, startYear, undoYear } from './school-year'
import {
  archiveChild,
  childrenOfFamily,
  createChild,
  linkChild,
  readChild,
  saveAuthorisations,
  unlinkChild,
  updateChild,
} from './service'
import { schoolRows } from './store'
import { carePlanRows } from './store-health'
import { writeVaccinations } from './vaccinations'

export {
  addChild,
  addContact,
  authorisationValues,
  changeAuthorisations,
  changeChild,
  changeContact,
  changeNeeds,
  childValues,
  contactEntries,
  contactValues,
  needsValues,
  removeContact,
  takeBackAuthorisations,
  type ContactEntry,
  type FieldValues,
} from './file-values'
export { keepImageAnswer } from './authorisations'
export { forgetChild } from './forget'
export { childrenFiles, healthSheetReply } from './files'
export { healthAlerts, readHealth, type AlertPlace, type HealthAlert } from './health'
export { healthSheetDocument } from './health-sheet'
export {
  changeHealthRecord,
  healthEntries,
  healthEntryValues,
  healthRecordValues,
  removeHealthEntry,
  writeHealthEntry,
  type HealthList,
} from './health-values'
export { readPhoto } from './photo'
export { childrenJobs } from './school-year-job'
export { childrenOfFamily, createChild, placeInSchool, readChild, requireChildOf, type NewChild } from './service'

/** The children of a family that this person may see. */
async function visibleChildren(ctx: Ctx, familyId: number) {
  if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
  return childrenOfFamily(ctx, familyId)
}

/** Whoever only receives children sees the alerts of the day, never a whole file. */
function requireFiles(ctx: StaffCtx): void {
  if (!ctx.actor.permissions.has('families.read')) refuse('permission.missing', { permission: 'families.read' })
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
  'children.choices': async (ctx) => ({
    schools: await schoolRows(ctx),
    diets: (await readTown(ctx)).settings.children.diets,
  }),
  'children.create': async (ctx, { familyId, child }) => ({ id: await createChild(ctx, familyId, child) }),
  'children.update': async (ctx, input) => ({ changed: await updateChild(ctx, input) }),
  'children.link': async (ctx, { childId, familyId }) => ({ name: await linkChild(ctx, childId, familyId) }),
  'children.unlink': async (ctx, { childId, familyId }) => ({ name: await unlinkChild(ctx, childId, familyId) }),
  'children.saveContact': async (ctx, input) => ({ name: (await saveContact(ctx, input)).name }),
  'children.removeContact': (ctx, input) => removeContact(ctx, input),
  'children.authorisations': async (ctx, { childId }) => {
    await visibleChild(ctx, childId)
    return authorisationHistory(ctx, childId)
  },
  'children.saveAuthorisations': (ctx, input) => saveAuthorisations(ctx, input),
  'children.savePhoto': async (ctx, input) => ({ name: await savePhoto(ctx, input) }),
  'children.removePhoto': async (ctx, input) => ({ name: await removePhoto(ctx, input) }),
  'children.archive': async (ctx, input) => ({ name: await archiveChild(ctx, input) }),
}

export const healthHandlers: Handlers<typeof healthContract, StaffActor> = {
  'children.healthOfFamily': async (ctx, { familyId }) => {
    requireFiles(ctx)
    return healthOfFamily(ctx, familyId)
  },
  'children.health': async (ctx, { childId }) => {
    requireFiles(ctx)
    await visibleChild(ctx, childId)
    return readHealth(ctx, childId)
  },
  'children.saveHealth': async (ctx, input) => ({ name: await saveHealth(ctx, input) }),
  'children.saveAllergy': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => writeAllergy(ctx, input.childId, input.allergyId, input.allergy)),
  }),
  'children.removeAllergy': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => deleteAllergy(ctx, input.childId, input.allergyId)),
  }),
  'children.saveCarePlan': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => writeCarePlan(ctx, input.childId, input.carePlanId, input.carePlan)),
  }),
  'children.removeCarePlan': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => deleteCarePlan(ctx, input.childId, input.carePlanId)),
  }),
  'children.saveTreatment': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => writeTreatment(ctx, input.childId, input.treatmentId, input.treatment)),
  }),
  'children.removeTreatment': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => deleteTreatment(ctx, input.childId, input.treatmentId)),
  }),
  'children.saveVaccinations': async (ctx, input) => ({
    name: await onChildOf(ctx, input, () => writeVaccinations(ctx, input.childId, input.vaccinations, input.seenOn)),
  }),
  'health.renewals': async (ctx, { structureId }) => {
    const rows = await listRenewals(ctx, structureId)
    return { today: ctx.today, rows, total: rows.length }
  },
  'health.renewalCount': async (ctx) => {
    const rows = await listRenewals(ctx, null)
    const over = rows.filter(({ isOver }) => isOver).length
    return { over, soon: rows.length - over }
  },
}

export const schoolYearHandlers: Handlers<typeof schoolYearContract, StaffActor> = {
  'schoolYear.state': (ctx) => schoolYearState(ctx),
  'schoolYear.preview': (ctx, input) => previewYear(ctx, input),
  'schoolYear.children': (ctx, { schoolId, classLevel }) => childrenOfClass(ctx, schoolId, classLevel),
  'schoolYear.start': (ctx, input) => startYear(ctx, input),
  'schoolYear.undo': (ctx, { id }) => undoYear(ctx, id),
}
