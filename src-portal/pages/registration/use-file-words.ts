import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'
import type { FileSectionView } from '../../../src-shared/contract/registration'
import { editRoute } from '../../file/edit-route'
import { sectionOf } from '../family/sections'

type Point = FileSectionView['missing'][number]

/** Titles, points and ways out of the sections of the yearly file. */
export function useFileWords() {
  const { t, te } = useI18n()
  return {
    title: ({ kind }: FileSectionView) => t(`registration.section.${kind}`),
    /** Documents and rules carry the town's words; the rest is said in the reader's language. */
    what: ({ code, what }: Point) =>
      te(`registration.point.${code}.what`) ? t(`registration.point.${code}.what`) : what,
    why: ({ code, why }: Point) => (te(`registration.point.${code}.why`) ? t(`registration.point.${code}.why`) : why),
  }
}

const childSubjects = {
  'child-identity': 'child-identity',
  'child-health': 'health-record',
  'child-authorisations': 'child-authorisations',
  'child-contacts': 'pickup-contact',
} as const

/** Where a section is read and changed. */
export function placeOf({ kind, personId }: FileSectionView): RouteLocationRaw {
  switch (kind) {
    case 'guardians':
      return { name: 'family' }
    case 'tax':
      return editRoute({ subject: 'caf', personId: null })
    case 'bank':
      return editRoute({ subject: 'bank', personId: null })
    case 'documents':
      return { name: 'documents' }
    case 'rules':
      return { name: 'agreements' }
    default:
      return { name: 'child', params: { id: personId ?? 0 }, hash: `#${sectionOf(childSubjects[kind])}` }
  }
}
