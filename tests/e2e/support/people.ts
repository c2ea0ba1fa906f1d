import { join } from 'node:path'
import { expect, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import type { DeskProcess } from '../../support/desk-process'

export const desktop = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

const pictures = join(import.meta.dirname, '../screenshots')

/** Somebody at a screen: a browser of their own, and everything that went wrong in it. */
export interface Person {
  page: Page
  context: BrowserContext
  /** Errors of the console, of scripts and of requests, since the last look. */
  faults: string[]
}

interface PersonOptions {
  size?: { width: number; height: number }
  dark?: boolean
  /** Requests that this test makes fail on purpose. */
  expected?: RegExp
}

export async function openPerson(browser: Browser, { size = desktop, dark = false, expected }: PersonOptions = {}) {
  const isPhone = size.width < 600
  const context = await browser.newContext({
    viewport: size,
    colorScheme: dark ? 'dark' : 'light',
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    // pictures of finished states, not of what moves towards them
    reducedMotion: 'reduce',
    hasTouch: isPhone,
    isMobile: isPhone,
  })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const person: Person = { page, context, faults: [] }
  const note = (fault: string) => {
    if (!expected?.test(fault)) person.faults.push(fault)
  }
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => note(`script: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) note(`answer ${response.status()}: ${new URL(response.url()).pathname}`)
  })
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? ''
    // a page that is left, or a file that becomes a download, ends what it was waiting for
    if (why !== 'net::ERR_ABORTED') note(`request ${why}: ${new URL(request.url()).pathname}`)
  })
  return person
}

/** Nothing went wrong in the pages seen since the last call. */
export function expectCalm(person: Person): void {
  expect(person.faults.splice(0)).toEqual([])
}

export async function keepPicture({ page }: Person, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name.replace(/[^\p{L}\d]+/gu, '-')}.png`) })
}

/** Keeps the page as an eye sees it, and checks that nothing went wrong on it. */
export async function look(person: Person, name: string): Promise<void> {
  await keepPicture(person, name)
  expectCalm(person)
}

type StaffRole = 'administrator' | 'director' | 'agent' | 'cashier' | 'animator'

export async function signInStaff(person: Person, desk: DeskProcess, role: StaffRole, at = '/'): Promise<void> {
  const account = desk.accounts.staff.find((one) => one.role === role)
  if (!account) throw new Error(`the demonstration has no ${role}`)
  const { page } = person
  await page.goto(`${desk.backOffice}${at}`)
  await page.getByLabel('Adresse e-mail').fill(account.email)
  await page.getByLabel('Mot de passe', { exact: true }).fill(account.password)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Navigation principale' })).toBeVisible()
}

export async function signInParent(
  person: Person,
  portal: string,
  account: { login: string; password: string },
  at = '/',
): Promise<void> {
  const { page } = person
  await page.goto(`${portal}${at}`)
  await fillPortalSignIn(page, account)
  await expect(page.getByRole('navigation', { name: 'Navigation principale' }).first()).toBeVisible()
}

export async function fillPortalSignIn(
  scope: Page | Locator,
  account: { login: string; password: string },
): Promise<void> {
  await scope.getByLabel('E-mail ou identifiant').fill(account.login)
  await scope.getByLabel('Mot de passe', { exact: true }).fill(account.password)
  await scope.getByRole('button', { name: 'Se connecter' }).click()
}

export function parentAccount(desk: DeskProcess, login = 'aminata.diallo@courriel.invalid') {
  const account = desk.accounts.parents.find((one) => one.login === login)
  if (!account) throw new Error(`the demonstration does not name the parent ${login}`)
  return account
}

/** A day of the month calendar. */
export const dayOf = (page: Page, day: string): Locator => page.getByRole('button', { name: new RegExp(`^${day}[.,]`) })

/** A slot or a child among those that a touched day receives. */
export async function tapChip(page: Page, name: string): Promise<void> {
  const chip = page.getByRole('checkbox', { name, exact: true })
  const before = await chip.isChecked()
  await page.getByRole('main').locator('label').filter({ has: chip }).tap()
  await expect(chip).toBeChecked({ checked: !before })
}

/** A place of the portal’s bar. */
export async function openTab({ page }: Person, name: string) {
  await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name }).tap()
}

/** The first four bytes of a file that this person may open. */
export async function startOf({ context }: Person, address: string): Promise<string> {
  const answer = await context.request.get(address)
  expect(answer.status()).toBe(200)
  return (await answer.body()).subarray(0, 4).toString('latin1')
}

/** Opens a list and picks in it, as a person does. */
export async function choose(scope: Locator, label: string, option: string | RegExp) {
  await scope.getByRole('combobox', { name: label, exact: true }).click()
  await scope.page().getByRole('option', { name: option }).first().click()
}
