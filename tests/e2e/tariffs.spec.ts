import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { expectCalm, openPerson, openTab, parentAccount, phone, signInParent } from './support/people'

let desk: DeskProcess

test.beforeAll(async () => {
  desk = await startDesk()
})
test.afterAll(() => desk?.dispose())

test('[M06] prices are reached from the home page by « Factures », then « Tarifs », and unfold by activity', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  await openTab(parent, 'Factures')
  await page.getByRole('main').getByRole('link', { name: 'Tarifs' }).tap()
  await expect(page.getByRole('heading', { name: 'Tarifs' })).toBeVisible()
  const activities = page.getByRole('main').locator('details')
  expect(await activities.count()).toBeGreaterThan(1)
  const second = activities.nth(1)
  await expect(second.getByRole('listitem').first()).toBeHidden()
  await second.locator('summary').tap()
  await expect(second.getByRole('listitem').first()).toContainText('€')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  expectCalm(parent)
  await parent.context.close()
})
