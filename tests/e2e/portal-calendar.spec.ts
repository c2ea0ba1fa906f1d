import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { expectCalm, look, openPerson, parentAccount, phone, signInParent } from './support/people'

let desk: DeskProcess

test.beforeAll(async () => {
  desk = await startDesk()
})
test.afterAll(() => desk?.dispose())

test('[G34] a week on a phone: what is touched is selected, not sent; the selection is kept from week to month', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk), '/calendrier?semaine=2026-12-16')
  await expect(
    page.getByRole('heading', { level: 1, name: '14 – 20 décembre' }).filter({ visible: true }),
  ).toBeVisible()
  const free = page.locator('[data-state="available"]')
  await expect(free.first()).toBeVisible()
  const before = await free.count()
  const name = (await free.first().locator('.vh').textContent()) ?? ''
  await free.first().tap()
  await expect(page.locator('[data-state="selected"]')).toHaveCount(1)
  await expect(free).toHaveCount(before - 1)
  await expect(page.getByRole('button', { name: name.replace(/:.*/, ': sélectionné') })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await look(parent, 'calendar-week')
  await page.getByRole('button', { name: 'Semaine suivante' }).first().tap()
  await expect(
    page.getByRole('heading', { level: 1, name: '21 – 27 décembre' }).filter({ visible: true }),
  ).toBeVisible()
  await page.getByText('Mois', { exact: true }).filter({ visible: true }).first().tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Décembre 2026' }).filter({ visible: true })).toBeVisible()
  await expect(page.locator('table [aria-pressed="true"]')).toHaveCount(1)
  // nothing was sent: the same slot is free again once the selection is emptied
  await page.getByRole('button', { name: 'Vider la sélection' }).tap()
  await page.goto(`${desk.portal}/calendrier?semaine=2026-12-16`)
  await expect(free).toHaveCount(before)
  expectCalm(parent)
  await parent.context.close()
})

test('a week with keys alone: marks are reached, chosen and left, and a day opens and closes', async ({ browser }) => {
  const parent = await openPerson(browser)
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk), '/calendrier?semaine=2026-12-16')
  const first = page.locator('[data-state="available"]').first()
  await first.focus()
  await page.keyboard.press('Space')
  await expect(page.locator('[data-state="selected"]')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-state="selected"]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Détail, lundi 14 décembre' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Lundi 14 décembre' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/semaine=/)
  expectCalm(parent)
  await parent.context.close()
})
