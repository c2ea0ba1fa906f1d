import { AppError } from '../../../src-shared/errors'
import { addMinutesToInstant } from '../../../src-shared/kernel/instant'
import { monthOf } from '../../../src-shared/kernel/local-date'
import { addMonths, firstDay } from '../../../src-shared/kernel/year-month'
import { quotientOn } from '../../../src-shared/rules/quotient'
import { systemActor } from '../../kernel/actor'
import { inRead, inWrite, writeAudit, type Ctx, type Services } from '../../kernel/context'
import { quotientsOf } from '../families'
import { townOrNull } from '../organisation'
import { askQuotient, saveLookup } from './lookup'
import { dueForRefresh } from './store'

const everyDays = 28
/** Few at a time: the service counts questions, and nobody waits for these. */
const atOnce = 20

/**
 * Asks again for the families that agreed, where the town chose it. A QF that changed counts from the first day of next
 * month: what is already priced stays. Returns how many were asked.
 */
export async function refreshQuotients(services: Services): Promise<number> {
  const unit = { services, actor: systemActor }
  const due = await inRead(unit, async (ctx) => {
    const town = await townOrNull(ctx)
    const { refresh = false, tokenSealed = '' } = town?.settings.apiParticulier ?? {}
    if (!refresh || tokenSealed === '') return []
    return dueForRefresh(ctx.db, addMinutesToInstant(ctx.now, -everyDays * 24 * 60), atOnce)
  })
  const ctx = {
    services,
    read: <T>(work: (one: Ctx<typeof systemActor>) => Promise<T>) => inRead(unit, work),
    write: <T>(work: (one: Ctx<typeof systemActor>) => Promise<T>) => inWrite(unit, work),
  }
  let asked = 0
  for (const target of due) {
    try {
      const answer = await askQuotient(ctx, target)
      asked += 1
      if (answer.outcome === 'found') await ctx.write((one) => saveIfChanged(one, target.familyId, answer.found))
      else if (answer.reason === 'too-many' || answer.reason === 'refused-token') break
    } catch (error) {
      // A file that became incomplete waits for an agent; the others go on.
      if (!(error instanceof AppError)) throw error
      services.log.bug(error, { during: 'quotients.refresh', family: target.familyId })
    }
  }
  return asked
}

async function saveIfChanged(
  ctx: Ctx,
  familyId: number,
  found: { id: number; value: number; provider: 'caf' | 'msa' },
) {
  const validFrom = firstDay(addMonths(monthOf(ctx.today), 1))
  const known = (await quotientsOf(ctx, [familyId])).get(familyId) ?? []
  if (quotientOn(known, validFrom)?.value === found.value) return
  // An agent already said something of that day: theirs stays.
  if (known.some((one) => one.kind === found.provider && one.validFrom === validFrom)) return
  const { value } = await saveLookup(ctx, { familyId, lookupId: found.id, validFrom })
  await writeAudit(ctx, 'quotientLookup.save', {
    ...{ entity: 'family', id: familyId, familyId, summary: { value, validFrom } },
  })
}

/** Looks every hour; a month passes between two questions about a family. */
export function startQuotientRefresh(services: Services, everyMs = 3_600_000): { stop(): Promise<void> } {
  let running: Promise<unknown> = Promise.resolve()
  const run = () => {
    running = running
      .then(() => refreshQuotients(services))
      .catch((error: unknown) => services.log.bug(error, { during: 'quotients.refresh' }))
  }
  const timer = setInterval(run, everyMs)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
