import { useI18n } from 'vue-i18n'
import type { MyRequest } from '../../../src-shared/contract/portal/requests'
import type { AskedValue } from '../../../src-shared/contract/requests'
import { isLocalDate } from '../../../src-shared/kernel/local-date'
import { useFormat } from '../../ui'
import { groupOutcomes } from '../calendar/outcome-groups'

/** What a request says of itself in a list, in the reader's language. */
export function useRequestWords() {
  const { t, te, locale } = useI18n()
  const { shortDate } = useFormat()

  const isFrench = () => locale.value === 'fr'

  /** « Coordonnées du responsable, Sarah Berthelot »; of bookings, one line a service. */
  function titlesOf(request: MyRequest): string[] {
    if (request.outcomes.length > 0) return bookingLines(request)
    const title = isFrench() && request.title !== '' ? request.title : t(`requests.topic.${request.topic}`)
    const about = request.about === '' || title.includes(request.about) ? '' : `, ${request.about}`
    return [`${title}${about}`]
  }

  /** « Cantine, midi : 3 jours, Inès et Malo », service by service. */
  function bookingLines(request: MyRequest): string[] {
    const groups = new Map<string, { what: string; names: Set<string>; dates: Set<string> }>()
    for (const group of groupOutcomes(request.outcomes)) {
      const what = t(`requests.action.${group.action}`, {
        service: `${group.activityName}, ${group.slotName.toLowerCase()}`,
      })
      const known = groups.get(what) ?? { what, names: new Set(), dates: new Set() }
      group.childNames.forEach((name) => known.names.add(name))
      group.dates.forEach((date) => known.dates.add(date))
      groups.set(what, known)
    }
    return [...groups.values()].map(({ what, names, dates }) => {
      const [only] = [...dates]
      const days =
        dates.size === 1 && only && isLocalDate(only)
          ? shortDate(only)
          : t('calendar.days', { count: dates.size }, dates.size)
      return `${what}\u00A0: ${[...names].join(', ')}, ${days}`
    })
  }

  function labelOf(request: MyRequest, { key, label }: AskedValue): string {
    const name = request.file ? `fields.${request.file.subject}.${key}.label` : ''
    return isFrench() || name === '' || !te(name) ? label : t(name)
  }

  return { titlesOf, labelOf }
}
