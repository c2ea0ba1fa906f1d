export { BOOKING_DISPLAY } from '../../../src-shared/rules/booking-display'
export type { ShownState } from '../../../src-shared/rules/booking-state'
