import { expect, test, type Locator, type Page } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { openMailBox, type MailBox } from '../support/smtp'
import {
  fillPortalSignIn,
  keepPicture,
  look,
  openPerson,
  parentAccount,
  phone,
  signInParent,
  signInStaff,
  type Person,
} from './support/people'

/** The registration of the year, from the first click of a parent on a telephone to the last of an agent at a desk. */
test.describe.configure({ mode: 'serial' })

const email = 'solene.abgrall@courriel.invalid'
const password = 'Verveine-1830-claire'

let desk: DeskProcess
let mail: MailBox
let agent: Person
let parent: Person

test.beforeAll(async ({ browser }) => {
  ;[desk, mail] = await Promise.all([startDesk(), openMailBox()])
  agent = await openPerson(browser)
  parent = await openPerson(browser, { size: phone })
  const administrator = await openPerson(browser)
  const { page } = administrator
  await signInStaff(administrator, desk, 'administrator', '/reglages/e-mail')
  await page.getByLabel('Serveur d’envoi').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(mail.port))
  await page.getByLabel('Adresse d’expédition').fill('guichet.famille@aubrelles.invalid')
  await page.getByRole('button', { name: 'Enregistrer' }).first().click()
  await expect(page.getByText('Réglages enregistrés.')).toBeVisible()
  await administrator.context.close()
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

const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const families = (page: Page) => page.getByRole('list', { name: 'Demandes par famille' })

test('a parent asks for an account, proves the address, and the town lets the family in', async () => {
  const { page } = parent
  await page.goto(`${desk.portal}/demande-de-compte`)
  await page.getByLabel('Prénom').fill('Solène')
  await page.getByLabel('Nom', { exact: true }).fill('Abgrall')
  await page.getByLabel('Adresse e-mail').fill(email)
  await page.getByLabel('Téléphone').fill('06 39 98 41 41')
  await page.getByLabel('Numéro et rue').fill('3 venelle du Puits')
  await page.getByLabel('Code postal').fill('99120')
  await page.getByLabel('Commune').fill('Aubrelles')
  await page.getByRole('button', { name: 'Ajouter un enfant' }).click()
  const child = page.getByRole('group', { name: 'Vos enfants' })
  await child.getByLabel('Prénom').fill('Maël')
  await child.getByLabel('Date de naissance').fill('2020-05-02')
  await page.getByRole('button', { name: 'Envoyer ma demande' }).click()
  await expect(page.getByRole('heading', { name: 'Ouvrez votre messagerie' })).toBeVisible()
  const proof = () => mail.received.findLast(({ subject, to }) => /Confirmez/.test(subject) && to.includes(email))
  await expect.poll(() => proof() !== undefined, { timeout: 15_000 }).toBe(true)
  await page.goto(/https?:\/\/\S+/.exec(proof()?.text ?? '')?.[0] ?? '')
  await page.getByRole('button', { name: 'Confirmer et envoyer ma demande' }).click()
  await expect(page.getByText('Votre compte attend maintenant la validation du service.')).toBeVisible()

  const office = agent.page
  await signInStaff(agent, desk, 'director', '/demandes')
  await office.getByText('Abgrall').first().click()
  await expect(office.getByText(email)).toBeVisible()
  await office.getByRole('button', { name: 'Accepter', exact: true }).first().click()
  await expect(office.getByText(email)).toBeHidden()
  await look(agent, 'registration-accepted')

  // told by telephone: the e-mail leaves when the agent can no longer take the decision back
  await office.keyboard.press('Control+k')
  const palette = office.getByRole('dialog', { name: 'Chercher' })
  await palette.getByRole('combobox').pressSequentially('abgrall')
  await expect(palette.getByRole('option').first()).toContainText('Abgrall')
  await office.keyboard.press('Enter')
  await office.getByRole('button', { name: 'Accès de Solène Abgrall' }).click()
  await office.getByRole('menuitem', { name: /mot de passe provisoire/ }).click()
  await office.getByRole('button', { name: 'Afficher un mot de passe provisoire' }).click()
  const told = office.getByRole('dialog', { name: /Mot de passe provisoire de Solène/ })
  const given = (await told.locator('.secret').textContent())?.trim() ?? ''
  await told.getByRole('button', { name: 'C’est transmis' }).click()

  await page.goto(desk.portal)
  await fillPortalSignIn(page, { login: email, password: given })
  await page.getByLabel('Nouveau mot de passe').fill(password)
  await page.getByRole('button', { name: 'Ouvrir mon accès' }).click()
  await expect(page.getByRole('heading', { name: 'Terminer mon inscription' })).toBeVisible()
  await page.getByLabel('Nom de naissance').fill('Le Bihan')
  await page.getByRole('button', { name: 'Entrer sur le portail' }).click()
  await expect(page.getByText('Bienvenue sur le portail Famille !')).toBeVisible()
  await page.getByRole('button', { name: 'Merci' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Solène')
  await expect(page.getByRole('link', { name: /^Compléter le dossier d’inscription/ })).toBeVisible()
  await look(parent, 'registration-first-home')
})

test('[A01] every dealing of the family with the services begins on one page, and the town’s information is beside it', async () => {
  const { page } = parent
  const acts: [act: string, heading: RegExp][] = [
    ['Réserver ou annuler', /20\d\d|Calendrier/],
    ['Suivre mes demandes', /^Mes demandes$/],
    ['Changer d’adresse ou de téléphone', /./],
    ['Mettre à jour la Caf ou la MSA', /./],
    ['Ajouter un membre', /./],
    ['Ajouter un enfant', /./],
    ['Dossier d’inscription', /^Dossier d’inscription$/],
    ['Inscrire à une activité', /^Inscrire à une activité$/],
    ['Préinscrire à l’école', /^Préinscription scolaire$/],
    ['Préinscrire en crèche', /^Préinscription en crèche$/],
    ['Envoyer un document', /./],
    ['Voir et payer mes factures', /factures/i],
    ['Mon compte et ma connexion', /^Mon compte$/],
  ]
  for (const [act, heading] of acts) {
    await page.goto(`${desk.portal}/demarches`)
    const link = page.getByRole('main').getByRole('link', { name: new RegExp(`^${act}`) })
    await link.tap()
    await expect(page).not.toHaveURL(/\/demarches$/)
    await expect(page.getByRole('heading', { level: 1, name: heading }).first()).toBeAttached()
    await expect(page.getByText('Cette page n’existe pas')).toHaveCount(0)
  }
  await page.goto(desk.portal)
  await expect(section(page, 'Infos et documents').getByRole('link').first()).toBeVisible()
  await expect(page.getByRole('link', { name: /^Appeler le/ }).first()).toHaveAttribute('href', /^tel:/)
  await look(parent, 'registration-home')
})

test('[C01] [C06] a parent reads the own file, the family number, and the file of the second adult', async ({
  browser,
}) => {
  const administrator = await openPerson(browser)
  await signInStaff(administrator, desk, 'administrator', '/reglages/dossier-famille')
  const office = administrator.page
  await office.getByRole('checkbox', { name: 'Situation familiale' }).check()
  await office.getByRole('button', { name: 'Enregistrer' }).first().click()
  await expect(office.getByText('Réglages enregistrés.')).toBeVisible()
  await administrator.context.close()

  const other = await openPerson(browser, { size: phone })
  const { page } = other
  await signInParent(other, desk.portal, parentAccount(desk), '/famille')
  await expect(page.getByText('Famille n° 101').first()).toBeVisible()
  const own = section(page, 'Responsable')
  const facts = [
    ...[/Civilité.*Madame/, /Nom.*Diallo/, /Prénom.*Aminata/, /Lien avec les enfants.*Mère/],
    ...[/Adresse.*105, chemin de la Croix/, /Code postal.*99120/, /Commune.*Aubrelles/],
  ]
  for (const fact of facts) await expect(own).toContainText(fact)
  await expect(own).toContainText('Situation familiale')
  await expect(section(page, 'Conjoint ou second responsable')).toContainText('Moussa Diallo')
  await look(other, 'registration-own-file')
  await other.context.close()
})

test('the parent completes the file of the child, sends a paper, and accepts the rules', async () => {
  const { page } = parent
  await page.goto(`${desk.portal}/dossier`)
  await expect(page.getByRole('heading', { level: 1, name: 'Dossier d’inscription' })).toBeVisible()
  const missing = page.getByText('Le médecin traitant')
  await expect(missing).toBeVisible()
  await look(parent, 'registration-file-empty')
  await page.getByRole('link', { name: 'Ouvrir : Santé' }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Maël Abgrall' })).toBeVisible()
  await section(page, 'Médecin et assurance')
    .getByRole('link', { name: /^Modifier/ })
    .tap()
  await page.getByRole('textbox', { name: /^Médecin traitant/ }).fill('Docteur Quéré')
  await page.getByRole('textbox', { name: /^Téléphone du médecin/ }).fill('01 99 00 44 10')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(page.getByText('Docteur Quéré')).toBeVisible()
  const people = section(page, 'Qui peut venir chercher Maël')
  await people.getByRole('link', { name: 'Ajouter une personne' }).tap()
  await page.getByRole('textbox', { name: 'Nom et prénom' }).fill('Yvonne Le Bihan')
  await page.getByRole('textbox', { name: 'Téléphone' }).fill('06 39 98 05 56')
  await page.getByRole('group', { name: 'À prévenir en cas d’urgence' }).getByText('Oui').tap()
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(people.getByText('Ajout demandé')).toBeVisible()

  await page.goto(`${desk.portal}/documents`)
  const asked = page
    .getByRole('region', { name: /^À fournir/ })
    .getByRole('listitem')
    .filter({ hasText: 'Attestation d’assurance' })
  await asked.getByRole('link', { name: /^Envoyer/ }).tap()
  await page.locator('input[type=file]').setInputFiles({
    name: 'attestation.pdf',
    mimeType: 'application/pdf',
    buffer: pdf(),
  })
  await expect(page.getByText('attestation.pdf')).toBeVisible()
  await look(parent, 'registration-send')
  await page.getByRole('button', { name: 'Enregistrer' }).tap()
  await expect(page.getByRole('heading', { level: 1, name: 'Documents' })).toBeVisible()
  await expect(asked).toHaveCount(0)

  await page.goto(`${desk.portal}/documents/accords`)
  await page.getByRole('checkbox', { name: /J’ai lu le règlement/ }).check()
  await page.getByRole('button', { name: 'Accepter', exact: true }).tap()
  await expect(page.getByText(/^Accepté par Solène/)).toBeVisible()
  await look(parent, 'registration-rules')
})

test('the parent asks for a place at school, reads the whole file again and sends it', async () => {
  const { page } = parent
  await page.goto(`${desk.portal}/preinscription/ecole`)
  await page.getByRole('main').locator('label').filter({ hasText: 'Maël Abgrall' }).tap()
  await page.getByLabel('Classe', { exact: true }).selectOption('CP')
  await page.getByLabel('Vœu n° 1').selectOption({ label: 'École Les Tilleuls' })
  await look(parent, 'registration-school')
  await page.getByRole('button', { name: 'Envoyer la demande' }).tap()
  await expect(page.getByText('Demande envoyée').first()).toBeVisible()

  await page.goto(`${desk.portal}/dossier`)
  const unread = page.getByRole('checkbox', { name: 'J’ai relu, rien n’a changé' })
  await expect(unread.first()).toBeVisible()
  for (const one of await unread.all()) await one.check()
  await look(parent, 'registration-file-read')
  await page.getByRole('button', { name: 'Envoyer mon dossier' }).tap()
  await expect(page.getByText(/^Envoyé le .* par Solène/)).toBeVisible()
  await look(parent, 'registration-file-sent')
})

test('an agent answers everything from the inbox, and gives the place at school', async () => {
  const { page } = agent
  await page.goto(`${desk.backOffice}/demandes`)
  const waiting = families(page).getByRole('button', { name: /^Abgrall / })
  await waiting.first().click()
  await look(agent, 'registration-inbox')
  await page.getByRole('button', { name: /^Accepter les 4/ }).click()
  await expect(waiting).toHaveCount(0)
  await look(agent, 'registration-inbox-done')
  await page.goto(`${desk.backOffice}/inscriptions/ecole`)
  await page.getByText('Maël Abgrall').first().click()
  await page.getByRole('button', { name: 'Admettre…' }).click()
  await look(agent, 'registration-admit')
  await page.getByRole('button', { name: 'Admettre', exact: true }).click()
  await expect(page.getByText(/Place accordée, la famille est prévenue/).first()).toBeVisible()
  await look(agent, 'registration-admitted')
})

test('the parent reads each answer, and the values of the file follow', async () => {
  const { page } = parent
  await page.goto(`${desk.portal}/famille`)
  await section(page, 'Membres').getByRole('link', { name: /Maël/ }).tap()
  await expect(page.getByText('Docteur Quéré')).toBeVisible()
  const people = section(page, 'Qui peut venir chercher Maël')
  await expect(people.getByText('Yvonne Le Bihan')).toBeVisible()
  await expect(people.getByText('Ajout demandé')).toHaveCount(0)
  await expect(section(page, 'Documents').getByRole('listitem').filter({ hasText: 'assurance' })).toContainText(
    'Accepté',
  )
  await page.goto(`${desk.portal}/demandes?partie=children`)
  await expect(
    page
      .getByRole('region', { name: /^Répondues/ })
      .getByRole('listitem')
      .first(),
  ).toBeVisible()
  await expect(page.getByRole('region', { name: /^En attente/ })).toHaveCount(0)
  await look(parent, 'registration-answers')
  await page.goto(`${desk.portal}/dossier`)
  await expect(page.getByText('Place accordée')).toBeVisible()
  await look(parent, 'registration-end')
})

const pdf = () => Buffer.from('%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n')
