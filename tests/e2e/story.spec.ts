import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { startDesk, startHostedPortal, type DeskProcess, type HostedPortal } from '../support/desk-process'
import { openMailBox, type MailBox } from '../support/smtp'
import {
  choose,
  dayOf,
  expectCalm,
  keepPicture,
  look,
  openPerson,
  openTab,
  parentAccount,
  phone,
  signInParent,
  signInStaff,
  startOf,
  tapChip,
  type Person,
} from './support/people'

/** One month of a town, as its people live it: each step goes on from what the step before left. */
test.describe.configure({ mode: 'serial' })

const refusalReason = 'Le groupe des 6 – 8 ans est complet cette semaine-là.'

let desk: DeskProcess
let mail: MailBox
let agent: Person
let parent: Person
let distant: Person | undefined
let hosted: HostedPortal | undefined

test.beforeAll(async ({ browser }) => {
  ;[desk, mail] = await Promise.all([startDesk(), openMailBox()])
  agent = await openPerson(browser)
  parent = await openPerson(browser, { size: phone })
})

test.afterAll(async () => {
  await Promise.all([agent?.context.close(), parent?.context.close()])
  await Promise.all([desk?.dispose(), hosted?.dispose(), mail?.close()])
})

test.afterEach(async ({}, { status, expectedStatus, title }) => {
  if (status === expectedStatus) return
  for (const [who, person] of Object.entries({ agent, parent, distant }))
    if (person) await keepPicture(person, `failed-${who}-${title}`)
})

test('1. an agent signs in and finds a family in the palette', async () => {
  const { page } = agent
  await signInStaff(agent, desk, 'director')
  await look(agent, '1-home')
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Chercher' })
  await palette.getByRole('combobox').pressSequentially('diallo ines')
  await expect(palette.getByRole('option').first()).toContainText('Diallo')
  await look(agent, '1-palette')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Diallo')
  await look(agent, '1-found')
})

test('the e-mails of the town leave through its own server', async ({ browser }) => {
  const administrator = await openPerson(browser)
  const { page } = administrator
  await signInStaff(administrator, desk, 'administrator', '/reglages/e-mail')
  await page.getByLabel('Serveur d’envoi').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(mail.port))
  await page.getByLabel('Adresse d’expédition').fill('guichet.famille@aubrelles.invalid')
  await page.getByRole('button', { name: 'Enregistrer' }).first().click()
  await expect(page.getByRole('button', { name: 'Enregistrer' }).first()).toBeDisabled()
  await page.getByRole('button', { name: 'Envoyer l’essai' }).click()
  await expect(page.getByText('Message remis au serveur d’envoi.')).toBeVisible()
  expect(mail.received).toHaveLength(1)
  await look(administrator, '0-mail-settings')
  await administrator.context.close()
})

