import { call } from '../../../api'
import { liveCount } from '../../../stores/live-count'

/** How many care plans, vaccines and insurances are over among the children received now. */
export const overdueRenewals = liveCount('families', async () => (await call('health.renewalCount', {})).over)
