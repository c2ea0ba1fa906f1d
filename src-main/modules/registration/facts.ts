import { groupBy } from '../../../src-shared/kernel/group-by'
import type { SchoolYear } from '../../../src-shared/kernel/school-year'
import {
  registrationStatus as statusOf,
  type FileFacts,
  type FileStatus,
} from '../../../src-shared/rules/registration-file'
import type { Ctx } from '../../kernel/context'
import { paperFacts } from './papers'
import {
  bankFacts,
  childFacts,
  confirmationFacts,
  emergencyFacts,
  familyFacts,
  guardianFacts,
  quotientFacts,
  type ChildFacts,
} from './store'
import { isOfSchoolAge } from './years'

export interface KnownFile {
  familyId: number
  familyNumber: number
  familyName: string
  children: { id: number; firstName: string }[]
  status: FileStatus
}

/** The standing of the files of many families for a year, in the order asked; computed from what the files hold now. */
export async function readFiles(ctx: Ctx, familyIds: readonly number[], year: SchoolYear): Promise<KnownFile[]> {
  const { db, today } = ctx
  const families = new Map((await familyFacts(db, familyIds)).map((one) => [one.id, one]))
  const byFamily = <T extends { familyId: number }>(rows: readonly T[]) => groupBy(rows, ({ familyId }) => familyId)
  const guardians = byFamily(await guardianFacts(db, familyIds))
  const children = byFamily(await childFacts(db, familyIds))
  const emergencies = new Set((await emergencyFacts(db, familyIds)).map((one) => `${one.familyId}/${one.childId}`))
  const quotients = new Set((await quotientFacts(db, familyIds, today)).map(({ familyId }) => familyId))
  const banks = new Set((await bankFacts(db, familyIds)).map(({ familyId }) => familyId))
  const confirmations = byFamily(await confirmationFacts(db, familyIds, year))
  const papers = await paperFacts(ctx, familyIds)
  return familyIds.flatMap((id) => {
    const family = families.get(id)
    if (!family) return []
    const own = children.get(id) ?? []
    const facts: FileFacts = {
      hasAddress: family.addressLine1 !== '' && family.city !== '',
      guardians: (guardians.get(id) ?? []).map((one) => ({
        name: `${one.firstName} ${one.lastName}`,
        hasPhone: one.phone !== '' || one.mobile !== '',
        hasEmail: one.email !== '',
      })),
      children: own.map((child) => childOf(child, year, emergencies.has(`${id}/${child.id}`))),
      hasQuotient: quotients.has(id),
      directDebit: Boolean(family.directDebit),
      hasBankAccount: banks.has(id),
      missingDocuments: papers.get(id)?.missingDocuments ?? [],
      missingConsents: papers.get(id)?.missingConsents ?? [],
      confirmations: new Map((confirmations.get(id) ?? []).map(({ section, confirmedAt }) => [section, confirmedAt])),
    }
    return [
      {
        ...{ familyId: id, familyNumber: family.number, familyName: family.name },
        children: own.map((child) => ({ id: child.id, firstName: child.firstName })),
        status: statusOf(facts),
      },
    ]
  })
}

function childOf(
  { id, firstName, birthDate, schoolId, doctorSealed }: ChildFacts,
  year: SchoolYear,
  hasEmergencyContact: boolean,
): FileFacts['children'][number] {
  return {
    ...{ personId: id, firstName, hasEmergencyContact },
    hasBirthDate: birthDate !== null,
    isOfSchoolAge: isOfSchoolAge(birthDate, year),
    hasSchool: schoolId !== null,
    // an empty text is kept empty, so that this is known without opening what is sealed
    hasDoctor: doctorSealed !== null && doctorSealed !== '',
  }
}