test('2. a family is created with a child and an enrolment; an activity shows how it is booked', async () => {
  const { page } = agent
  await page.getByRole('link', { name: 'Familles' }).first().click()
  await page.getByRole('button', { name: 'Nouvelle famille' }).click()
  const family = page.getByRole('dialog', { name: 'Nouvelle famille' })
  await family.getByLabel('Nom de la famille').fill('Montrose')
  await family.getByLabel('Adresse', { exact: true }).fill('4, allée des Érables')
  await family.getByLabel('Code postal').fill('99120')
  await family.getByLabel('Ville', { exact: true }).fill('Aubrelles')
  await family.getByLabel('Prénom').fill('Solène')
  await family.getByRole('textbox', { name: 'Nom', exact: true }).fill('Montrose')
  await family.getByLabel('E-mail', { exact: true }).fill('solene.montrose@courriel.invalid')
  await look(agent, '2-new-family')
  await family.getByRole('button', { name: 'Créer la famille' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Famille Montrose' })).toBeVisible()

  await page
    .getByRole('region', { name: /^Enfants/ })
    .getByRole('button', { name: 'Ajouter', exact: true })
    .click()
  const child = page.getByRole('dialog', { name: 'Ajouter un enfant' })
  await child.getByLabel('Prénom').fill('Anouk')
  await child.getByRole('textbox', { name: 'Nom', exact: true }).fill('Montrose')
  await child.getByLabel('Date de naissance').fill('12/05/2019')
  await choose(child, 'École', 'École Les Tilleuls')
  await choose(child, 'Niveau', 'CE1')
  await child.getByRole('button', { name: 'Ajouter l’enfant' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Anouk Montrose' })).toBeVisible()

  await page.getByRole('button', { name: 'Inscrire', exact: true }).click()
  const enrolment = page.getByRole('dialog', { name: 'Inscrire à une activité' })
  await choose(enrolment, 'Enfant', /Anouk/)
  await choose(enrolment, 'Activité', /Restauration scolaire.*Tilleuls/)
  await choose(enrolment, 'Groupe', 'Élémentaire')
  await enrolment.getByRole('button', { name: 'Inscrire', exact: true }).click()
  await expect(page.getByRole('row', { name: /Restauration scolaire/ })).toContainText('active')
  await look(agent, '2-child')
  await page.getByRole('link', { name: 'Famille Montrose' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Famille Montrose' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Anouk Montrose' })).toBeVisible()
  await look(agent, '2-family')

  await page.getByRole('link', { name: 'Activités' }).first().click()
  await page
    .getByRole('link', { name: /Restauration scolaire/ })
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: 'Restauration scolaire' })).toBeVisible()
  await expect(page.getByText('Réservable l’avant-veille avant 10 h 00')).toBeVisible()
  await look(agent, '2-activity')
})

