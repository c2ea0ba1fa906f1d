import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { startDesk, type DeskProcess } from '../support/desk-process'
import { expectCalm, openPerson, parentAccount, phone, signInParent, signInStaff } from './support/people'

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number]

let desk: DeskProcess

test.beforeAll(async () => {
  desk = await startDesk()
})
test.afterAll(() => desk?.dispose())

const deskPages = {
  accueil: '/',
  demandes: '/demandes',
  familles: '/familles',
  doublons: '/familles/doublons',
  'une famille': '/familles/1',
  'une garde alternée': '/familles/2',
  'un enfant': '/familles/1/enfants/107',
  planning: '/planning',
  pointage: '/pointage',
  facturation: '/facturation',
  'facturation émise': '/facturation?mois=2026-10',
  règlements: '/reglements',
}

const officePages = {
  inscriptions: '/inscriptions',
  'un dossier d’inscription': '/inscriptions?famille=1',
  'préinscriptions scolaires': '/inscriptions/ecole',
  'préinscriptions en crèche': '/inscriptions/creche',
  'réglages des inscriptions': '/inscriptions/reglages',
  messages: '/messages',
  rapports: '/rapports',
  portail: '/portail',
  activités: '/activites',
  'nouvelle activité': '/activites/nouvelle',
  'une activité': '/activites/1',
  'calendrier d’une activité': '/activites/1/calendrier',
  'tarifs d’une activité': '/activites/1/tarifs',
  'réglages, ville': '/reglages/ville',
  'réglages, structures': '/reglages/structures',
  'réglages, fermetures': '/reglages/fermetures',
  'réglages, agents': '/reglages/agents',
  'réglages, factures': '/reglages/factures',
  'réglages, e-mail': '/reglages/e-mail',
  'réglages, portail et comptes': '/reglages/portail',
  'réglages, journal': '/reglages/journal',
  'mon mot de passe': '/mon-mot-de-passe',
  'page inconnue': '/nulle-part',
}

/** Pages of the portal that need no session. */
const doorPages = [
  '/mot-de-passe-oublie',
  '/premiere-visite',
  '/premiere-connexion',
  '/acces',
  '/adresse',
  '/demande-de-compte',
  '/demande-de-compte/confirmer',
]

const portalPages = {
  accueil: '/',
  calendrier: '/calendrier?mois=2026-12',
  'un jour': '/calendrier?mois=2026-12&jour=2026-12-10',
  'rien à vérifier': '/calendrier/verifier',
  famille: '/famille',
  'un enfant de la famille': '/famille/enfants/106',
  'un changement de la fiche': '/famille/modifier/guardian?personne=1',
  'un vaccin ajouté': '/famille/modifier/vaccination?personne=106',
  démarches: '/demarches',
  'dossier d’inscription': '/dossier',
  'inscrire à une activité': '/inscriptions',
  'préinscription scolaire': '/preinscription/ecole',
  'préinscription en crèche': '/preinscription/creche',
  factures: '/factures',
  demandes: '/demandes',
  compte: '/compte',
  'page inconnue': '/nulle-part',
}

for (const [part, pages] of Object.entries({ 'of every day': deskPages, 'of the office': officePages })) {
  test(`no screen ${part} breaks a rule of accessibility, light or dark`, async ({ browser }) => {
    const agent = await openPerson(browser)
    const found: string[] = []
    await agent.page.goto(`${desk.backOffice}/connexion`)
    found.push(...(await violations(agent.page, 'connexion')))
    await signInStaff(agent, desk, 'administrator')
    for (const [name, path] of Object.entries(pages)) {
      await agent.page.goto(`${desk.backOffice}${path}`)
      found.push(...(await violations(agent.page, name)))
    }
    expect(found).toEqual([])
    expectCalm(agent)
    await agent.context.close()
  })
}

test('no page of the portal breaks a rule of accessibility on a phone, light or dark', async ({ browser }) => {
  const parent = await openPerson(browser, { size: phone })
  const found: string[] = []
  await parent.page.goto(`${desk.portal}/connexion`)
  found.push(...(await violations(parent.page, 'connexion')))
  for (const path of doorPages) {
    await parent.page.goto(`${desk.portal}${path}`)
    found.push(...(await violations(parent.page, path)))
  }
  await signInParent(parent, desk.portal, parentAccount(desk))
  for (const [name, path] of Object.entries(portalPages)) {
    await parent.page.goto(`${desk.portal}${path}`)
    found.push(...(await violations(parent.page, name)))
  }
  expect(found).toEqual([])
  expectCalm(parent)
  await parent.context.close()
})

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds once the page has settled: rule and place. The structure is the same in the dark: only colours are read again. */
async function violations(page: Page, name: string): Promise<string[]> {
  await page.getByRole('heading').first().waitFor()
  await expect(page.locator('.skeleton')).toHaveCount(0)
  const light = await new AxeBuilder({ page }).setLegacyMode().withTags(rules).analyze()
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await new AxeBuilder({ page }).setLegacyMode().withRules(['color-contrast']).analyze()
  await page.emulateMedia({ colorScheme: 'light' })
  return [
    ...light.violations.map((one) => describe(name, one)),
    ...dark.violations.map((one) => describe(`${name}, dark`, one)),
  ].filter((text) => text !== '')
}

function describe(name: string, { id, nodes }: Violation): string {
  const places = nodes.map(({ target }) => target.join(' ')).filter((place) => !isFirstOfMonth(id, place))
  return places.length === 0 ? '' : `${name}: ${id} at ${places.slice(0, 3).join(' | ')}`
}

/** The year calendar shows « 1 » and says « 1er septembre »: axe does not read them as the same number. */
const isFirstOfMonth = (rule: string, place: string) =>
  rule === 'label-content-name-mismatch' && /data-date="\d{4}-\d\d-01"/.test(place)
