import type { AskedValue } from '../../../../src-shared/contract/requests'
import type { RequestRow } from '../../../../src-shared/contract/staff/requests'
import type { RequestRecord } from '../record'

/** One thing asked that the file does not hold yet: a label and its words. */
export interface AskedLine {
  key: string
  label: string
  value: string
}

function resultOf({ status }: Pick<RequestRecord, 'status'>): RequestRow['result'] {
  if (status === 'accepted' || status === 'partly-accepted') return 'accepted'
  return status === 'refused' || status === 'withdrawn' ? 'refused' : 'waiting'
}

const shown = (lines: readonly AskedLine[]) => lines.filter(({ value }) => value !== '')

export function askedRows(record: RequestRecord, lines: readonly AskedLine[]): RequestRow[] {
  const result = resultOf(record)
  return shown(lines).map(({ key, label, value }) => ({
    ...{ key, label, before: '', after: value, current: '' },
    ...{ conflict: false, same: false, hidden: false, result },
  }))
}

export function askedValues(record: RequestRecord, lines: readonly AskedLine[]): AskedValue[] {
  const result = resultOf(record)
  return shown(lines).map(({ key, label, value }) => ({ key, label, before: '', after: value, result }))
}
