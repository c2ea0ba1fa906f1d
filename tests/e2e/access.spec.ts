import { expect, test, type Page } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { openMailBox, type MailBox, type ReceivedMail } from '../support/smtp'
import {
  desktop,
  fillPortalSignIn,
  keepPicture,
  look,
  openPerson,
  phone,
  signInStaff,
  type Person,
} from './support/people'

/** How a parent gets in: asked for on the portal, opened by an agent, lost and found again. */
test.describe.configure({ mode: 'serial' })

const password = 'Girafe-mauve-2026'
const email = 'odile.favennec@courriel.invalid'

let desk: DeskProcess
let mail: MailBox
let agent: Person
let parent: Person

test.beforeAll(async ({ browser }) => {
  ;[desk, mail] = await Promise.all([startDesk(), openMailBox()])
  agent = await openPerson(browser)
  parent = await openPerson(browser, { size: phone })
})

test.afterAll(async () => {
  await Promise.all([agent?.context.close(), parent?.context.close()])
  await Promise.all([desk?.dispose(), mail?.close()])
})

test.afterEach(async ({}, { status, expectedStatus, title }) => {
  if (status === expectedStatus) return
  for (const [who, person] of Object.entries({ agent, parent }))
    if (person) await keepPicture(person, `failed-${who}-${title}`)
})

/** The next e-mail with this subject, and the link it holds. */
async function received(subject: RegExp, to = email, timeout = 15_000): Promise<{ mail: ReceivedMail; link: string }> {
  let found: ReceivedMail | undefined
  await expect
    .poll(
      () => (found = mail.received.findLast((one) => subject.test(one.subject) && one.to.includes(to))) !== undefined,
      {
        timeout,
      },
    )
    .toBe(true)
  const link = /https?:\/\/\S+/.exec(found?.text ?? '')?.[0] ?? ''
  return { mail: found as ReceivedMail, link }
}

const submit = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('the town says where its e-mails leave from', async ({ browser }) => {
  const administrator = await openPerson(browser)
  const { page } = administrator
  await signInStaff(administrator, desk, 'administrator', '/reglages/e-mail')
  await page.getByLabel('Serveur d’envoi').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(mail.port))
  await page.getByLabel('Adresse d’expédition').fill('guichet.famille@aubrelles.invalid')
  await page.getByRole('button', { name: 'Enregistrer' }).first().click()
  await expect(page.getByText('Réglages enregistrés.')).toBeVisible()
  await page.goto(`${desk.backOffice}/reglages/portail`)
  await expect(page.getByRole('heading', { name: 'Mots de passe des parents' })).toBeVisible()
  await look(administrator, 'access-settings')
  await administrator.context.close()
})

