import { createServer } from 'node:net'
import { expect, test, type Page } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import {
  dayOf,
  fillPortalSignIn,
  look,
  openPerson,
  parentAccount,
  phone,
  signInParent,
  signInStaff,
  tapChip,
} from './support/people'

/** What goes wrong in a real life: hurried fingers, tunnels, power cuts, two people at once, small screens. */
test.describe.configure({ mode: 'serial' })

const unreachable =
  /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_FAILED/

let desk: DeskProcess

test.beforeAll(async () => {
  desk = await startDesk({ port: await freePort() })
})
test.afterAll(() => desk?.dispose())

test('a confirmation clicked twice books once, and going back sends nothing again', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  const before = await countRequests(page)
  await selectDay(page, 'jeudi 10 décembre', 'Midi')
  await openRecap(page)
  await page.getByRole('button', { name: /^Confirmer/ }).dblclick()
  await expect(page.getByRole('heading', { level: 1, name: 'C’est enregistré' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('table', { name: /^Décembre 2026/ })).toBeVisible()
  await expect(page.getByRole('link', { name: /^Vérifier/ })).toHaveCount(0)
  await look(parent, 'robust-back')
  expect(await countRequests(page)).toBe(before + 1)
  await parent.context.close()
})

test('without a network nothing is lost: the page says so, keeps the selection, and sends it once', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone, expected: unreachable })
  const { page, context } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  const before = await countRequests(page)
  await selectDay(page, 'jeudi 17 décembre', 'Midi')
  await openRecap(page)
  await context.setOffline(true)
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  await expect(page.getByText('Pas de confirmation reçue. Votre sélection est gardée.')).toBeVisible()
  await look(parent, 'robust-offline')
  await context.setOffline(false)
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'C’est enregistré' })).toBeVisible()
  expect(await countRequests(page)).toBe(before + 1)
  await parent.context.close()
})

test('the server stops and starts again: who was signed in goes on, with the selection', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone, expected: unreachable })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  await selectDay(page, 'mardi 15 décembre', 'Midi')
  await openRecap(page)
  await desk.kill()
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  await expect(page.getByText('Pas de confirmation reçue. Votre sélection est gardée.')).toBeVisible()
  const { port } = new URL(desk.backOffice)
  desk = await startDesk({ port: Number(port), dataDir: desk.dataDir })
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'C’est enregistré' })).toBeVisible()
  await look(parent, 'robust-restarted')
  await parent.context.close()
})

test('a session that ends asks to sign in over the page, and what was chosen stays', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone, expected: /401/ })
  const { page, context } = parent
  const account = parentAccount(desk)
  await signInParent(parent, desk.portal, account)
  await selectDay(page, 'lundi 14 décembre', 'Midi')
  await openRecap(page)
  await context.clearCookies()
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  const over = page.getByRole('dialog', { name: 'La session est terminée' })
  await expect(over).toBeVisible()
  // whoever types finds the first field under their fingers, and sees it
  await expect(over.getByLabel('E-mail ou identifiant')).toBeFocused()
  await look(parent, 'robust-session')
  await fillPortalSignIn(over, account)
  await expect(over).toBeHidden()
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'C’est enregistré' })).toBeVisible()
  await parent.context.close()
})

test('a family form keeps what was typed when the session of the agent ends', async ({ browser }) => {
  const agent = await openPerson(browser, { expected: /401/ })
  const { page, context } = agent
  await signInStaff(agent, desk, 'agent', '/familles')
  await page.getByRole('button', { name: 'Nouvelle famille' }).click()
  const form = page.getByRole('dialog', { name: 'Nouvelle famille' })
  await form.getByLabel('Nom de la famille').fill('Valtier')
  await form.getByLabel('Prénom').fill('Romane')
  await form.getByRole('textbox', { name: 'Nom', exact: true }).fill('Valtier')
  await context.clearCookies()
  await form.getByRole('button', { name: 'Créer la famille' }).click()
  const email = page.getByLabel('Adresse e-mail')
  await expect(email).toBeVisible()
  await look(agent, 'robust-agent-session')
  const account = desk.accounts.staff.find(({ role }) => role === 'agent')
  await email.fill(account?.email ?? '')
  await page.getByLabel('Mot de passe', { exact: true }).fill(account?.password ?? '')
  await page.keyboard.press('Enter')
  await expect(email).toBeHidden()
  await form.getByRole('button', { name: 'Créer la famille' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Famille Valtier' })).toBeVisible()
  await agent.context.close()
})

test('two agents decide the same request: the second is told who did, and nothing is done twice', async ({
  browser,
}) => {
  const first = await openPerson(browser)
  // the second does not hear what the first does: their line of events is cut
  const second = await openPerson(browser, { expected: /events|ERR_FAILED|409/ })
  await second.page.route('**/events', (route) => route.abort())
  for (const [person, role] of [
    [first, 'agent'],
    [second, 'director'],
  ] as const) {
    await signInStaff(person, desk, role, '/demandes')
    await person.page.getByRole('button', { name: /^Bruneau/ }).click()
    await expect(person.page.getByRole('region', { name: 'Famille Bruneau' })).toBeVisible()
  }
  await first.page.keyboard.press('a')
  await expect(first.page.getByRole('button', { name: /^Bruneau/ })).toHaveCount(0)
  await second.page.keyboard.press('a')
  await expect(second.page.getByText(/Nadia Kessler/).first()).toBeVisible()
  await look(second, 'robust-two-agents')
  await Promise.all([first.context.close(), second.context.close()])
})

for (const [name, size] of Object.entries({
  'a phone 320 pixels wide': { width: 320, height: 640 },
  'a desktop window zoomed to 400 %': { width: 320, height: 256 },
})) {
  test(`the portal fits ${name}: no page scrolls sideways`, async ({ browser }) => {
    const parent = await openPerson(browser, { size })
    const { page } = parent
    await signInParent(parent, desk.portal, parentAccount(desk))
    const tooWide: string[] = []
    for (const path of [
      '/',
      '/calendrier?mois=2026-12',
      '/famille',
      '/famille/enfants/106',
      '/famille/modifier/bank',
      '/demarches',
      '/factures',
      '/demandes',
      '/compte',
      '/connexion',
    ]) {
      await page.goto(`${desk.portal}${path}`)
      await page.getByRole('heading').first().waitFor({ state: 'attached' })
      await expect(page.locator('.skeleton')).toHaveCount(0)
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      if (width > size.width) tooWide.push(`${path}: ${width}`)
    }
    expect(tooWide).toEqual([])
    await look(parent, `narrow-${size.height}`)
    await parent.context.close()
  })
}

async function selectDay(page: Page, day: string, slot: string): Promise<void> {
  await page.goto(`${desk.portal}/calendrier?mois=2026-12`)
  await tapChip(page, slot)
  await dayOf(page, day).tap()
}

async function openRecap(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Vérifier/ }).tap()
  await expect(page.getByRole('button', { name: /^Confirmer/ })).toBeEnabled()
}

async function countRequests(page: Page): Promise<number> {
  await page.goto(`${desk.portal}/demandes?partie=children`)
  await expect(page.getByRole('heading', { level: 1, name: 'Mes demandes' })).toBeVisible()
  await expect(page.locator('.skeleton')).toHaveCount(0)
  return page.getByRole('main').getByRole('listitem').count()
}

/** A port with two free ones after it: the desk takes three in a row. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 30_000)
    const free = await Promise.all([port, port + 1, port + 2].map(isFree))
    if (free.every(Boolean)) return port
  }
  throw new Error('no three free ports in a row')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
