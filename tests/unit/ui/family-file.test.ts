import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Reply } from '../../../src-shared/contract/operation'
import { ApiError } from '../../../src-front/api/errors'
import { setTransport } from '../../../src-portal/api/client'
import App from '../../../src-portal/App.vue'
import { chooseLocale, i18n } from '../../../src-portal/i18n'
import { makeRouter } from '../../../src-portal/router'

interface Sent {
  operation: string
  input: { payload?: { changes: { field: string; before: unknown; after: unknown }[] }; id?: string }
}

const guardian = {
  civility: 'Mme',
  lastName: 'Berthelot',
  firstName: 'Nadia',
  email: 'nadia@courriel.invalid',
  mobile: '0639980123',
  addressLine1: '12 rue des Tilleuls',
  postalCode: '47310',
  city: 'Brécourt',
  livesElsewhere: false,
  acceptsEmail: true,
  acceptsSms: false,
}
const file = {
  family: { number: 2041, name: 'Berthelot', addressLines: ['12 rue des Tilleuls'] },
  fields: [],
  isHealthHidden: false,
  choices: {},
  guardians: [{ personId: 11, firstName: 'Nadia', lastName: 'Berthelot', accountHolder: true }],
  children: [],
  blocks: [
    { subject: 'guardian', personId: 11, values: guardian, entries: [] },
    { subject: 'bank', personId: null, values: { holder: 'Nadia', iban: 'FR76 •••• … 189' }, entries: [] },
  ],
  me: 11,
  pending: [] as unknown[],
}
const parent = {
  firstName: 'Nadia',
  lastName: 'Berthelot',
  familyNumber: '2041',
  familyName: 'Berthelot',
  families: [],
  gate: null,
  welcome: false,
}
const answers: Record<string, unknown> = {
  'session.current': parent,
  'session.signOut': { done: true },
  'home.read': { money: { unpaid: 0 }, soon: [], todo: [] },
  'town.identity': {
    name: 'Brécourt',
    services: [],
    accentColour: null,
    access: { signOutUrl: '', selfRegistration: false, passwordMinLength: 12 },
  },
  'file.read': file,
  'requests.list': [],
  'file.submit': { id: 'x', status: 'pending' },
}

let sent: Sent[]
let isAway: boolean
let mounted: ReturnType<typeof mount> | undefined

/** A page is compiled when it is first opened: on a busy machine it takes its time. */
const patiently = (check: () => void) => vi.waitFor(check, { timeout: 8_000 })

async function opened(path: string) {
  window.history.replaceState({}, '', path)
  const router = makeRouter()
  mounted = mount(App, { attachTo: document.body, global: { plugins: [createPinia(), i18n, router] } })
  await patiently(() => expect(document.querySelector('form, h1, .note')).not.toBeNull())
  await flushPromises()
  return { router }
}
const field = (label: string) => {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim().startsWith(label))
  const input = document.getElementById(found?.htmlFor ?? '')
  if (!(input instanceof HTMLInputElement)) throw new Error(`no field ${label}`)
  return input
}
async function type(label: string, text: string) {
  const input = field(label)
  input.value = text
  input.dispatchEvent(new Event('input'))
  await flushPromises()
}
const button = (name: string) => {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)
  if (!found) throw new Error(`no button ${name}`)
  return found
}
async function save() {
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
}
const submissions = () => sent.filter(({ operation }) => operation === 'file.submit')
const drafts = () => Object.keys(sessionStorage).filter((name) => name.includes('draft'))
const edit = '/famille/modifier/guardian?personne=11'

beforeEach(() => {
  // the browser has it, this one does not
  vi.stubGlobal('reportError', (error: unknown) => {
    throw error
  })
  sent = []
  isAway = false
  sessionStorage.clear()
  chooseLocale('fr')
  setTransport(async (operation, input): Promise<Reply> => {
    sent.push({ operation, input: input as Sent['input'] })
    if (isAway && operation === 'file.submit') throw new ApiError('unavailable', 'network.unreachable')
    if (!(operation in answers)) throw new ApiError('unavailable', 'network.unreachable')
    return { ok: true, value: answers[operation] }
  })
})
afterEach(() => {
  mounted?.unmount()
  mounted = undefined
  setTransport(undefined)
  vi.unstubAllGlobals()
})

