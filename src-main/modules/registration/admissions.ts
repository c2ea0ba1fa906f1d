import type { PreEnrolment, PreEnrolmentDecision } from '../../../src-shared/contract/staff/registration'
import { refuse } from '../../../src-shared/errors'
import type { SchoolYear } from '../../../src-shared/kernel/school-year'
import { actorName } from '../../kernel/actor'
import type { Ctx } from '../../kernel/context'
import { addChild, changeChild, readChild } from '../children'
import { createEnrolment } from '../enrolments'
import { requireFamily } from '../families'
import { emailFamily } from '../messaging'
import { listStructures, readTown } from '../organisation'
import { findDossier, structureNames, viewOf, type Kind } from './pre-enrolments'
import { answerMail } from './pre-enrolment-words'
import {
  admissionsToApply,
  answerDossier,
  lastRank,
  markApplied,
  removeDossier,
  setRank,
  waitingDossiers,
  type Dossier,
  type DossierAnswer,
} from './store-pre-enrolments'
import { registrationChanged } from './yearly-file'
import { firstDayOf } from './years'

type Admission = Extract<PreEnrolmentDecision, { decision: 'admitted' }>

/** Answers a dossier. An admission creates the child where the file did not know it, and its school or its enrolment. */
export async function decideDossier(
  ctx: Ctx,
  { id, version, answer }: { id: number; version: number; answer: PreEnrolmentDecision },
): Promise<PreEnrolment> {
  const dossier = await findDossier(ctx, id)
  await requireFamily(ctx, dossier.familyId)
  if (dossier.version !== version) refuse('record.changed-meanwhile')
  if (dossier.status === 'admitted' && dossier.appliedAt !== null) refuse('pre-enrolment.already-applied')
  await ctx.db.lock(`pre-enrolment.rank/${dossier.kind}`)
  const written = await answerDossier(ctx.db, { id, version }, await answerOf(ctx, dossier, answer))
  if (!written) refuse('record.changed-meanwhile')
  if (dossier.status === 'waiting' && answer.decision !== 'waiting') await closeRanks(ctx, dossier.kind)
  await registrationChanged(ctx, dossier.familyId)
  const names = await structureNames(ctx)
  const after = await findDossier(ctx, id)
  await tell(ctx, after, names.get(after.structureId ?? 0) ?? '')
  return viewOf(after, names)
}

async function answerOf(ctx: Ctx, dossier: Dossier, answer: PreEnrolmentDecision): Promise<DossierAnswer> {
  const { childId, firstName, birthDate, classLevel, committeeDate } = dossier
  const base: DossierAnswer = {
    ...{ status: answer.decision, committeeDate, rank: null, structureId: null, admittedFrom: null, appliedAt: null },
    ...{ childId, firstName, birthDate, classLevel, reason: '', decidedAt: ctx.now, decidedBy: actorName(ctx.actor) },
  }
  switch (answer.decision) {
    case 'complete':
      return { ...base, committeeDate: null, decidedAt: null, decidedBy: '' }
    case 'committee':
      if (answer.committeeDate < ctx.today) refuse('pre-enrolment.committee-past')
      return { ...base, committeeDate: answer.committeeDate, decidedAt: null, decidedBy: '' }
    case 'waiting':
      return { ...base, rank: dossier.rank ?? (await lastRank(ctx.db, dossier.kind)) + 1 }
    case 'refused':
    case 'withdrawn':
      return { ...base, reason: answer.reason }
    case 'admitted':
      return { ...base, ...(await admit(ctx, dossier, answer)) }
  }
}