test('[A02] [A03] [A05] [A08] the sign-in page invites, helps and says who to call', async () => {
  const { page } = parent
  await page.goto(desk.portal)
  await expect(page.getByRole('heading', { name: 'Se connecter' })).toBeVisible()
  await expect(page.getByLabel('E-mail ou identifiant')).toBeVisible()
  await expect(page.getByLabel('Mot de passe', { exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Mot de passe oublié ?' })).toBeVisible()
  const contact = page.getByRole('region', { name: 'Guichet famille' })
  await expect(contact.getByRole('link', { name: /Appeler le/ })).toHaveAttribute('href', /^tel:/)
  await expect(contact.getByRole('link', { name: /Écrire/ })).toHaveAttribute('href', /^mailto:/)
  await look(parent, 'access-sign-in')
})

test('[A04] [A19] [A20] a parent whom the town does not know asks for an account from a telephone', async () => {
  const { page } = parent
  await page.getByRole('link', { name: /Première visite/ }).click()
  await expect(page.getByRole('heading', { name: 'Première visite' })).toBeVisible()
  await look(parent, 'access-first-visit')
  await page.getByRole('link', { name: 'Demander un compte' }).click()
  await submit(page, 'Envoyer ma demande')
  await expect(page.getByText('Certains champs sont à corriger')).toBeVisible()
  parent.faults.length = 0
  await look(parent, 'access-register-errors')
  await page.getByLabel('Prénom').fill('Odile')
  await page.getByLabel('Nom', { exact: true }).fill('Favennec')
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByLabel('Téléphone').fill('06 39 98 55 12')
  await page.getByLabel('Numéro et rue').fill('22 impasse du Lavoir')
  await page.getByLabel('Code postal').fill('99120')
  await page.getByLabel('Commune').fill('Aubrelles')
  await page.getByRole('button', { name: 'Ajouter un enfant' }).click()
  const child = page.getByRole('group', { name: 'Vos enfants' })
  await child.getByLabel('Prénom').fill('Noam')
  await expect(child.getByLabel('Nom', { exact: true })).toHaveValue('Favennec')
  await child.getByLabel('Date de naissance').fill('2020-05-02')
  // what is typed is still there after a look elsewhere
  await page.goto(`${desk.portal}/connexion`)
  await page.goto(`${desk.portal}/demande-de-compte`)
  await expect(page.getByLabel('Numéro et rue')).toHaveValue('22 impasse du Lavoir')
  await look(parent, 'access-register')
  await submit(page, 'Envoyer ma demande')
  await expect(page.getByRole('heading', { name: 'Ouvrez votre messagerie' })).toBeVisible()
  const { link } = await received(/Confirmez votre adresse/)
  await page.goto(link)
  await submit(page, 'Confirmer et envoyer ma demande')
  await expect(page.getByText('Votre compte attend maintenant la validation du service.')).toBeVisible()
  await look(parent, 'access-waiting')
})

test('[N01] [N07] an agent reads the request, and accepts it', async () => {
  const { page } = agent
  await signInStaff(agent, desk, 'director', '/demandes')
  await page.getByText('Favennec').first().click()
  await expect(page.getByText(email)).toBeVisible()
  await look(agent, 'access-inbox')
  await page.getByRole('button', { name: 'Accepter', exact: true }).first().click()
  await expect(page.getByText(email)).toBeHidden()
  await look(agent, 'access-inbox-accepted')
})

test('[A21] [A12] [A22] [A23] the parent is told, chooses a password, gives the last items and is welcomed', async () => {
  test.setTimeout(150_000)
  const { page } = parent
  // the answer leaves when the agent can no longer take it back: a minute
  const { mail: told, link } = await received(/inscription est validée/, email, 90_000)
  expect(told.text).toContain('identifiant')
  await page.goto(link)
  const field = page.getByLabel('Nouveau mot de passe')
  await field.fill('girafe')
  await expect(page.getByRole('listitem').filter({ hasText: 'une majuscule' })).toContainText('il manque')
  await look(parent, 'access-choose')
  await submit(page, 'Ouvrir mon accès')
  await expect(page.getByText('Il lui manque une majuscule')).toBeVisible()
  parent.faults.length = 0
  await field.fill(password)
  await submit(page, 'Ouvrir mon accès')
  await expect(page.getByRole('heading', { name: 'Terminer mon inscription' })).toBeVisible()
  await look(parent, 'access-completion')
  // no other page opens before
  await page.goto(`${desk.portal}/calendrier`)
  await expect(page.getByRole('heading', { name: 'Terminer mon inscription' })).toBeVisible()
  await page.getByLabel('Nom de naissance').fill('Le Goff')
  await submit(page, 'Entrer sur le portail')
  await expect(page.getByText('Bienvenue sur le portail Famille !')).toBeVisible()
  await look(parent, 'access-welcome')
  await submit(page, 'Merci')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Odile')
  await expect(page.getByText('Bienvenue sur le portail Famille !')).toBeHidden()
})

test('[A15] [A24] one’s own account: password, address, devices, and the way out', async () => {
  const { page } = parent
  await page.goto(`${desk.portal}/compte`)
  await expect(page.getByRole('heading', { name: 'Appareils connectés' })).toBeVisible()
  await page.getByRole('button', { name: 'Changer le mot de passe' }).click()
  await page.getByLabel('Mot de passe actuel').fill(password)
  await page.getByLabel('Nouveau mot de passe').fill('Tulipe-bleue-1789')
  await look(parent, 'access-account')
  await page.getByRole('button', { name: 'Changer le mot de passe' }).click()
  await expect(page.getByText('Mot de passe changé.', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Se déconnecter' }).first().click()
  await expect(page.getByRole('heading', { name: 'Se connecter' })).toBeVisible()
})

test('[A16] [K09] a lost password is found again by e-mail', async () => {
  const { page } = parent
  await page.getByRole('link', { name: 'Mot de passe oublié ?' }).click()
  await page.getByLabel('E-mail ou identifiant').fill(email)
  await submit(page, 'Recevoir le lien')
  await expect(page.getByText('Si un compte correspond')).toBeVisible()
  await look(parent, 'access-forgotten')
  const { link } = await received(/nouveau mot de passe/)
  await page.goto(link)
  await page.getByLabel('Nouveau mot de passe').fill(password)
  await submit(page, 'Ouvrir mon accès')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Odile')
  // the link has served
  await page.goto(link)
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Ce lien ne sert plus' }).first()).toBeVisible()
  parent.faults.length = 0
  await look(parent, 'access-void')
})

test('[A18] [N06] a provisional password told by telephone opens only the choice of another one', async ({
  browser,
}) => {
  const { page } = agent
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Chercher' })
  await palette.getByRole('combobox').pressSequentially('favennec')
  await expect(palette.getByRole('option').first()).toContainText('Favennec')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Accès de Odile Favennec' }).click()
  await look(agent, 'access-menu')
  await page.getByRole('menuitem', { name: /mot de passe provisoire/ }).click()
  await page.getByRole('button', { name: 'Afficher un mot de passe provisoire' }).click()
  const told = page.getByRole('dialog', { name: /Mot de passe provisoire de Odile/ })
  const given = (await told.locator('.secret').textContent())?.trim() ?? ''
  await look(agent, 'access-provisional')
  await told.getByRole('button', { name: 'C’est transmis' }).click()

  const other = await openPerson(browser, { size: desktop, dark: true })
  await other.page.goto(desk.portal)
  await look(other, 'access-sign-in-dark')
  await fillPortalSignIn(other.page, { login: email, password: given })
  await expect(other.page.getByRole('heading', { name: 'Choisissez votre mot de passe' })).toBeVisible()
  await look(other, 'access-forced-dark')
  await other.page.getByLabel('Nouveau mot de passe').fill('Coquelicot-1515-rouge')
  await submit(other.page, 'Ouvrir mon accès')
  await expect(other.page.getByRole('heading', { level: 1 })).toContainText('Odile')
  await other.page.goto(`${desk.portal}/compte`)
  await expect(other.page.getByRole('heading', { name: 'Appareils connectés' })).toBeVisible()
  await look(other, 'access-account-dark')
  await other.context.close()
})
