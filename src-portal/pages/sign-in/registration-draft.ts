import type { RegistrationForm } from '../../../src-shared/contract/access'

/** The form as it is typed: dates are texts until they are sent. */
export type RegistrationDraft = Omit<RegistrationForm, 'birthDate' | 'children'> & {
  birthDate: string
  children: { firstName: string; lastName: string; birthDate: string }[]
}

const key = 'ribambelle.portal.registration'

export function emptyRegistration(): RegistrationDraft {
  return {
    // made once for this form: sent twice, it is asked once
    id: crypto.randomUUID(),
    ...{ civility: '', firstName: '', lastName: '', birthDate: '', email: '', phone: '' },
    ...{ addressLine1: '', addressLine2: '', postalCode: '', city: '', children: [], message: '' },
  }
}

/** What was typed in this tab before the page was left: it goes with the tab, nobody else finds it. */
export function readDraft(): RegistrationDraft {
  const fresh = emptyRegistration()
  const kept = sessionStorage.getItem(key)
  if (kept === null) return fresh
  const parsed: unknown = JSON.parse(kept)
  return typeof parsed === 'object' && parsed !== null ? { ...fresh, ...parsed } : fresh
}

export function keepDraft(draft: RegistrationDraft | null) {
  if (draft === null) sessionStorage.removeItem(key)
  else sessionStorage.setItem(key, JSON.stringify(draft))
}
