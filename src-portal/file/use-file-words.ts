import { useI18n } from 'vue-i18n'
import type { FieldValue, FileField, FileSubject } from '../../src-shared/contract/file/subjects'
import { fieldText, isEmptyValue, type TownChoices } from '../../src-shared/contract/file/values'
import { formatPhone } from '../../src-shared/format/phone'
import { isLocalDate } from '../../src-shared/kernel/local-date'
import { cents } from '../../src-shared/kernel/money'
import { useFormat } from '../ui'

/** The names of fields and the way their values read, in the reader's language; French is that of the office. */
export function useFileWords(townChoices: () => TownChoices) {
  const { t, te, locale } = useI18n()
  const format = useFormat()

  /** The other languages have their words in `locales/<language>/fields.json`; what is missing there stays French. */
  function translated(key: string, french: string): string {
    return locale.value === 'fr' || !te(key, locale.value) ? french : t(key)
  }

  const fieldLabel = (subject: FileSubject, field: FileField) =>
    translated(`fields.${subject}.${field.key}.label`, field.label)
  const fieldHelp = (subject: FileSubject, field: FileField) =>
    field.help === undefined ? undefined : translated(`fields.${subject}.${field.key}.help`, field.help)
  const choices = (subject: FileSubject, field: FileField) =>
    (field.choices ?? townChoices()[field.key] ?? []).map(({ value, label }) => {
      return { value, label: translated(`fields.${subject}.${field.key}.choices.${value || 'none'}`, label) }
    })
  const choiceLabel = (subject: FileSubject, field: FileField, value: string) =>
    choices(subject, field).find((choice) => choice.value === value)?.label ?? value

  /** As the file is read; '' for nothing. */
  function shown(subject: FileSubject, field: FileField, value: FieldValue | undefined): string {
    if (locale.value === 'fr') return fieldText(field, value, townChoices())
    if (value === undefined || value === null || isEmptyValue(value)) {
      return choices(subject, field).find((choice) => choice.value === '')?.label ?? ''
    }
    if (Array.isArray(value)) return value.map((one) => shownOne(subject, field, one)).join(', ')
    if (typeof value === 'boolean') return value ? t('file.yes') : t('file.no')
    return shownOne(subject, field, value)
  }

  function shownOne(subject: FileSubject, field: FileField, value: string | number): string {
    const text = String(value)
    switch (field.kind) {
      case 'date':
      case 'dates':
        return isLocalDate(text) ? format.date(text) : text
      case 'money':
        return format.money(cents(Number(value)))
      case 'phone':
        return formatPhone(text)
      case 'choice':
      case 'choices':
      case 'school':
        return choiceLabel(subject, field, text)
      default:
        return text
    }
  }

  return { fieldLabel, fieldHelp, choices, shown }
}
