import type {
  AttendanceSheetDocument,
  MonthlyReportDocument,
  ReceiptDocument,
  StatementDocument,
} from '../../../src-main/print/types'
import { localDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { yearMonth } from '../../../src-shared/kernel/year-month'
import { family, town, weekdays } from './fixtures'

export function receipt(): ReceiptDocument {
  return {
    town,
    family,
    receipt: {
      reference: 'R2026-001042',
      paidOn: localDate('2026-11-18'),
      amountCents: cents(16000),
      method: 'Carte bancaire, en ligne',
      methodReference: 'T-88412-6',
      payerName: 'Mme Camille VASSEUR',
      isTest: false,
    },
    allocations: [
      { label: 'Facture n° 2026-004187, octobre 2026', explanation: 'En entier', amountCents: cents(15196) },
    ],
    creditCents: cents(804),
    remainingDueCents: cents(0),
  }
}

export function statement(): StatementDocument {
  return {
    town,
    family,
    from: localDate('2026-09-01'),
    to: localDate('2026-11-20'),
    issuedOn: localDate('2026-11-20'),
    childNames: ['Malo', 'Inès', 'Zoé'],
    openingCents: cents(5820),
    billedCents: cents(15230),
    paidCents: cents(11050),
    balanceCents: cents(10000),
    lines: [
      {
        on: localDate('2026-09-07'),
        label: 'Paiement par chèque',
        explanation: 'Facture n° 2026-003102 (juillet)',
        paidCents: cents(5820),
        balanceCents: cents(0),
      },
      {
        on: localDate('2026-10-05'),
        label: 'Facture n° 2026-003655',
        explanation: 'Septembre 2026, à payer avant le 31 octobre',
        billedCents: cents(15230),
        balanceCents: cents(15230),
      },
      {
        on: localDate('2026-10-16'),
        label: 'Paiement en ligne par carte',
        explanation: 'Facture n° 2026-003655, en partie',
        paidCents: cents(5230),
        balanceCents: cents(10000),
      },
    ],
    due: [
      {
        reference: '2026-003655',
        label: 'septembre 2026',
        dueOn: localDate('2026-10-31'),
        amountCents: cents(15230),
        paidCents: cents(5230),
        remainingCents: cents(10000),
      },
    ],
  }
}

export function monthlyReport(structures = 5): MonthlyReportDocument {
  const activity = (activityName: string, places: number | null, present: number) => ({
    activityName,
    days: 10,
    places,
    children: 71,
    booked: present + 11,
    excused: 14,
    billedAbsences: 6,
    unbooked: 9,
    present,
    averageOccupancyPercent: places === null ? null : 76,
    busiestOccupancyPercent: places === null ? null : 92,
  })
  const names = [
    'École Les Tilleuls',
    'École Jean-Zay',
    'École du Centre',
    'Accueil de loisirs Les Tilleuls',
    'Multi-accueil Les Lucioles',
  ]
  return {
    town,
    month: yearMonth('2026-10'),
    scope: 'Toutes les structures',
    producedOn: localDate('2026-11-06'),
    producedBy: 'Élise Marchand',
    monthState: 'clos le 5 novembre 2026, aucun changement possible',
    figures: [
      { label: 'Enfants accueillis', value: '412', note: '398 en octobre 2025' },
      { label: 'Présences', value: '7 709', note: '7 402 en octobre 2025' },
      { label: 'Réservations', value: '7 969', note: '74 venus sans réserver' },
      { label: 'Taux d’occupation', value: '85 %', note: '83 % en octobre 2025' },
      { label: 'Repas servis', value: '5 249', note: '4 856 enfants' },
      { label: 'Facturé', value: '31 445 €', note: '298 factures' },
      { label: 'Encaissé', value: '31 874 €', note: 'septembre : 96 % payé' },
      { label: 'En retard de paiement', value: '4 727 €', note: '86 familles' },
    ],
    notices: [
      { count: 3, text: 'créneaux sous le taux d’encadrement, sur 128 contrôlés' },
      { count: 11, text: 'familles au tarif maximum, faute de quotient' },
      { count: 14, text: 'attestations d’assurance manquantes' },
    ],
    attendance: Array.from({ length: structures }, (_, index) => ({
      structureName: names[index] ?? `Structure ${index + 1}`,
      rows: [
        activity('Accueil du matin', 60, 457),
        activity('Restauration', 140, 1260),
        activity('Accueil du soir', index === 2 ? null : 80, 683),
      ],
    })),
    childrenInAll: 412,
    income: [
      { activityName: 'Accueil du matin', invoices: 142, quantity: 1036, amountCents: cents(103030) },
      { activityName: 'Restauration', invoices: 281, quantity: 4856, amountCents: cents(940625) },
      { activityName: 'Accueil du soir', invoices: 160, quantity: 1612, amountCents: cents(375530) },
      { activityName: 'Vacances d’automne', invoices: 118, quantity: 1129, amountCents: cents(851770) },
    ],
    overdue: [
      { label: '1 à 30 jours', invoices: 58, families: 54, amountCents: cents(271635) },
      { label: '31 à 60 jours', invoices: 22, families: 20, amountCents: cents(110480) },
      { label: 'Plus de 60 jours', invoices: 18, families: 12, amountCents: cents(90555) },
    ],
    signatures: [
      { title: 'La directrice, Élise Marchand', text: 'Certifié exact.' },
      { title: 'Le régisseur, Paulin Ferrand', text: 'Recettes et impayés exacts.' },
      { title: 'Pour le maire, par délégation', text: 'Vu.' },
    ],
  }
}

export function attendanceSheet(children = 11): AttendanceSheetDocument {
  const alerts: AttendanceSheetDocument['children'][number]['alerts'][] = [
    [],
    [{ kind: 'allergy', text: 'Fruits à coque' }],
    [
      { kind: 'care-plan', text: 'Arachide : trousse rouge, bureau' },
      { kind: 'note', text: 'Lunettes' },
    ],
    [{ kind: 'diet', text: 'Sans porc' }],
    [{ kind: 'no-photo', text: 'Pas de photo' }],
    [{ kind: 'leaves-alone', text: 'Part seul à 17 h 30' }],
    [{ kind: 'check-pickup', text: 'Vérifier : dossier au bureau' }],
  ]
  const names = ['BELHADJ', 'CARON-DUBREUIL', 'DIARRA-VASSEUR', 'EŞKIN', 'FAUCHEUX', 'GARNIER', 'NGUYỄN']
  return {
    town,
    structureName: 'Accueil de loisirs Les Tilleuls',
    groupName: '6–8 ans',
    contact: 'responsable : Bruno Castaing, 02 61 91 20 61',
    title: 'Semaine 43',
    subtitle: 'Vacances d’automne · 19 au 23 octobre 2026',
    days: weekdays('2026-10-19', 5),
    children: Array.from({ length: children }, (_, index) => ({
      lastName: names[index % names.length] ?? '',
      firstName: `Prénom ${index + 1}`,
      facts: '6 ans · CP',
      alerts: alerts[index % alerts.length] ?? [],
      pickups: [
        { name: 'Nadia Belhadj, mère', phone: '06 39 98 10 42' },
        { name: 'Karim Belhadj, père', phone: '06 39 98 10 43' },
      ],
      notToCollect: [],
      planned: ['J', 'J', index % 3 === 1 ? null : 'J', 'M', index % 4 === 2 ? null : 'S'],
    })),
    legend: [
      { letter: 'J', label: 'journée' },
      { letter: 'M', label: 'matin et repas' },
      { letter: 'S', label: 'après-midi, sans repas' },
    ],
    printedOn: localDate('2026-10-16'),
    printedText: 'Imprimée le 16 octobre 2026 à 17 h 40 : les réservations faites ensuite n’y sont pas',
    confidentialText: 'Santé et contacts : classeur fermé, puis destruction le 30 novembre 2026.',
  }
}
