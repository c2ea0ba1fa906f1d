import type { firstRunContract } from '../../../src-shared/contract/staff/first-run'
import type { StaffActor } from '../../kernel/actor'
import { generateDemo } from '../../demo'
import type { Handlers } from '../../kernel/dispatcher'
import { describeStaff, openStaffSession } from '../accounts'
import { townOrNull } from '../organisation'
import { createTown } from './create-town'

export const firstRunHandlers: Handlers<typeof firstRunContract, StaffActor> = {
  'firstRun.status': async (ctx) => {
    const town = await townOrNull(ctx)
    return { hasTown: town !== null, townName: town?.name ?? '', isDemonstration: town?.mode === 'demonstration' }
  },
  'firstRun.createTown': async (ctx, input) => {
    const id = await createTown(ctx, input)
    await openStaffSession(ctx, id)
    return ctx.read((unit) => describeStaff(unit, id))
  },
  'firstRun.openDemo': async (ctx) => {
    const { accounts } = await generateDemo(ctx.services, { size: 'demo', today: ctx.today })
    return accounts
  },
}
