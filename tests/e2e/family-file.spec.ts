import { expect, test, type Locator, type Page } from '@playwright/test'
import { startDesk, storyStart, type DeskProcess } from '../support/desk-process'
import { fillPortalSignIn, look, openPerson, parentAccount, phone, signInParent } from './support/people'

/** A parent keeps the family file true from a phone; the town answers from the office. */
test.describe.configure({ mode: 'serial' })

let desk: DeskProcess

test.beforeAll(async () => {
  desk = await startDesk()
})
test.afterAll(() => desk?.dispose())

test('[C11] [C16] [C17] [C18] a new address is asked from the field, waits beside the present one, and counts once accepted', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  await page.getByRole('link', { name: /^Mon compte/ }).tap()
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Ma famille/ })
    .tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Famille Diallo' })).toBeVisible()
  const own = section(page, 'Responsable')
  await own.getByRole('link', { name: /^Adresse\s*:/ }).tap()
  const address = page.getByRole('textbox', { name: /^Adresse \(/ })
  await expect(address).toBeFocused()
  await address.fill('8, place du Marché')
  await expect(page.getByText('1 changement à envoyer')).toBeVisible()
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(page.getByText('Demande envoyée')).toBeVisible()
  await expect(own.getByText('105, chemin de la Croix')).toBeVisible()
  await expect(own.getByText('8, place du Marché')).toBeVisible()
  await expect(own.getByRole('button', { name: /^Retirer la demande/ }).first()).toBeVisible()
  await look(parent, 'file-address-asked')

  const decided = await acceptAll(page)
  expect(decided).toBe(1)
  await page.reload()
  await expect(own.getByText('8, place du Marché')).toBeVisible()
  await expect(own.getByText('105, chemin de la Croix')).toHaveCount(0)
  await look(parent, 'file-address-accepted')
  await parent.context.close()
})

test('[C15] what is typed is not sent by itself, and leaving it behind is asked first', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk), '/famille')
  await section(page, 'Responsable')
    .getByRole('link', { name: /^Téléphone portable/ })
    .tap()
  const mobile = page.getByRole('textbox', { name: /^Téléphone portable/ })
  const before = await mobile.inputValue()
  await mobile.fill('06 39 98 00 00')
  await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: 'Accueil' }).tap()
  const asks = page.getByRole('dialog', { name: 'Quitter sans enregistrer' })
  await expect(asks).toBeVisible()
  await look(parent, 'file-unsaved')
  await asks.getByRole('button', { name: 'Rester' }).tap()
  await expect(mobile).toHaveValue('06 39 98 00 00')
  await page.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link', { name: 'Accueil' }).tap()
  await asks.getByRole('button', { name: 'Quitter' }).tap()
  await expect(page).toHaveURL(`${desk.portal}/`)
  await page.goto(`${desk.portal}/famille/modifier/guardian?personne=1`)
  await expect(mobile).toHaveValue(before)
  await parent.context.close()
})

test('a session that ends and a page that reloads lose nothing of a form', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone, expected: /401/ })
  const { page, context } = parent
  const account = parentAccount(desk)
  await signInParent(parent, desk.portal, account, '/famille/modifier/caf')
  const number = page.getByRole('textbox', { name: /^Numéro d’allocataire/ })
  await number.fill('7654321')
  await context.clearCookies()
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  const over = page.getByRole('dialog', { name: 'La session est terminée' })
  await expect(over).toBeVisible()
  page.on('dialog', (dialog) => void dialog.accept())
  await page.reload()
  // signing in leads back to the form
  await fillPortalSignIn(page, account)
  await expect(page.getByText('Votre saisie a été retrouvée')).toBeVisible()
  await expect(number).toHaveValue('7654321')
  await look(parent, 'file-draft')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(section(page, 'Caf ou MSA').getByText('7654321')).toBeVisible()
  await section(page, 'Caf ou MSA')
    .getByRole('button', { name: /^Retirer la demande/ })
    .tap()
  await expect(section(page, 'Caf ou MSA').getByText('7654321')).toHaveCount(0)
  await parent.context.close()
})

test('[C19] [C20] [D02] a member and a child who will soon be at school are added to the household', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk), '/famille')
  const members = section(page, 'Membres')
  await members.getByRole('link', { name: 'Ajouter un enfant' }).tap()
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Diallo')
  await page.getByRole('textbox', { name: 'Prénom' }).fill('Awa')
  await page.getByLabel('Date de naissance').fill('2024-03-09')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(members.getByText('Awa Diallo')).toBeVisible()
  await members.getByRole('link', { name: 'Ajouter un membre' }).tap()
  await page.getByRole('textbox', { name: 'Nom', exact: true }).fill('Keita')
  await page.getByRole('textbox', { name: 'Prénom' }).fill('Oumar')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(members.getByText('Oumar Keita')).toBeVisible()
  await expect(members.getByRole('link', { name: /Awa/ })).toHaveCount(0)
  await look(parent, 'file-members-asked')
  expect(await acceptAll(page)).toBe(2)
  await page.reload()
  await members.getByRole('link', { name: /Awa Diallo/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Awa Diallo' })).toBeVisible()
  await look(parent, 'file-new-child')
  await parent.context.close()
})

