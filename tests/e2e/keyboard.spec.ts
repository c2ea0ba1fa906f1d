import { expect, test, type Locator, type Page } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { look, openPerson, parentAccount, type Person } from './support/people'

/** Each journey touches nothing but keys, from the sign-in page on. */
let desk: DeskProcess

test.beforeAll(async () => {
  desk = await startDesk()
})
test.afterAll(() => desk?.dispose())

test('[F26] a parent books a week with the keyboard alone', async ({ browser }) => {
  const parent = await openPerson(browser)
  const { page } = parent
  await signInByKeys(parent)
  await pressOn(page, page.getByRole('link', { name: 'Calendrier' }).first())
  await expect(page.getByRole('heading', { level: 1, name: 'Novembre 2026' }).filter({ visible: true })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: /^lundi 30 novembre/ }))
  await page.keyboard.press('PageDown')
  await expect(page.getByRole('heading', { level: 1, name: 'Décembre 2026' }).filter({ visible: true })).toBeVisible()
  const soir = page.getByRole('checkbox', { name: /^Soir/ })
  await expect(soir).toBeVisible()
  await tabTo(page, soir)
  await page.keyboard.press('Space')
  await expect(soir).toBeChecked()
  await tabTo(page, page.getByRole('table').getByRole('button').and(page.locator('[tabindex="0"]')))
  for (let step = 0; step < 12 && !(await focusedOn(page, /^lundi 14 décembre/)); step += 1) {
    await page.keyboard.press(step === 0 ? 'ArrowDown' : (await isBefore(page, 14)) ? 'ArrowRight' : 'ArrowLeft')
  }
  await page.keyboard.press('Space')
  for (let day = 0; day < 4; day += 1) await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByText(/^\d jours · 2 enfants|^\d jours · 1 enfant/)).toBeVisible()
  await look(parent, 'keyboard-week')
  await pressOn(page, page.getByRole('link', { name: /^Vérifier/ }))
  const confirm = page.getByRole('button', { name: /^Confirmer/ }).filter({ visible: true })
  await expect(confirm).toBeVisible()
  await pressOn(page, confirm)
  await expect(page.getByRole('heading', { level: 1, name: 'C’est enregistré' })).toBeVisible()
  await look(parent, 'keyboard-receipt')
  await parent.context.close()
})

test('a parent pays an invoice with the keyboard alone', async ({ browser }) => {
  const parent = await openPerson(browser)
  const { page } = parent
  await signInByKeys(parent)
  await pressOn(page, page.getByRole('link', { name: /^Factures/ }).first())
  await pressOn(page, page.getByRole('button', { name: 'Payer', exact: true }).first())
  await expect(page.getByRole('heading', { name: 'Service de paiement de test' })).toBeVisible()
  await pressOn(page, page.getByRole('button', { name: 'Payer', exact: true }))
  await expect(page.getByRole('heading', { level: 1, name: 'Paiement reçu' })).toBeVisible({ timeout: 15_000 })
  await look(parent, 'keyboard-paid')
  await parent.context.close()
})

test('an agent accepts a request and fills the planning grid with the keyboard alone', async ({ browser }) => {
  const agent = await openPerson(browser)
  const { page } = agent
  const account = desk.accounts.staff.find(({ role }) => role === 'agent')
  await page.goto(desk.backOffice)
  await expect(page.getByLabel('Adresse e-mail')).toBeFocused()
  await page.keyboard.type(account?.email ?? '')
  await page.keyboard.press('Tab')
  await page.keyboard.type(account?.password ?? '')
  await page.keyboard.press('Enter')
  await pressOn(page, page.getByRole('link', { name: /^Demandes/ }))
  const waiting = page.getByRole('list', { name: 'Demandes par famille' }).getByRole('button', { name: /^Riou/ })
  await expect(waiting).toBeVisible()
  const opened = page.getByRole('region', { name: 'Famille Riou' })
  for (let step = 0; step < 20 && !(await opened.isVisible()); step += 1) {
    await page.keyboard.press('ArrowDown')
    await page.waitForTimeout(150)
  }
  await expect(opened).toBeVisible()
  await page.keyboard.press('a')
  await expect(waiting).toHaveCount(0)
  await look(agent, 'keyboard-accepted')

  await pressOn(page, page.getByRole('link', { name: /^Planning/ }).first())
  await expect(page.getByRole('grid')).toBeVisible()
  await page.keyboard.press('PageDown')
  const grid = page.getByRole('grid', { name: /décembre 2026/ })
  await expect(grid).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('diallo ines')
  await expect(grid.getByRole('rowheader', { name: /^Diallo/ })).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(grid).toBeFocused()
  const booked = grid.getByRole('gridcell', { name: /^R/ })
  const before = await booked.count()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+End')
  await page.keyboard.press('r')
  await expect(page.getByText(/\d+\scréneaux réservés/)).toBeVisible()
  await expect.poll(() => booked.count()).toBeGreaterThan(before)
  await look(agent, 'keyboard-grid')
  await page.keyboard.press('Control+z')
  await expect.poll(() => booked.count()).toBe(before)
  await agent.context.close()
})

async function signInByKeys({ page }: Person): Promise<void> {
  const { login, password } = parentAccount(desk)
  await page.goto(desk.portal)
  await tabTo(page, page.getByLabel('E-mail ou identifiant'))
  await page.keyboard.type(login)
  await tabTo(page, page.getByLabel('Mot de passe', { exact: true }))
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Bonjour Aminata' })).toBeVisible()
}

const mostTabs = 60

/** Goes there as a person without a mouse does; fails when Tab never stops on it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let count = 0; count < mostTabs; count += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${mostTabs} times Tab never reached ${target.toString()}`)
}

async function pressOn(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

const focusedName = (page: Page) => page.evaluate(() => document.activeElement?.textContent.trim() ?? '')

async function focusedOn(page: Page, name: RegExp): Promise<boolean> {
  return name.test(await focusedName(page))
}

async function isBefore(page: Page, day: number): Promise<boolean> {
  return Number(/\d+/.exec(await focusedName(page))?.[0]) < day
}
