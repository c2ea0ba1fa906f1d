import type { RequestKind } from '../../../../src-shared/contract/requests'
import { refuse } from '../../../../src-shared/errors'
import { documentKind } from './document'
import { enrolmentKind } from './enrolment'
import { fileKind } from './file'
import type { RequestKindModule } from './kind'
import { nurseryEnrolmentKind } from './nursery-enrolment'
import { registrationKind } from './registration'
import { schoolEnrolmentKind } from './school-enrolment'
import { yearlyFileKind } from './yearly-file'

/** Kinds behind the door; bookings, whose days are decided one by one, have their own (`../booking.ts`). */
const modules: readonly RequestKindModule[] = [
  fileKind,
  documentKind,
  enrolmentKind,
  schoolEnrolmentKind,
  nurseryEnrolmentKind,
  yearlyFileKind,
  registrationKind,
]

const byKind = new Map<RequestKind, RequestKindModule>(modules.map((module) => [module.kind, module]))

export const moduleOf = (kind: RequestKind): RequestKindModule => byKind.get(kind) ?? refuse('request.kind-unknown')

export const isBooking = ({ kind }: { kind: RequestKind }): boolean => kind === 'booking'