test('[D01] [D03] [D04] [D05] [D06] each topic of a child is changed by a demand that the town answers', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk), '/famille')
  await section(page, 'Membres').getByRole('link', { name: /Malo/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Malo Diallo' })).toBeVisible()
  const topics = page.getByRole('navigation', { name: 'Rubriques de la fiche' })
  await topics.getByRole('link', { name: /^Personnes/ }).tap()
  const people = section(page, 'Qui peut venir chercher Malo')
  await expect(people).toBeInViewport()
  await people.getByRole('link', { name: 'Ajouter une personne' }).tap()
  await page.getByRole('textbox', { name: 'Nom et prénom' }).fill('Élodie Prat')
  await page.getByRole('textbox', { name: 'Téléphone' }).fill('06 39 98 05 55')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(people.getByText('Ajout demandé')).toBeVisible()

  const needs = section(page, 'Repas et besoins')
  await needs.getByRole('link', { name: /^Besoins/ }).tap()
  await page.getByRole('checkbox', { name: 'Lunettes' }).check()
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(needs.getByText('Lunettes')).toBeVisible()

  const health = section(page, 'Santé')
  await health.getByRole('link', { name: 'Ajouter une allergie' }).tap()
  await page.getByText('Alimentaire', { exact: true }).tap()
  await page.getByRole('textbox', { name: 'Allergie' }).fill('Kiwi')
  await page.getByText('Grave', { exact: true }).tap()
  await page.getByRole('textbox', { name: /^Conduite à tenir/ }).fill('Appeler les parents.')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(health.getByText('Kiwi')).toBeVisible()
  await look(parent, 'file-child-asked')

  expect(await acceptAll(page)).toBe(3)
  await page.reload()
  await expect(page.getByText('Ajout demandé')).toHaveCount(0)
  await expect(people.getByText('Élodie Prat')).toBeVisible()
  await expect(needs.getByText('Lunettes')).toBeVisible()
  await expect(health.getByText('Kiwi')).toBeVisible()
  await look(parent, 'file-child-accepted')
  await people.getByRole('button', { name: 'Retirer de la fiche : Élodie Prat' }).tap()
  await page.getByRole('button', { name: 'Demander le retrait' }).tap()
  await expect(people.getByText('Retrait demandé')).toBeVisible()
  await parent.context.close()
})

test('[D07] [D08] the days to come and the enrolments of a child are on the child’s page', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk), '/famille/enfants/106')
  await expect(section(page, 'Agenda').getByRole('listitem').first()).toContainText(/réservé/)
  await expect(section(page, 'Inscriptions en cours')).toContainText('Restauration scolaire')
  await expect(section(page, 'Inscriptions en cours')).toContainText('École municipale des sports')
  await page.goto(`${desk.portal}/famille/enfants/108`)
  await expect(page.getByText('Cet enfant n’est pas dans votre famille')).toBeVisible()
  await parent.context.close()
})

test('[B07] [B08] the menu of every démarche and « Ma famille » lead to the profile and to the children’s files', async ({
  browser,
}) => {
  const parent = await openPerson(browser, { size: phone })
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  const home = section(page, 'Ma famille')
  await expect(home.getByRole('link', { name: /Mme Aminata Diallo.*Famille n° 101/ })).toBeVisible()
  await home.getByRole('link', { name: /Malo Diallo/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Malo Diallo' })).toBeVisible()
  await page.goto(`${desk.portal}/`)
  await page.getByRole('link', { name: 'Toutes les démarches' }).first().tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Toutes les démarches' })).toBeVisible()
  for (const act of ['Réserver ou annuler', 'Ajouter un enfant', 'Envoyer un document', 'Voir et payer mes factures']) {
    await expect(page.getByRole('main').getByRole('link', { name: new RegExp(`^${act}`) })).toBeVisible()
  }
  await look(parent, 'file-procedures')
  await page.getByRole('link', { name: /^Changer de compte ou demander le prélèvement/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Coordonnées bancaires' })).toBeVisible()
  await parent.context.close()
})

const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })

/** The agent of the office accepts everything that the Diallo family asked of its file during these tests. */
async function acceptAll(page: Page): Promise<number> {
  const agent = desk.accounts.staff.find(({ role }) => role === 'agent')
  if (!agent) throw new Error('the demonstration has no agent')
  const ask = async (operation: string, data: unknown): Promise<Answer> => {
    const headers = { 'x-ribambelle': '1' }
    const answer = await page.request.post(`${desk.backOffice}/rpc/${operation}`, { data, headers })
    const reply = (await answer.json()) as { ok: boolean; value: Answer }
    if (!reply.ok) throw new Error(`${operation}: ${JSON.stringify(reply)}`)
    return reply.value
  }
  await ask('session.signIn', { email: agent.email, password: agent.password })
  const { groups } = await ask('requests.list', { kind: 'file' })
  const own = (groups ?? []).filter(({ familyNumber }) => familyNumber === 101).flatMap(({ requests }) => requests)
  // what the demonstration asks was asked before the desk started
  const asked = own.filter(({ submittedAt }) => submittedAt >= storyStart.slice(0, 16))
  const decisions = asked.map(({ id, version }) => ({ id, version, decision: 'accept' }))
  const { results } = await ask('requests.decide', { decisions })
  return (results ?? []).filter(({ done }) => done !== null).length
}

interface Answer {
  groups?: { familyNumber: number; requests: { id: string; version: number; submittedAt: string }[] }[]
  results?: { done: unknown }[]
}