async function admit(ctx: Ctx, dossier: Dossier, answer: Admission): Promise<Partial<DossierAnswer>> {
  const structure = (await listStructures(ctx)).find(({ id }) => id === answer.structureId)
  if (structure?.kind !== dossier.kind) refuse('pre-enrolment.wrong-place')
  const classLevel = answer.classLevel === '' ? dossier.classLevel : answer.classLevel
  const { childId, firstName, birthDate } = await childOf(ctx, dossier, answer)
  const admitted = { childId, firstName, birthDate, classLevel, structureId: structure.id, admittedFrom: answer.from }
  if (dossier.kind === 'nursery') {
    const { activityId, groupId } = answer
    if (activityId === null || groupId === null) return refuse('pre-enrolment.group-required')
    const { familyId } = dossier
    await createEnrolment(ctx, { childId, familyId, activityId, groupId, startDate: answer.from, endDate: null })
    return { ...admitted, appliedAt: ctx.now }
  }
  const isNow = firstDayOf(dossier.schoolYear) <= ctx.today || (await readChild(ctx, childId)).schoolId === null
  if (!isNow) return admitted
  await changeChild(ctx, dossier.familyId, childId, { schoolId: structure.id, classLevel, className: '' })
  return { ...admitted, appliedAt: ctx.now }
}

async function childOf(ctx: Ctx, dossier: Dossier, answer: Admission) {
  const firstName = dossier.firstName === '' ? answer.firstName : dossier.firstName
  const birthDate = dossier.birthDate ?? answer.birthDate
  if (dossier.childId !== null) return { childId: dossier.childId, firstName, birthDate }
  if (firstName === '' || birthDate === null) return refuse('pre-enrolment.not-born')
  const { lastName, sex } = dossier
  const childId = await addChild(ctx, dossier.familyId, { firstName, lastName, birthDate, sex })
  return { childId, firstName, birthDate }
}

/** Whoever stood behind a place that is left moves up by one. */
async function closeRanks(ctx: Ctx, kind: Kind): Promise<void> {
  let rank = 0
  for (const one of await waitingDossiers(ctx.db, kind)) {
    rank += 1
    if (one.rank === rank) continue
    await setRank(ctx.db, one.id, rank)
    await registrationChanged(ctx, one.familyId)
  }
}

/** Writes the waiting list in the order decided; the whole list, or nothing. */
export async function orderWaiting(ctx: Ctx, { kind, ids }: { kind: Kind; ids: readonly number[] }): Promise<void> {
  await ctx.db.lock(`pre-enrolment.rank/${kind}`)
  const present = await waitingDossiers(ctx.db, kind)
  const isSameList = present.length === ids.length && present.every(({ id }) => ids.includes(id))
  if (!isSameList || new Set(ids).size !== ids.length) refuse('pre-enrolment.order-changed')
  for (const [index, id] of ids.entries()) {
    const one = present.find((other) => other.id === id)
    if (!one || one.rank === index + 1) continue
    await setRank(ctx.db, id, index + 1)
    await registrationChanged(ctx, one.familyId)
  }
}

/** Admissions of a year that has begun take effect: each child is in its school and its class. */
export async function applyAdmissions(ctx: Ctx, year: SchoolYear): Promise<number> {
  if (firstDayOf(year) > ctx.today) refuse('registration.not-open', { year })
  const admissions = await admissionsToApply(ctx.db, year)
  for (const { id, familyId, childId, structureId: schoolId, classLevel } of admissions) {
    await changeChild(ctx, familyId, childId, { schoolId, classLevel, className: '' })
    await markApplied(ctx.db, id, ctx.now)
    await registrationChanged(ctx, familyId)
  }
  return admissions.length
}

async function tell(ctx: Ctx, dossier: Dossier, structureName: string): Promise<void> {
  const mail = answerMail(dossier, structureName)
  if (mail === null) return
  const { name } = await readTown(ctx)
  await emailFamily(ctx, {
    dedupeKey: `pre-enrolment/${dossier.id}/${dossier.version}`,
    kind: 'pre-enrolment',
    familyId: dossier.familyId,
    subject: mail.subject,
    text: ['Bonjour,', mail.body, name].join('\n\n'),
  })
}

/** Throws a dossier away as long as nobody worked on it: the acceptance that opened it is undone. */
export async function closeDossier(ctx: Ctx, id: number): Promise<boolean> {
  const dossier = await findDossier(ctx, id)
  if (!(await removeDossier(ctx.db, id))) return false
  await registrationChanged(ctx, dossier.familyId)
  return true
}
