import { ageInMonths, type LocalDate } from '../../../src-shared/kernel/local-date'
import { quotientOn } from '../../../src-shared/rules/quotient'
import type { Ctx } from '../../kernel/context'
import { familyHeader, guardiansOf, quotientsOf } from '../families'
import { familyChildren } from './store'

/** What an agent has under the eyes beside the requests of a family. */
export async function describeFamily(ctx: Ctx, familyId: number) {
  const { id, number, name } = await familyHeader(ctx, familyId)
  const quotient = quotientOn((await quotientsOf(ctx, [familyId])).get(familyId) ?? [], ctx.today)
  const children = await familyChildren(ctx.db, familyId)
  const guardians = await guardiansOf(ctx, familyId)
  const ageOn = (birth: LocalDate | null) => (birth === null ? null : ageInMonths(birth, ctx.today))
  return {
    ...{ id, number, name },
    children: children.map((child) => ({
      ...{ id: child.id, name: child.firstName, classLevel: child.classLevel, ageMonths: ageOn(child.birthDate) },
    })),
    quotient: quotient && { value: quotient.value, kind: quotient.kind, validFrom: quotient.validFrom },
    recipients: guardians.filter(({ acceptsEmail, email }) => acceptsEmail && email !== '').map((one) => one.name),
  }
}
