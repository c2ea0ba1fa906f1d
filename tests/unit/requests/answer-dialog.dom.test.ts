import { mount } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import AnswerDialog from '../../../src-renderer/features/requests/AnswerDialog.vue'
import { sortAnswers, toDecisions, unanswered } from '../../../src-renderer/features/requests/answers'
import { ageText, childAge, doneText, effectLines, isOld } from '../../../src-renderer/features/requests/words'
import type { RequestDetail } from '../../../src-shared/contract/staff/requests'
import { instant } from '../../../src-shared/kernel/instant'

const nothing = { booked: 0, cancelled: 0, excused: 0, waiting: 0, refused: 0, amountCents: 0 }

function row(key: string, part: Partial<RequestDetail['rows'][number]> = {}): RequestDetail['rows'][number] {
  return {
    ...{ key, label: key, before: 'a', after: 'b', current: 'a', conflict: false, same: false, hidden: false },
    ...{ result: 'waiting', ...part },
  }
}

function request(id: string, part: Partial<RequestDetail> = {}): RequestDetail {
  return {
    ...{ id, kind: 'file', topic: 'guardian', about: 'Sarah', workingDays: 0, assignee: null, version: 3 },
    ...{ status: 'pending', title: 'Coordonnées', authorName: 'Sarah', origin: 'portal', isLate: false, reason: '' },
    ...{ message: '', decidedAt: null, decidedBy: '', sections: [], rows: [], mayAcceptPart: true, mayAskMore: true },
    ...{ choices: [], attachments: [], exchanges: [], related: [], effectText: '', changes: [], effect: nothing },
    submittedAt: instant('2026-12-08T09:41:00Z'),
    ...part,
  }
}

afterEach(() => {
  document.body.innerHTML = ''
})

function openDialog(others = 0) {
  const accepted = Array.from({ length: others }, (_, at) => request(`other-${at}`))
  const sorted = { accepted, partly: [], refused: [request('one', { kind: 'booking' })], asked: [] }
  return mount(AnswerDialog, {
    props: { open: true, familyName: 'Diallo', sorted, busy: false },
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
  expect(dialog.emitted('confirm')).toEqual([[{ reason: 'Le délai est passé.', question: '' }]])
})

it('says in the button that the other requests are accepted', async () => {
  openDialog(2)
  await nextTick()
  expect(buttonNamed('Refuser')?.textContent).toContain('accepter les 2 autres')
})

it('tells how long a request has waited, in working days, and when that is too long', () => {
  const now = instant('2026-12-08T09:41:00Z')
  expect(ageText(instant('2026-12-08T09:01:00Z'), now, 0)).toBe('40\u00A0min')
  expect(ageText(instant('2026-12-08T01:40:00Z'), now, 0)).toBe('8\u00A0h')
  expect(ageText(instant('2026-12-03T09:00:00Z'), now, 3)).toBe('3\u00A0j')
  expect(isOld(3)).toBe(true)
  expect(isOld(2)).toBe(false)
})

it('accepts the lines that stay ticked and refuses the others with the reason', () => {
  const one = request('one', { rows: [row('email'), row('mobile')] })
  const answers = { one: { decision: 'accept' as const, rows: { mobile: false }, choice: null } }
  expect(sortAnswers([one], answers).partly[0]?.rows.map(({ key }) => key)).toEqual(['mobile'])
  expect(toDecisions([one], answers, { reason: 'Numéro incomplet.', question: '' })).toEqual([
    { id: 'one', version: 3, decision: 'accept-part', keys: ['email'], reason: 'Numéro incomplet.' },
  ])
})

it('refuses the whole request when every line is unticked', () => {
  const one = request('one', { rows: [row('email')] })
  const answers = { one: { decision: 'accept' as const, rows: { email: false }, choice: null } }
  expect(toDecisions([one], answers, { reason: 'Illisible.', question: '' })).toEqual([
    { id: 'one', version: 3, decision: 'refuse', reason: 'Illisible.' },
  ])
})

it('takes nothing for granted where the file changed meanwhile', () => {
  const one = request('one', { rows: [row('email'), row('mobile', { conflict: true, current: 'c' })] })
  expect(unanswered(one, {})).toEqual(['mobile'])
  const kept = { one: { decision: 'accept' as const, rows: { mobile: true }, choice: null } }
  expect(unanswered(one, kept)).toEqual([])
  expect(toDecisions([one], kept, { reason: '', question: '' })).toEqual([
    { id: 'one', version: 3, decision: 'accept-part', keys: ['email', 'mobile'], reason: '' },
  ])
})

it('asks which family before it accepts somebody who may be known already', () => {
  const choices = [
    { key: 'new', label: 'Nouvelle famille', detail: '' },
    { key: 'family/12', label: 'Famille Weber', detail: '' },
  ]
  const one = request('one', { kind: 'registration', choices })
  expect(unanswered(one, {})).toEqual(['choice'])
  const chosen = { one: { decision: 'accept' as const, rows: {}, choice: 'family/12' } }
  expect(toDecisions([one], chosen, { reason: '', question: '' })).toEqual([
    { id: 'one', version: 3, decision: 'accept', choice: 'family/12' },
  ])
})

it('says what an acceptance does, in words that agree', () => {
  expect(effectLines({ ...nothing, booked: 4, amountCents: 3840 }).map(({ text }) => text)).toEqual([
    'Réserve 4\u00A0jours, 38,40\u00A0€',
  ])
  expect(effectLines({ ...nothing, cancelled: 1 }).map(({ text }) => text)).toEqual([
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
