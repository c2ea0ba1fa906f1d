import type { EnrolmentSetting, RegistrationSettings } from '../../../src-shared/contract/staff/registration'
import { refuse } from '../../../src-shared/errors'
import type { StaffCtx } from '../../kernel/context'
import { findActivity, loadActivities } from '../activities'
import { listStructures, readTown, updateSettings, worksFor } from '../organisation'
import type { EnrolmentSettingRow } from './entities'
import { enrolmentRules, ordinaryRules } from './enrolment-requests'
import { writeSetting } from './store-enrolments'

export async function readSettings(ctx: StaffCtx) {
  const { version, settings } = await readTown(ctx)
  const rules = await enrolmentRules(ctx)
  const names = new Map((await listStructures(ctx)).map(({ id, name }) => [id, name]))
  const activities = (await loadActivities(ctx))
    .filter(({ isArchived, structureId }) => !isArchived && worksFor(ctx, structureId))
    .map(({ id, name, kind, structureId }): EnrolmentSetting => ({
      ...{ activityId: id, activityName: name, kind, structureName: names.get(structureId) ?? '' },
      ...(rules.get(id) ?? ordinaryRules),
    }))
  return { version, settings: settings.registration, activities }
}

export async function saveSettings(
  ctx: StaffCtx,
  { version, settings }: { version: number; settings: RegistrationSettings },
): Promise<void> {
  const { years } = settings
  if (new Set(years.map(({ year }) => year)).size !== years.length) refuse('registration.years-twice')
  if (years.some(({ opensOn, dueOn }) => dueOn !== null && dueOn < opensOn)) refuse('registration.due-before-opening')
  await updateSettings(ctx, version, () => ({ registration: settings }))
  const families = await ctx.db.rows<{ id: number }>`select id from family where archived_at is null`
  await ctx.touch('offer', ...families.map(({ id }) => `registration/${id}`))
}

export async function saveEnrolmentSetting(ctx: StaffCtx, setting: EnrolmentSettingRow): Promise<void> {
  const activity = await findActivity(ctx, setting.activityId)
  if (!activity || !worksFor(ctx, activity.structureId)) refuse('record.not-found')
  await writeSetting(ctx.db, setting)
  await ctx.touch('offer')
}
