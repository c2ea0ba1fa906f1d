import { cents } from '../../../src-shared/kernel/money'
import { addDays, dayOfWeek, localDate, type LocalDate } from '../../../src-shared/kernel/local-date'
import type { InvoiceDocument, InvoiceLine, PrintFamily, PrintTown } from '../../../src-main/print/types'

export const town: PrintTown = {
  name: 'Ville d’Aubrelles',
  department: 'Enfance, éducation et jeunesse',
  addressLines: ['Guichet unique, 3 place de la Mairie', '49999 Aubrelles'],
  phone: '02 61 91 20 40',
  email: 'guichet.unique@aubrelles.invalid',
  siret: '219 909 999 00012',
  cashOfficeLines: ['Régie Enfance et restauration', 'Mairie d’Aubrelles', '3 place de la Mairie', '49999 Aubrelles'],
  paymentHints: [
    { title: 'En ligne', text: 'Par carte ou prélèvement unique, sur famille.aubrelles.invalid, sans frais.' },
    { title: 'Par chèque', text: 'À l’ordre de « Régie Enfance Aubrelles », avec le talon, à l’adresse du talon.' },
    { title: 'Au guichet unique', text: 'Carte, chèque, espèces jusqu’à 300 €. Du lundi au vendredi, 8 h 30 à 12 h.' },
    { title: 'Prélèvement automatique', text: 'Le mandat se remplit en ligne ou au guichet.' },
    { title: 'CESU et chèques-vacances', text: 'CESU : garde des moins de 6 ans, hors repas. Au guichet.' },
    {
      title: 'Une difficulté ?',
      text: 'Avant la date limite, appelez le 02 61 91 20 40 : paiement en plusieurs fois.',
    },
  ],
  legalNotes: [
    { title: 'Émetteur', text: 'Ville d’Aubrelles, régie Enfance et restauration, SIRET 219 909 999 00012.' },
    {
      title: 'Prix',
      text: 'délibération du conseil municipal n° 2026-047 du 18 juin 2026. Prestations non soumises à la TVA.',
    },
    {
      title: 'Recours',
      text: 'vous pouvez contester cette somme dans les deux mois qui suivent la réception de la facture (article L. 1617-5 du Code général des collectivités territoriales) devant le tribunal administratif de Valdore, 9 rue du Palais, 49998 Valdore, ou sur www.telerecours.fr.',
    },
    {
      title: 'Désaccord',
      text: 'écrivez d’abord au guichet unique. Cette démarche ne prolonge pas le délai de recours.',
    },
    { title: 'Vos données', text: 'accès et rectification auprès de dpo@aubrelles.invalid.' },
  ],
}

export const family: PrintFamily = {
  number: '01284',
  name: 'Mme Camille VASSEUR',
  addressLines: [
    'Mme Camille VASSEUR',
    'M. Sékou DIARRA',
    'Résidence Les Aulnes Bâtiment C',
    '14 RUE DES LAVANDIERES',
    '49999 AUBRELLES',
  ],
  quotientText: '612 (CAF, janvier 2026)',
}

export function line(details: Partial<InvoiceLine> & { unitCents?: never; price?: number } = {}): InvoiceLine {
  const { price = 245, quantity = 10, ...rest } = details
  return {
    activityName: 'Restauration scolaire',
    dates: [],
    quantity,
    unit: 'repas',
    unitCents: cents(price),
    amountCents: cents(price * quantity),
    explanation: 'QF 612 · tranche 401 à 800 · repas 1,85 € + encadrement 0,60 €',
    ...rest,
  }
}

/** So many week-days from a date. */
export function weekdays(from: string, count: number): LocalDate[] {
  const days: LocalDate[] = []
  for (let day = localDate(from); days.length < count; day = addDays(day, 1)) if (dayOfWeek(day) < 6) days.push(day)
  return days
}

