import type { OperationOutput } from '../../api'

type Raw = OperationOutput<'attendance.alerts'>[number]
export interface Alert extends Raw {
  /** What the card says in one line. */
  title: string
}

/** Alerts by child, the gravest first, as they are said at the door. */
export function alertsByChild(raw: readonly Raw[] | undefined): Map<number, Alert[]> {
  const byChild = new Map<number, Alert[]>()
  for (const alert of raw ?? []) {
    const list = byChild.get(alert.childId) ?? []
    list.push({ ...alert, title: titleOf(alert) })
    byChild.set(alert.childId, list)
  }
  return byChild
}

function titleOf({ kind, label, instruction }: Raw): string {
  if (kind === 'allergy') return `Allergie\u00A0: ${label.charAt(0).toLowerCase()}${label.slice(1)}`
  if (kind === 'treatment') return `Traitement\u00A0: ${label}`
  const what = instruction.split(/[.;\n]/)[0] ?? ''
  return what === '' ? 'PAI' : `PAI\u00A0: ${what.charAt(0).toLowerCase()}${what.slice(1)}`
}
