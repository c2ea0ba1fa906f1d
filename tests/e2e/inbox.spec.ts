import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Browser, type Page } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { look, openPerson, parentAccount, phone, signInParent, signInStaff } from './support/people'

/** What a family asks of its file, from its first click to the agent's last key, and back. */
let desk: DeskProcess

test.beforeAll(async ({ browser }) => {
  desk = await startDesk()
  await clearInbox(browser)
})
test.afterAll(() => desk?.dispose())

interface Block {
  subject: string
  personId: number | null
  values: Record<string, unknown>
}

/** A call of the page that is open, with its session. */
async function rpc<T>(page: Page, operation: string, input: unknown = {}): Promise<T> {
  const reply = await page.evaluate(
    async ([name, body]) => {
      const headers = { 'content-type': 'application/json', 'x-ribambelle': '1' }
      const answer = await fetch(`/rpc/${String(name)}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return (await answer.json()) as { ok: boolean; value: unknown; error: unknown }
    },
    [operation, input] as const,
  )
  expect(reply, operation).toMatchObject({ ok: true })
  return reply.value as T
}

/** Asks for other contact details, as the form of the portal does. */
async function askDetails(page: Page, after: Record<string, string>): Promise<string> {
  const file = await rpc<{ me: number; blocks: Block[] }>(page, 'file.read')
  const own = file.blocks.find((block) => block.subject === 'guardian' && block.personId === file.me)
  const changes = Object.entries(after).map(([field, value]) => {
    return { field, before: own?.values[field] ?? null, after: value }
  })
  const payload = { subject: 'guardian', personId: file.me, entryId: null, action: 'change', changes }
  const id = randomUUID()
  await rpc(page, 'file.submit', { id, payload: { ...payload, attachments: [], message: '' } })
  return id
}

const NUMBERS: Record<string, number> = { Roussel: 102, Fournier: 103, Pereira: 104 }

interface Listed {
  familyNumber: number | null
  requests: { id: string; version: number }[]
}

/** The families of these stories begin with nothing asked: what the demonstration town asks for them is answered. */
async function clearInbox(browser: Browser) {
  const agent = await openPerson(browser)
  await signInStaff(agent, desk, 'agent', '/')
  for (const view of ['to-decide', 'waiting-family']) {
    const { groups } = await rpc<{ groups: Listed[] }>(agent.page, 'requests.list', { view })
    const decisions = groups
      .filter(({ familyNumber }) => Object.values(NUMBERS).includes(familyNumber ?? 0))
      .flatMap(({ requests }) => requests)
      .map(({ id, version }) => ({ id, version, decision: 'refuse', reason: 'Répondu au guichet.' }))
    if (decisions.length > 0) await rpc(agent.page, 'requests.decide', { decisions })
  }
  await agent.context.close()
}

const families = (page: Page) => page.getByRole('list', { name: 'Demandes par famille' })
const familyOf = (page: Page, name: string) =>
  families(page).getByRole('button', { name: new RegExp(`^${name} n° ${NUMBERS[name] ?? 0}\\b`) })
const request = (page: Page, id: string) => page.locator(`[data-request="${id}"]`)

/** Walks with J until this family is open. */
async function walkTo(page: Page, name: string) {
  await expect(familyOf(page, name)).toBeVisible()
  const open = page.getByRole('heading', { level: 1, name: `Famille ${name} n° ${NUMBERS[name] ?? 0}` })
  for (let step = 0; step < 30 && !(await open.isVisible()); step += 1) {
    await page.keyboard.press('j')
    await page.waitForTimeout(100)
  }
  await expect(open).toBeVisible()
}

async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)).toEqual(
    [],
  )
}

test('[L04] an agent accepts one value and refuses the other with the keyboard; the parent reads each, with the reason once', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  await signInParent(parent, desk.portal, parentAccount(desk, 'camille.roussel@courriel.invalid'))
  const id = await askDetails(parent.page, { mobile: '0612345678', workPhone: '0199002099' })

  const agent = await openPerson(browser)
  const { page } = agent
  await signInStaff(agent, desk, 'agent', '/demandes')
  await walkTo(page, 'Roussel')
  await expect(request(page, id)).toContainText('06 12 34 56 78')
  await expectAccessible(page)
  await request(page, id)
    .getByRole('checkbox', { name: /Téléphone du travail/ })
    .focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('a')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.type('Ce numéro est celui de la mairie.')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('status').filter({ hasText: 'Roussel' })).toBeVisible()
  await look(agent, 'inbox-partly')

  await parent.page.goto(`${desk.portal}/demandes?partie=account`)
  const row = parent.page.getByRole('link', { name: /En partie acceptée/ })
  await expect(row).toContainText('Ce numéro est celui de la mairie.')
  await row.tap()
  const main = parent.page.getByRole('main')
  await expect(main.getByText('06 12 34 56 78')).toBeVisible()
  await expect(main.getByText('Ce numéro est celui de la mairie.')).toHaveCount(1)
  await expect(main.getByText(/Envoyée le/)).toBeVisible()
  await expect(main.getByText(/Réponse le/)).toBeVisible()
  await expectAccessible(parent.page)
  await look(parent, 'requests-partly-phone')
  await Promise.all([parent.context.close(), agent.context.close()])
})

test('[L05] [L06] an agent asks for more, the parent completes the same request, the agent accepts it', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  await signInParent(parent, desk.portal, parentAccount(desk, 'bastien.fournier@courriel.invalid'))
  const id = await askDetails(parent.page, { addressLine1: '3 bis, allée des Charmes' })
  await parent.page.goto(`${desk.portal}/demandes?partie=account`)
  await expect(parent.page.getByRole('link', { name: /allée des Charmes.*En attente/ })).toBeVisible()

  const agent = await openPerson(browser)
  await signInStaff(agent, desk, 'agent', '/demandes')
  await walkTo(agent.page, 'Fournier')
  await request(agent.page, id).waitFor()
  await agent.page.keyboard.press('c')
  await agent.page
    .getByRole('dialog')
    .getByRole('button', { name: /justificatif de domicile/ })
    .click()
  await agent.page.keyboard.press('Control+Enter')
  await expect(agent.page.getByRole('dialog')).toHaveCount(0)

  await parent.page.reload()
  await parent.page.getByRole('link', { name: /À compléter/ }).tap()
  await parent.page.getByRole('button', { name: 'Compléter la demande' }).tap()
  await expectAccessible(parent.page)
  await parent.page.getByLabel('Votre réponse').fill('Bail signé le 20 novembre, je l’apporte demain.')
  await parent.page.getByRole('button', { name: 'Envoyer le complément' }).tap()
  await expect(parent.page.getByText('Complément envoyé')).toBeVisible()
  await look(parent, 'requests-completed-phone')

  await walkTo(agent.page, 'Fournier')
  await expect(request(agent.page, id)).toContainText('Bail signé le 20 novembre')
  await look(agent, 'inbox-completed')
  await agent.page.keyboard.press('a')
  await expect(familyOf(agent.page, 'Fournier')).toHaveCount(0)
  await parent.page.reload()
  const accepted = parent.page.getByRole('main')
  await expect(accepted.getByText('Acceptée', { exact: true })).toBeVisible()
  await expect(accepted.getByText('3 bis, allée des Charmes')).toBeVisible()
  await expect(accepted.getByText(/Envoyée le/)).toBeVisible()
  await expect(accepted.getByText(/Réponse le/)).toBeVisible()
  const file = await rpc<{ blocks: Block[] }>(parent.page, 'file.read')
  expect(file.blocks.some(({ values }) => values['addressLine1'] === '3 bis, allée des Charmes')).toBe(true)
  await Promise.all([parent.context.close(), agent.context.close()])
})

test('two agents on one request: the second reads who decided; the offer to undo stays on its screen', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  await signInParent(parent, desk.portal, parentAccount(desk, 'moussa.pereira@courriel.invalid'))
  const id = await askDetails(parent.page, { workPhone: '0199002077' })
  const [first, second] = await Promise.all([openPerson(browser), openPerson(browser)])
  await signInStaff(first, desk, 'agent', '/demandes')
  await signInStaff(second, desk, 'director', '/demandes')
  await Promise.all([walkTo(first.page, 'Pereira'), walkTo(second.page, 'Pereira')])
  await first.page.keyboard.press('a')
  await expect(first.page.getByRole('button', { name: /^Annuler/ })).toBeVisible()
  await expect(second.page.getByText(/Acceptée par Nadia Kessler/)).toBeVisible()
  await look(second, 'inbox-already-decided')

  await first.page
    .getByRole('link', { name: /^Planning/ })
    .first()
    .click()
  await expect(first.page.getByRole('grid')).toBeVisible()
  await expect(first.page.getByRole('button', { name: /^Annuler/ })).toHaveCount(0)

  await first.page.getByRole('link', { name: /^Demandes/ }).click()
  await first.page.getByRole('radio', { name: 'Décidées' }).click()
  await familyOf(first.page, 'Pereira').click()
  await request(first.page, id).waitFor()
  await first.page.getByRole('button', { name: 'Annuler la décision' }).first().click()
  await first.page.getByRole('radio', { name: /^À décider/ }).click()
  await expect(familyOf(first.page, 'Pereira')).toBeVisible()
  await Promise.all([parent, first, second].map(({ context }) => context.close()))
})

test('[L02] [L03] a parent finds requests about the file apart from those of the children, topic by topic', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  await askDetails(page, { workPhone: '0199002066' })
  const payload = { subject: 'caf', personId: null, entryId: null, action: 'change' }
  const changes = [{ field: 'fund', before: null, after: 'Caf de la Gironde' }]
  await rpc(page, 'file.submit', { id: randomUUID(), payload: { ...payload, changes, attachments: [], message: '' } })

  await page.goto(`${desk.portal}/demandes`)
  await page.getByRole('radio', { name: /^Mes enfants/ }).check({ force: true })
  await expect(page.getByRole('link', { name: /Vacances/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /Caf de la Gironde/ })).toHaveCount(0)
  await page.getByRole('radio', { name: /^Mon compte/ }).check({ force: true })
  await expect(page.getByRole('link', { name: /01 99 00 20 66/ })).toBeVisible()
  await look(parent, 'requests-account-phone')
  await page.getByLabel('Sujet').selectOption({ label: 'Caf ou MSA' })
  await expect(page.getByRole('link', { name: /Caf de la Gironde/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /01 99 00 20 66/ })).toHaveCount(0)
  await page.getByLabel('Sujet').selectOption({ label: 'Coordonnées bancaires' })
  await expect(page.getByText('Aucune demande sur ce sujet')).toBeVisible()
  await expectAccessible(page)
  await look(parent, 'requests-no-topic-phone')
  await page.getByRole('button', { name: 'Tout afficher' }).tap()
  await expect(page.getByRole('button', { name: 'Le dernier mois' })).toBeVisible()
  await parent.context.close()
})
