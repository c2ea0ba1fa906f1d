import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Cell } from '../../../src-shared/contract/portal/calendar'
import type { BookingItem } from '../../../src-shared/contract/requests'
import { errorLabel } from '../../../src-shared/labels/fr'
import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { call, errorText } from '../../api'
import { useFormat, useToasts } from '../../ui'
import { newRequestId } from './basket'

/** Acts of the day sheet: each is one request of one item, applied at once where the rule allows, with a receipt in words. */
export function useDayActs(done: () => void) {
  const { t, locale } = useI18n()
  const { instant } = useFormat()
  const toasts = useToasts()
  /** The cell under way: its button waits, and a second click does nothing. */
  const busy = ref<string | null>(null)

  async function send(item: BookingItem, undo?: BookingItem) {
    const name = `${item.enrolmentId}/${item.slotId}/${item.date}`
    if (busy.value) return
    busy.value = name
    try {
      const { outcomes } = await call('booking.submit', { id: newRequestId(), items: [item] })
      const [outcome] = outcomes
      if (outcome?.outcome === 'refused') {
        const { code = 'internal', details = {} } = outcome.refusal ?? {}
        const text = locale.value === 'fr' ? errorLabel(code, details) : t('calendar.outcome.refused')
        toasts.add({ text, tone: 'danger' })
      } else if (outcome) {
        const detail =
          outcome.deadline && outcome.outcome === 'booked'
            ? t('calendar.cancellableUntil', { when: instant(outcome.deadline) })
            : undefined
        toasts.add({
          text: t(`calendar.outcome.${outcome.outcome}`, { rank: outcome.rank ?? '' }),
          ...(detail ? { detail } : {}),
          ...(undo && outcome.outcome !== 'unchanged' ? { undo: () => void send(undo) } : {}),
        })
      }
    } catch (error) {
      toasts.add({ text: errorText(error), tone: 'danger' })
    } finally {
      busy.value = null
      done()
    }
  }

  const item = (
    cell: Cell,
    slotId: number,
    date: LocalDate,
    action: BookingItem['action'],
    reason?: string,
  ): BookingItem => ({
    enrolmentId: cell.enrolmentId,
    slotId,
    date,
    action,
    ...(reason ? { reason } : {}),
  })

  return {
    busy,
    book: (cell: Cell, slotId: number, date: LocalDate) =>
      send(item(cell, slotId, date, 'book'), item(cell, slotId, date, 'cancel')),
    /** A demand to cancel or an absence is taken back by asking for the booking again. */
    withdraw: (cell: Cell, slotId: number, date: LocalDate) => {
      const back = cell.state === 'cancellation-requested' || cell.state === 'absence-requested'
      return send(item(cell, slotId, date, back ? 'book' : 'cancel'))
    },
    cancel: (cell: Cell, slotId: number, date: LocalDate, reason: string) =>
      send(item(cell, slotId, date, 'cancel', reason), item(cell, slotId, date, 'book')),
    declareAbsence: (cell: Cell, slotId: number, date: LocalDate, reason: string) =>
      send(
        item(cell, slotId, date, 'declare-absence', reason),
        cell.state === 'booked-locked' ? item(cell, slotId, date, 'book') : undefined,
      ),
  }
}