describe('the form of a subject of the file', () => {
  it('[C18] opens on the very field that was touched', async () => {
    await opened(`${edit}&champ=addressLine1`)
    expect(document.activeElement).toBe(field('Adresse (facultatif)'))
  })

  it('[C15] sends nothing before « Enregistrer », then only what differs from the file', async () => {
    const { router } = await opened(edit)
    expect(button('Enregistrer').disabled).toBe(true)
    await type('Téléphone portable', '06 39 98 01 99')
    await type('Code postal', '47310')
    expect(document.body.textContent).toContain('1 changement à envoyer')
    expect(submissions()).toEqual([])
    await save()
    expect(submissions()[0]?.input.payload?.changes).toEqual([
      { field: 'mobile', before: '0639980123', after: '0639980199' },
    ])
    await patiently(() => expect(router.currentRoute.value.name).toBe('family'))
  })

  it('[C15] asks before what is typed is left behind, and keeps it for who stays', async () => {
    const { router } = await opened(edit)
    await type('Téléphone portable', '06 39 98 01 99')
    await router.push('/demarches')
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('file-edit')
    expect(document.querySelector('[role=dialog]')?.textContent).toContain('Quitter sans enregistrer')
    button('Rester').click()
    await flushPromises()
    expect(field('Téléphone portable').value).toBe('06 39 98 01 99')
    const unload = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(unload)
    expect(unload.defaultPrevented).toBe(true)
    await router.push('/demarches')
    await flushPromises()
    button('Quitter').click()
    await patiently(() => expect(router.currentRoute.value.name).toBe('procedures'))
    expect(drafts()).toEqual([])
  })

  it('lets go without a word when nothing was typed', async () => {
    const { router } = await opened(edit)
    await type('Téléphone portable', '06 39 98 01 99')
    await type('Téléphone portable', '06 39 98 01 23'.replaceAll(' ', '\u00A0'))
    await router.push('/demarches')
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('procedures')
  })

  it('finds what was typed again after the page was loaded anew, and says so', async () => {
    await opened(edit)
    await type('Téléphone portable', '06 39 98 01 99')
    mounted?.unmount()
    await opened(edit)
    expect(document.body.textContent).toContain('Votre saisie a été retrouvée')
    expect(field('Téléphone portable').value).toBe('06 39 98 01 99')
    button('Repartir de la fiche').click()
    await flushPromises()
    expect(field('Téléphone portable').value.replaceAll('\u00A0', ' ')).toBe('06 39 98 01 23')
  })

  it('loses nothing when the network is cut, and sends the same request again', async () => {
    await opened(edit)
    await type('Téléphone portable', '06 39 98 01 99')
    isAway = true
    await save()
    expect(document.body.textContent).toContain('Pas de confirmation reçue. Votre saisie est gardée.')
    isAway = false
    await save()
    const [first, second] = submissions()
    expect(second?.input.id).toBe(first?.input.id)
  })

  it('forgets what is typed when the parent signs out', async () => {
    await opened(edit)
    await type('Téléphone portable', '06 39 98 01 99')
    expect(drafts()).toHaveLength(1)
    document.querySelector<HTMLButtonElement>('button[aria-label="Se déconnecter"]')?.click()
    await flushPromises()
    expect(drafts()).toEqual([])
  })

  it('says beside a field what is wrong with it, and sends nothing', async () => {
    await opened(edit)
    await type('Adresse e-mail', 'nadia@')
    await type('Code postal', '473')
    await save()
    expect(submissions()).toEqual([])
    expect(document.body.textContent).toContain('Un code postal a cinq chiffres.')
    expect(document.activeElement).toBe(field('Adresse e-mail'))
    expect(field('Adresse e-mail').getAttribute('aria-invalid')).toBe('true')
  })

  it('never shows an IBAN as something to type over, and refuses one that does not check', async () => {
    await opened('/famille/modifier/bank')
    expect(field('IBAN').value).toBe('')
    expect(document.body.textContent).toContain('FR76 •••• … 189')
    await type('IBAN', 'FR76 3000 6000 0112 3456 7890 188')
    await save()
    expect(document.body.textContent).toContain('Cet IBAN n’est pas valide')
    expect(submissions()).toEqual([])
  })

  it('does not open on a person who is not of the family', async () => {
    await opened('/famille/modifier/guardian?personne=99')
    expect(document.body.textContent).toContain('Cette fiche n’existe plus')
  })
})

