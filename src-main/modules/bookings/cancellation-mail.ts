import { cancellationKindLabels, type CancellationKind } from '../../../src-shared/contract/staff/cancellations'
import { formatDayMonth } from '../../../src-shared/format/date'
import { groupBy } from '../../../src-shared/kernel/group-by'
import type { Instant } from '../../../src-shared/kernel/instant'
import type { Ctx } from '../../kernel/context'
import { emailFamily } from '../messaging'
import { readTown } from '../organisation'
import type { ConcernedRow } from './store-cancellations'

interface Told {
  id: number
  kind: CancellationKind
  label: string
  tellAt: Instant
  rows: readonly ConcernedRow[]
}

/** One e-mail a family, with every child and day; it leaves once the act can no longer be taken back. */
export async function tellCancelled(ctx: Ctx, { id, kind, label, tellAt, rows }: Told): Promise<void> {
  const { name } = await readTown(ctx)
  for (const [familyId, own] of groupBy(rows, (row) => row.familyId)) {
    const lines = own.map(
      ({ childName, activityName, slotName, date }) =>
        `- ${childName}, ${formatDayMonth(date)}\u00A0: ${activityName}, ${slotName}`,
    )
    await emailFamily(ctx, {
      dedupeKey: `cancellation/${id}/${familyId}`,
      kind: 'cancellation',
      familyId,
      subject: `${cancellationKindLabels[kind]}\u00A0: ${label}`,
      text: [
        'Bonjour,',
        `Ces accueils n’auront pas lieu (${label})\u00A0:`,
        lines.join('\n'),
        'Ils sont annulés sans frais\u00A0: vous n’avez rien à faire.',
        name,
      ].join('\n\n'),
      sendAfter: tellAt,
    })
  }
}