/** The invoice of the mock-up: three children, aids, a carried-over sum, payments, a slip. */
export function mockupInvoice(): InvoiceDocument {
  return {
    town,
    family,
    invoice: {
      reference: '2026-004187',
      kind: 'invoice',
      period: 'octobre 2026',
      periodFrom: localDate('2026-10-01'),
      periodTo: localDate('2026-10-31'),
      issuedOn: localDate('2026-11-05'),
      dueOn: localDate('2026-11-30'),
      totalCents: cents(27701),
      previouslyPaidCents: cents(7650),
      remainingCents: cents(15196),
    },
    children: [
      {
        childName: 'Malo',
        childFacts: '9 ans, CM1, école Les Tilleuls',
        lines: [
          line(),
          line({
            activityName: 'Accueil du matin',
            quantity: 6,
            unit: 'matins',
            price: 90,
            explanation: 'QF 612 · tranche 401 à 800 · un prix par matin, quelle que soit l’heure',
          }),
          line({
            activityName: 'Accueil du soir',
            quantity: 21,
            unit: 'demi-heures',
            price: 55,
            explanation: 'QF 612 · tranche 401 à 800 · 9 h 50, demi-heure commencée due',
          }),
          line({
            activityName: 'Mercredi',
            slotLabel: 'journée avec repas',
            quantity: 2,
            unit: 'journées',
            price: 840,
            explanation: 'QF 612 · tranche 401 à 800',
            dates: [localDate('2026-10-07'), localDate('2026-10-14')],
          }),
          line({
            activityName: 'Vacances d’automne',
            slotLabel: 'journée avec repas',
            quantity: 5,
            unit: 'journées',
            price: 920,
            explanation: 'QF 612 · tranche 401 à 800',
            dates: weekdays('2026-10-19', 5),
          }),
          line({
            activityName: 'École municipale des sports',
            quantity: 1,
            unit: 'forfait',
            price: 1800,
            explanation: 'Forfait du 1er trimestre · même prix pour tous',
          }),
        ],
      },
      {
        childName: 'Inès',
        childFacts: '6 ans, CE1, école Les Tilleuls',
        lines: [
          line({ quantity: 8, explanation: 'QF 612 · tranche 401 à 800 · absence justifiée le 8, non facturée' }),
          line({
            activityName: 'Restauration scolaire, réservée hors délai',
            quantity: 1,
            price: 294,
            explanation: '16 octobre · 2,45 € + majoration de 20 %',
          }),
          line({
            activityName: 'Mercredi',
            slotLabel: 'journée avec repas',
            quantity: 2,
            unit: 'journées',
            price: 756,
            explanation: '7 et 14 octobre · 8,40 € − 10 % (2e enfant le même jour)',
          }),
          line({
            activityName: 'Vacances d’automne',
            slotLabel: 'journée avec repas',
            quantity: 5,
            unit: 'journées',
            price: 828,
            explanation: 'Du 19 au 23 octobre · 9,20 € − 10 % (2e enfant)',
          }),
        ],
      },
      {
        childName: 'Zoé',
        childFacts: '4 ans, moyenne section, école Les Tilleuls',
        lines: [
          line(),
          line({
            activityName: 'Mercredi',
            slotLabel: 'matin avec repas',
            quantity: 2,
            unit: 'matins',
            price: 520,
            explanation: '6,50 € − 20 % (3e enfant) · absence du 14 sans justificatif, facturée',
          }),
          line({
            activityName: 'Vacances d’automne',
            slotLabel: 'journée avec repas',
            quantity: 5,
            unit: 'journées',
            price: 736,
            explanation: 'Du 19 au 23 octobre · 9,20 € − 20 % (3e enfant)',
          }),
          line({
            activityName: 'Sortie à la ferme des Hirondelles',
            quantity: 1,
            unit: 'sortie',
            price: 400,
            explanation: '23 octobre · prix de la sortie, même prix pour tous',
          }),
        ],
      },
    ],
    adjustments: [
      {
        kind: 'aid',
        label: 'Aide de la CAF, vacances',
        explanation: '3,00 € × 15 journées · reste 63,00 € pour 2026',
        amountCents: cents(-4500),
      },
      {
        kind: 'aid',
        label: 'Aide du CCAS, restauration',
        explanation: '10 % de 71,54 € · jusqu’au 31 décembre 2026',
        amountCents: cents(-715),
      },
      {
        kind: 'carried-over',
        label: 'Report de septembre',
        explanation: '4 accueils du matin, moins de 5,00 € à facturer',
        amountCents: cents(360),
      },
      {
        kind: 'paid',
        label: 'Déjà payé en ligne',
        explanation: '60,00 € le 21 septembre, 4,00 € le 28 septembre',
        amountCents: cents(-6400),
      },
      {
        kind: 'paid',
        label: 'Porte-monnaie utilisé',
        explanation: 'Il reste 0,00 € dans votre porte-monnaie',
        amountCents: cents(-1250),
      },
    ],
    detail: 'grouped',
    payment: { slip: true, reference: '2026 0041 8701 284' },
  }
}

/** An invoice with the lines given to one child, and nothing else. */
export function plainInvoice(lines: InvoiceLine[], details: Partial<InvoiceDocument> = {}): InvoiceDocument {
  const total = cents(lines.reduce((sum, one) => sum + one.amountCents, 0))
  const base = mockupInvoice()
  return {
    ...base,
    invoice: { ...base.invoice, totalCents: total, previouslyPaidCents: cents(0), remainingCents: total },
    children: [{ childName: 'Malo', childFacts: '9 ans, CM1', lines }],
    adjustments: [],
    ...details,
  }
}

/** One line per meal, as many as asked, over several children and activities. */
export function dailyInvoice(count: number): InvoiceDocument {
  const meals = weekdays('2026-09-01', count).map((date) => line({ dates: [date], quantity: 1 }))
  return plainInvoice(meals, { detail: 'daily' })
}