describe('the page of a child', () => {
  const child = { personId: 31, firstName: 'Inès', lastName: 'Carvalho', birthDate: '2019-05-14' }
  const block = (subject: string, entries: unknown[] = []) => ({ subject, personId: 31, values: {}, entries })
  const allergy = { label: 'Kiwi', kind: 'food', severity: 'severe', instruction: 'Appeler les parents.' }
  const withHealth = {
    ...file,
    children: [child],
    blocks: [block('allergy', [{ entryId: 7, label: 'Kiwi', values: allergy }]), block('care-plan')],
  }
  const shown = () => document.querySelector('#sante')?.textContent ?? ''
  afterEach(() => (answers['file.read'] = file))

  it('shows the health that the family gave, and says what was not given', async () => {
    answers['file.read'] = withHealth
    await opened('/famille/enfants/31')
    expect(shown()).toContain('Kiwi')
    expect(shown()).toContain('Pas de PAI.')
  })

  it('never takes health that stays in the office for none', async () => {
    answers['file.read'] = { ...withHealth, blocks: [], isHealthHidden: true }
    await opened('/famille/enfants/31')
    expect(shown()).toContain('Les informations de santé restent à la mairie')
    expect(shown()).toContain('Ajouter une allergie')
    expect(shown()).not.toMatch(/Aucun|Pas de PAI|Non renseigné/)
    expect(document.querySelector('#vaccins')?.textContent).not.toMatch(/Non fournis|Il manque/)
    expect(document.querySelector('#besoins')?.textContent).not.toMatch(/Non renseigné/)
  })
})

describe('the page of the family', () => {
  it('[C16] shows what is asked beside what the file has, with its way back', async () => {
    file.pending = [
      {
        requestId: 'aaaaaaaa-0000-4000-8000-000000000001',
        subject: 'guardian',
        personId: 11,
        entryId: null,
        action: 'change',
        status: 'pending',
        submittedAt: '2026-11-30T10:12:00.000Z',
        authorName: 'Nadia',
        question: '',
        values: { addressLine1: '3 quai de l’Aulne' },
        mayWithdraw: true,
      },
    ]
    await opened('/famille')
    const text = document.querySelector('main')?.textContent ?? ''
    expect(text).toMatch(/Aujourd’hui\s*12 rue des Tilleuls\s*En attente\s*3 quai de l’Aulne/)
    const withdraw = document.querySelector('[aria-label^="Retirer la demande"]')
    expect(withdraw).not.toBeNull()
    file.pending = []
  })

  it('completes the request that the office sent back, from what was asked', async () => {
    const requestId = 'aaaaaaaa-0000-4000-8000-000000000002'
    const asked = {
      requestId,
      subject: 'guardian',
      personId: 11,
      entryId: null,
      action: 'change',
      status: 'needs-more',
    }
    const words = { submittedAt: '2026-11-30T10:12:00.000Z', authorName: 'Nadia', question: 'Quel étage\u00A0?' }
    file.pending = [{ ...asked, ...words, values: { addressLine1: '3 quai de l’Aulne' }, mayWithdraw: true }]
    answers['requests.complete'] = { id: requestId, status: 'pending' }
    await opened('/famille')
    document.querySelector<HTMLAnchorElement>(`a[href*="${requestId}"]`)?.click()
    await patiently(() => expect(document.querySelector('form')).not.toBeNull())
    await flushPromises()
    expect(document.body.textContent).toContain('Quel étage\u00A0?')
    expect(field('Adresse (facultatif)').value).toBe('3 quai de l’Aulne')
    await type('Adresse (facultatif)', '3 quai de l’Aulne, 2e étage')
    await save()
    const completion = sent.find(({ operation }) => operation === 'requests.complete')?.input
    expect(completion).toMatchObject({
      id: requestId,
      changes: [{ field: 'addressLine1', before: '12 rue des Tilleuls', after: '3 quai de l’Aulne, 2e étage' }],
    })
    expect(submissions()).toEqual([])
    file.pending = []
  })

  it('[C10] holds the sections of the adults, of taxes, of the Caf and of the bank', async () => {
    await opened('/famille')
    const sections = [...document.querySelectorAll('nav[aria-label="Rubriques de la fiche"] a')].map((one) =>
      one.textContent?.trim(),
    )
    expect(sections).toEqual([
      'Membres',
      'Responsable',
      'Informations fiscales',
      'Caf ou MSA',
      'Coordonnées bancaires',
      'Factures',
    ])
  })
})
