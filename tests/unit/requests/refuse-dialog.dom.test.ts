import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import RefuseDialog from '../../../src-renderer/features/requests/RefuseDialog.vue'
import { ageText, childAge, doneText, effectLines, isOld } from '../../../src-renderer/features/requests/words'
import { instant } from '../../../src-shared/kernel/instant'

afterEach(() => {
  document.body.innerHTML = ''
})

function openDialog(accepted = 0) {
  return mount(RefuseDialog, {
    props: { open: true, familyName: 'Diallo', refused: [], accepted },
    attachTo: document.body,
  })
}
const buttonNamed = (text: string) =>
  [...document.querySelectorAll('button')].find((button) => button.textContent.trim().startsWith(text))

it('does not refuse without a reason, and says that the family will read it', async () => {
  const dialog = openDialog()
  await nextTick()
  buttonNamed('Refuser')?.click()
  await nextTick()
  expect(dialog.emitted('confirm')).toBeUndefined()
  expect(document.body.textContent).toContain('la famille lira ce motif')
})

it('refuses with one of the usual reasons, as it is written', async () => {
  const dialog = openDialog()
  await nextTick()
  buttonNamed('Le délai est passé.')?.click()
  await nextTick()
  buttonNamed('Refuser')?.click()
  expect(dialog.emitted('confirm')).toEqual([['Le délai est passé.']])
})

it('says in the button that the other requests are accepted', async () => {
  openDialog(2)
  await nextTick()
  expect(buttonNamed('Refuser')?.textContent).toContain('accepter les 2 autres')
})

it('tells how long a request has waited, and when that is too long', () => {
  const now = instant('2026-12-08T09:41:00Z')
  expect(ageText(instant('2026-12-08T09:01:00Z'), now)).toBe('40\u00A0min')
  expect(ageText(instant('2026-12-08T01:40:00Z'), now)).toBe('8\u00A0h')
  expect(ageText(instant('2026-12-03T09:00:00Z'), now)).toBe('5\u00A0j')
  expect(isOld(instant('2026-12-05T09:41:00Z'), now)).toBe(true)
  expect(isOld(instant('2026-12-05T09:42:00Z'), now)).toBe(false)
})

it('says what an acceptance does, in words that agree', () => {
  const none = { booked: 0, cancelled: 0, excused: 0, waiting: 0, refused: 0, amountCents: 0 }
  expect(effectLines({ ...none, booked: 4, amountCents: 3840 }).map(({ text }) => text)).toEqual([
    'Réserve 4\u00A0jours, 38,40\u00A0€',
  ])
  expect(effectLines({ ...none, cancelled: 1 }).map(({ text }) => text)).toEqual([
    'Annule 1\u00A0jour sans frais et libère la place',
  ])
  expect(childAge(7)).toBe('7\u00A0mois')
  expect(childAge(95)).toBe('7\u00A0ans')
})

it('counts in the message the decisions that were taken, not those that came too late', () => {
  const done = (familyName: string, status: 'accepted' | 'refused') => ({
    id: 'x',
    familyName,
    done: { status, version: 2, summary: '' },
    refusal: null,
  })
  const late = { id: 'y', familyName: 'Riou', done: null, refusal: { code: 'request.already-decided', details: {} } }
  expect(doneText([done('Tessier', 'accepted'), late])).toBe('Tessier\u00A0: acceptée')
  expect(doneText([done('Tessier', 'accepted'), done('Riou', 'accepted')])).toBe(
    '2\u00A0demandes acceptées, 2\u00A0familles',
  )
  expect(doneText([done('Tessier', 'accepted'), done('Tessier', 'refused')])).toBe(
    'Tessier\u00A0: 2\u00A0demandes décidées',
  )
})