test('3. [B02] [F05] [F06] [F09] [F11] [F13] [F35] [G02] a parent selects days on a phone, checks what they cost and confirms', async () => {
  const { page } = parent
  await signInParent(parent, desk.portal, parentAccount(desk))
  await expect(page.getByRole('heading', { level: 1, name: 'Bonjour Aminata' })).toBeVisible()
  await expect(page.getByText('Lundi 30 novembre', { exact: true }).filter({ visible: true })).toBeVisible()
  await look(parent, '3-portal-home')
  await openTab(parent, 'Calendrier')
  await page.getByRole('button', { name: 'Mois suivant' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Décembre 2026' })).toBeVisible()
  await expect(dayOf(page, 'jeudi 10 décembre')).toHaveAccessibleName(/Inès\s: matin [^.]*, midi [^.]*, soir /)
  await look(parent, '3-month')

  await tapChip(page, 'Midi')
  await tapChip(page, 'Malo')
  await dayOf(page, 'jeudi 10 décembre').tap()
  await dayOf(page, 'mardi 15 décembre').tap()
  await tapChip(page, 'Midi')
  await tapChip(page, 'Journée')
  await tapChip(page, 'Inès')
  await tapChip(page, 'Malo')
  await dayOf(page, 'lundi 21 décembre').tap()
  await dayOf(page, 'mardi 22 décembre').tap()
  await expect(page.getByText(/^4 jours · 2 enfants · /)).toBeVisible()
  await look(parent, '3-selection')

  await page.getByRole('link', { name: /^Vérifier/ }).tap()
  await expect(page.getByText('2 réservations : midi')).toBeVisible()
  await expect(page.getByText('2 jours à valider par un agent : journée')).toBeVisible()
  await look(parent, '3-recap')
  await page.getByRole('button', { name: 'Confirmer 4 réservations' }).click()
  await expect(page.getByText('Reçu', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('2 jours réservés : midi')).toBeVisible()
  await expect(page.getByText('2 jours demandés : journée')).toBeVisible()
  await look(parent, '3-receipt')
})

test('4. [F18] [F34] [N02] [N03] the agent accepts one request and refuses another; the family sees both', async () => {
  const { page } = agent
  await page.getByRole('link', { name: /^Demandes/ }).click()
  const inbox = page.getByRole('region', { name: 'Demandes', exact: true })
  await inbox.getByRole('button', { name: /^Diallo n° 101/ }).click()
  const family = page.getByRole('region', { name: 'Famille Diallo' })
  const older = family.getByRole('article').filter({ hasText: 'Inès, Vacances' })
  await expect(older).toBeVisible()
  await expect(family.getByRole('article').filter({ hasText: 'Malo, Vacances' })).toBeVisible()
  await look(agent, '4-inbox')
  await older.getByRole('radio', { name: 'Refuser' }).click()
  await page.keyboard.press('a')
  const refusal = page.getByRole('dialog', { name: /Diallo.*refuser/ })
  await refusal.getByLabel('Motif, lu par la famille').fill(refusalReason)
  await look(agent, '4-refusal')
  await page.keyboard.press('Control+Enter')
  await expect(refusal).toBeHidden()
  await expect(inbox.getByRole('button', { name: /^Diallo n° 101/ })).toHaveCount(0)

  await inbox.getByRole('button', { name: /^Riou n° 140/ }).click()
  await expect(page.getByRole('region', { name: 'Famille Riou' })).toBeVisible()
  await page.keyboard.press('a')
  await expect(inbox.getByRole('button', { name: /^Riou n° 140/ })).toHaveCount(0)
  await look(agent, '4-accepted')

  await openTab(parent, 'Demandes')
  await expect(
    parent.page.getByRole('link', { name: /Vacances, journée : Malo.*Acceptée|Acceptée.*Malo/ }),
  ).toBeVisible()
  const refused = parent.page.getByRole('link', { name: /Vacances, journée : Inès/ })
  await expect(refused).toContainText('Refusée')
  await look(parent, '4-answers')
  await refused.click()
  await expect(parent.page.getByText(refusalReason).first()).toBeVisible()
  await look(parent, '4-refused')
})

test('5. the grid books by keyboard and undoes; a child arrives', async () => {
  const { page } = agent
  await page.getByRole('link', { name: 'Planning' }).first().click()
  const grid = page.getByRole('grid')
  await expect(grid).toBeVisible()
  await page.keyboard.press('PageDown')
  await expect(page.getByRole('grid', { name: /décembre 2026/ })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('montrose')
  await expect(grid.getByRole('rowheader', { name: /^Montrose/ })).toHaveCount(1)
  await expect(grid.getByRole('rowheader', { name: /^Diallo/ })).toHaveCount(0)
  await grid.focus()
  const here = page.getByText(/^Montrose Anouk, .*\s:\s/)
  for (let step = 0; step < 40 && !/Midi.*Libre/i.test(await here.innerText()); step += 1) {
    await page.keyboard.press('ArrowRight')
  }
  await expect(here).toContainText(/Libre/i)
  await page.keyboard.press('r')
  await expect(page.getByText('1 créneau réservé')).toBeVisible()
  await expect(grid.getByRole('gridcell', { name: 'R', exact: true })).toHaveCount(1)
  await look(agent, '5-booked')
  await page.keyboard.press('Control+z')
  await expect(grid.getByRole('gridcell', { name: 'R', exact: true })).toHaveCount(0)
  await look(agent, '5-undone')

  await page.getByRole('link', { name: 'Pointage' }).first().click()
  await expect(page.getByRole('heading', { name: /^Attendus/ })).toBeVisible()
  await look(agent, '5-attendance')
  const arrival = page.getByRole('button', { name: /^Arrivée\s:/ }).first()
  const name = (await arrival.getAttribute('aria-label'))?.replace(/^Arrivée\s:\s/, '') ?? ''
  await arrival.click()
  await expect(
    page.getByRole('region', { name: 'Présents' }).getByRole('button', { name: new RegExp(`^Départ\\s:\\s${name}$`) }),
  ).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText('18 h')
  await look(agent, '5-arrived')
})

test('6. November is checked, drafted, issued and published; an invoice opens as a PDF', async () => {
  const { page } = agent
  await page.goto(`${desk.backOffice}/facturation`)
  await expect(page.getByRole('region', { name: 'Le pointage de novembre 2026' })).toBeVisible()
  await look(agent, '6-check')
  await page.getByRole('button', { name: 'Calculer le brouillon' }).click()
  const anomalies = page.getByRole('region', { name: /anomalies/ })
  await expect(anomalies).toBeVisible()
  await look(agent, '6-draft')
  await anomalies
    .getByRole('button', { name: /^Accepter les/ })
    .first()
    .click()
  const issue = page.getByRole('button', { name: /^Émettre les [\d\s]+ factures…$/ })
  await expect(issue).toBeEnabled({ timeout: 20_000 })
  await issue.click()
  const asked = page.getByRole('dialog', { name: /^Émettre/ })
  await look(agent, '6-issue')
  await asked.getByRole('button', { name: /^Émettre/ }).click()
  const publish = page.getByRole('button', { name: /^Publier les/ })
  await expect(publish).toBeEnabled({ timeout: 30_000 })
  await look(agent, '6-issued')
  await publish.click()
  await expect(page.getByText('Étape suivante : encaisser.')).toBeVisible({ timeout: 30_000 })
  await page.getByLabel('Chercher une facture').fill('101')
  await page
    .getByRole('row', { name: /Diallo/ })
    .first()
    .getByRole('button')
    .click()
  const panel = page.getByRole('complementary', { name: 'Facture' })
  await expect(panel.getByRole('heading', { name: /Famille Diallo n° 101/ })).toBeVisible()
  await look(agent, '6-published')
  const address = await panel.getByRole('link', { name: 'Voir le PDF' }).getAttribute('href')
  expect(await startOf(agent, `${desk.backOffice}${address}`)).toBe('%PDF')
})

test('7. [I01] [I04] [I05] [I06] [I09] [I14] the parent opens the invoice, pays it and owes nothing', async () => {
  const { page } = parent
  await openTab(parent, 'Factures')
  await page.getByRole('button', { name: /^Novembre 2026/ }).click()
  await expect(page.getByRole('article', { name: /novembre 2026/i })).toBeVisible()
  await look(parent, '7-invoice')
  const pdf = await page.getByRole('link', { name: 'PDF', exact: true }).getAttribute('href')
  expect(await startOf(parent, `${desk.portal}${pdf}`)).toBe('%PDF')

  await openTab(parent, 'Factures')
  const toPay = page.getByRole('status').filter({ hasText: /coché/ })
  await expect(toPay).toContainText('2 factures cochées')
  const both = await toPay.innerText()
  await page.getByRole('checkbox', { name: 'Payer la facture Octobre 2026' }).uncheck()
  await expect(toPay).toContainText('1 facture cochée')
  expect(await toPay.innerText()).toContain('172,15')
  await page.getByRole('checkbox', { name: 'Payer la facture Octobre 2026' }).check()
  await expect(toPay).toHaveText(both, { useInnerText: true })
  await look(parent, '7-to-pay')
  await page.getByRole('button', { name: 'Payer', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Service de paiement de test' })).toBeVisible()
  await look(parent, '7-gateway')
  await page.getByRole('button', { name: 'Payer', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Paiement reçu' })).toBeVisible({ timeout: 15_000 })
  await look(parent, '7-paid')
  const receipt = await page.getByRole('link', { name: 'Reçu en PDF' }).getAttribute('href')
  expect(await startOf(parent, `${desk.portal}${receipt}`)).toBe('%PDF')
  await openTab(parent, 'Factures')
  await expect(page.getByText('Tout est réglé.')).toBeVisible()
  await look(parent, '7-settled')
  await openTab(parent, 'Accueil')
  await expect(page.getByText('Aucune facture à payer')).toBeVisible()
  await look(parent, '7-home')
})

test('8. the director reads the month: chart, PDF and spreadsheet', async () => {
  const { page } = agent
  await page.getByRole('link', { name: 'Rapports' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Cahier du mois' })).toBeVisible()
  await page.getByRole('button', { name: 'Mois suivant, novembre 2026' }).click()
  await expect(page.getByText('facturé le 30 novembre 2026')).toBeVisible()
  const chart = page.getByRole('img', { name: /^Présences par jour\./ })
  await expect(chart).toBeVisible()
  expect(await chart.locator('rect.present').count()).toBeGreaterThan(20)
  await look(agent, '8-report')
  const pdf = await page.getByRole('link', { name: 'PDF', exact: true }).getAttribute('href')
  expect(await startOf(agent, `${desk.backOffice}${pdf}`)).toBe('%PDF')
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'CSV' }).click()])
  const table = await readFile(await file.path(), 'utf8')
  expect(table).toContain('Restauration scolaire')
  expect(table.split('\n').length).toBeGreaterThan(10)
  expectCalm(agent)
})

test('9. a request made on the hosted portal is decided once, and the answer comes back', async ({ browser }) => {
  const administrator = await openPerson(browser)
  const board = administrator.page
  await signInStaff(administrator, desk, 'administrator')
  await board.getByRole('link', { name: /^Portail/ }).click()
  await board.getByRole('radio', { name: 'Le portail appelle ce bureau' }).click()
  await board.getByRole('button', { name: 'Afficher un code d’appairage' }).click()
  const code = await board.getByLabel(/^Code /).innerText()
  await look(administrator, '9-code')
  hosted = await startHostedPortal({ args: ['--desk', desk.sync, '--pair', code, '--name', 'hebergeur'] })
  const peer = board.getByRole('region', { name: 'Portail hebergeur' })
  await expect(peer.getByText('À jour')).toBeVisible({ timeout: 15_000 })
  await look(administrator, '9-paired')

  const there = (distant = await openPerson(browser, { size: phone }))
  const { page } = there
  await signInParent(there, hosted.portal, parentAccount(desk, 'camille.roussel@courriel.invalid'))
  await look(there, '9-hosted-home')
  await page.goto(`${hosted.portal}/calendrier?mois=2026-12`)
  await expect(page.getByRole('heading', { level: 1, name: 'Décembre 2026' })).toBeVisible()
  await tapChip(page, 'Journée')
  await dayOf(page, 'mardi 22 décembre').tap()
  await page.getByRole('link', { name: /^Vérifier/ }).tap()
  await expect(page.getByText(/à valider par un agent/)).toBeVisible()
  await page.getByRole('button', { name: /^Confirmer/ }).tap()
  await expect(page.getByRole('heading', { level: 1, name: /^Demande (gardée, en route|envoyée)$/ })).toBeVisible()
  await look(there, '9-hosted-receipt')

  await agent.page.goto(`${desk.backOffice}/demandes`)
  const family = agent.page
    .getByRole('list', { name: 'Demandes par famille' })
    .getByRole('listitem')
    .filter({ hasText: 'Roussel' })
  await expect(family.getByText(/mardi 22\sdécembre/)).toHaveCount(1, { timeout: 15_000 })
  await family.getByRole('button', { name: /^Roussel n° 102/ }).click()
  await look(agent, '9-inbox')
  await agent.page.keyboard.press('a')
  await expect(family).toHaveCount(0)
  await openTab(there, 'Demandes')
  await expect(page.getByRole('heading', { level: 1, name: 'Mes demandes' })).toBeVisible()
  const answered = page.getByRole('link', { name: /Vacances, journée/ })
  await expect(async () => {
    await page.reload()
    await expect(answered).toContainText('Acceptée', { timeout: 1_500 })
  }).toPass({ timeout: 20_000 })
  await expect(answered).toHaveCount(1)
  await look(there, '9-hosted-answer')
  await Promise.all([there.context.close(), administrator.context.close()])
})

test('[K10] [K11] the answers reached the mailbox of the family, once the minute to undo them was over', async () => {
  const answers = () => mail.received.filter(({ to }) => to.includes('aminata.diallo@courriel.invalid'))
  const texts = () => answers().map(({ subject, text }) => `${subject}\n${text}`)
  await expect.poll(() => texts().filter((text) => text.includes(refusalReason)).length, { timeout: 60_000 }).toBe(1)
  await expect
    .poll(() => texts().some((text) => text.startsWith('Demande acceptée') && text.includes('Malo')), {
      timeout: 10_000,
    })
    .toBe(true)
})
