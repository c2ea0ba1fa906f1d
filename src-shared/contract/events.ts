/** What the desk pushes to open back-office screens, after the commit that caused it. Ids only: screens ask again. */
export type ServerEvent =
  | { type: 'job'; jobId: number; kind: string; status: string; progress: number; total: number }
  | { type: 'requests' }
  | { type: 'bookings'; activityId: number; month: string }
  | { type: 'billing'; period: string }
  | { type: 'payments' }
  | { type: 'sync' }
  | { type: 'families'; familyId: number }
  | { type: 'messages' }

export type ServerEventType = ServerEvent['type']
