import type { registrationContract } from '../../../src-shared/contract/staff/registration'
import type { StaffActor } from '../../kernel/actor'
import type { StaffCtx } from '../../kernel/context'
import type { Handlers } from '../../kernel/dispatcher'
import { loadActivities } from '../activities'
import { familyIsVisible, requireFamily } from '../families'
import { visibleStructures } from '../organisation'
import { refuse } from '../../../src-shared/errors'
import { applyAdmissions, decideDossier, orderWaiting } from './admissions'
import { startCampaign } from './campaign'
import {
  findDossier,
  listDossiers,
  noteOf,
  openNurseryDossier,
  openSchoolDossier,
  structureNames,
  viewOf,
} from './pre-enrolments'
import { readSettings, saveEnrolmentSetting, saveSettings } from './settings'
import { patternRows } from './store-enrolments'
import { confirmByStaff, exempt, listFiles, readFile } from './yearly-file'

export { closeDossier } from './admissions'
export { campaignJob, confirmReceipt } from './campaign'
export {
  checkEnrolment,
  daysOfWeek,
  enrolmentBlocks,
  enrolmentNames,
  enrolmentRules,
  modesOffered,
  openEnrolment,
  ordinaryRules,
} from './enrolment-requests'
export { registrationFiles, registrationPdf } from './print-files'
export { missingPapers } from './papers'
export { checkNursery, checkSchool, openNurseryDossier, openSchoolDossier, structureNames } from './pre-enrolments'
export { removeEnrolment } from './store-enrolments'
export { buildOffer, buildRegistration } from './views'
export { receiveFile, registrationChanged, registrationStatus, yearsStopped } from './yearly-file'

const done = { done: true } as const

async function dossierPage(ctx: StaffCtx, id: number) {
  const dossier = await findDossier(ctx, id)
  const structures = (await visibleStructures(ctx)).filter((one) => one.kind === dossier.kind && !one.isArchived)
  const ids = new Set(structures.map((one) => one.id))
  const receiving = (await loadActivities(ctx)).filter(
    (one) => dossier.kind === 'nursery' && !one.isArchived && ids.has(one.structureId),
  )
  return {
    dossier: viewOf(dossier, await structureNames(ctx)),
    today: ctx.today,
    structures: structures.map(({ id: structureId, name }) => ({ id: structureId, name })),
    activities: receiving.map(({ id: activityId, name, structureId, groups }) => ({
      ...{ id: activityId, name, structureId },
      groups: groups.map((group) => ({ id: group.id, name: group.name })),
    })),
  }
}

export const registrationHandlers: Handlers<typeof registrationContract, StaffActor> = {
  'registration.list': (ctx, input) => listFiles(ctx, input),
  'registration.read': (ctx, { familyId, year }) => readFile(ctx, familyId, year),
  'registration.confirm': (ctx, input) => confirmByStaff(ctx, input),
  'registration.exempt': (ctx, input) => exempt(ctx, input),
  'registration.send': (ctx, input) => startCampaign(ctx, input),
  'registration.settings': (ctx) => readSettings(ctx),
  'registration.saveSettings': async (ctx, input) => {
    await saveSettings(ctx, input)
    return done
  },
  'registration.saveEnrolmentSetting': async (ctx, input) => {
    await saveEnrolmentSetting(ctx, input)
    return done
  },
  'registration.patterns': async (ctx, { familyId }) => {
    if (!(await familyIsVisible(ctx, familyId))) refuse('record.not-found')
    return patternRows(ctx.db, familyId)
  },
  'preEnrolments.list': (ctx, input) => listDossiers(ctx, input),
  'preEnrolments.read': (ctx, { id }) => dossierPage(ctx, id),
  'preEnrolments.note': async (ctx, input) => ({ dossier: await noteOf(ctx, input) }),
  'preEnrolments.decide': async (ctx, input) => ({ dossier: await decideDossier(ctx, input) }),
  'preEnrolments.order': async (ctx, input) => {
    await orderWaiting(ctx, input)
    return done
  },
  'preEnrolments.apply': async (ctx, { year }) => ({ applied: await applyAdmissions(ctx, year) }),
  'preEnrolments.create': async (ctx, input) => {
    const { familyId } = input
    await requireFamily(ctx, familyId)
    const asked = { familyId, requestId: null, submittedAt: ctx.now }
    const id =
      input.kind === 'school'
        ? await openSchoolDossier(ctx, input.form, asked)
        : await openNurseryDossier(ctx, input.form, asked)
    return { id }
  },
}
