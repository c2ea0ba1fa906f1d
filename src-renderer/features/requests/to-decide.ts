import { call } from '../../api'
import { liveCount } from '../../stores/live-count'

/** How many requests wait for an agent. */
export const requestsToDecide = liveCount('requests', async () => (await call('requests.counts', {})).toDecide)
