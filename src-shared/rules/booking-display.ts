import type { ShownState } from './booking-state'

/** Names of drawn signs; each front draws them in its own way. */
export type BookingIcon = 'check' | 'clock' | 'ban' | 'cross' | 'lock'

/** A sign is a letter, an icon, or both in this order: no state is told by its colour alone. */
export type SignPart = { readonly letter: string } | { readonly icon: BookingIcon }

export type LegendGroup = 'book' | 'pending' | 'decided' | 'attendance' | 'days' | 'problem'

export type BookingDisplay = {
  readonly sign: readonly SignPart[]
  /** 's-' and the name of the colours in tokens.css (--st-…). */
  readonly cssClass: string
  /** A past participle or a noun. */
  readonly label: string
  /** What it means for the family. */
  readonly sentence: string
  readonly group: LegendGroup
}

const letter = (text: string): SignPart => ({ letter: text })
const icon = (name: BookingIcon): SignPart => ({ icon: name })

/** The one table of states, in the order of the legend, for the desk, the portal and print. */
export const BOOKING_DISPLAY: Readonly<Record<ShownState, BookingDisplay>> = {
  available: {
    sign: [letter('+')],
    cssClass: 's-available',
    label: 'Libre',
    sentence: 'Vous pouvez réserver.',
    group: 'book',
  },
  selected: {
    sign: [icon('check')],
    cssClass: 's-selected',
    label: 'Sélectionné',
    sentence: 'Choisi ici, pas encore envoyé.',
    group: 'book',
  },
  'late-surcharge': {
    sign: [letter('+€')],
    cssClass: 's-late',
    label: 'Hors délai, majoré',
    sentence: 'Encore réservable, avec une majoration.',
    group: 'book',
  },
  'too-late': {
    sign: [icon('clock')],
    cssClass: 's-toolate',
    label: 'Hors délai',
    sentence: 'Le délai est passé.',
    group: 'book',
  },
  full: {
    sign: [letter('C')],
    cssClass: 's-full',
    label: 'Complet',
    sentence: 'Il n’y a plus de place.',
    group: 'book',
  },
  blocked: {
    sign: [icon('ban')],
    cssClass: 's-blocked',
    label: 'Bloqué',
    sentence: 'Une règle l’empêche\u00A0: ouvrez le jour pour savoir laquelle et que faire.',
    group: 'book',
  },
  requested: {
    sign: [letter('DR')],
    cssClass: 's-requested',
    label: 'Demande en cours',
    sentence: 'Un agent va répondre.',
    group: 'pending',
  },
  'awaiting-payment': {
    sign: [letter('€')],
    cssClass: 's-payment',
    label: 'En attente de paiement',
    sentence: 'Place gardée jusqu’à l’heure indiquée.',
    group: 'pending',
  },
  waiting: {
    sign: [letter('LA')],
    cssClass: 's-waiting',
    label: 'Liste d’attente',
    sentence: 'Le chiffre est votre rang.',
    group: 'pending',
  },
  offered: {
    sign: [letter('PO')],
    cssClass: 's-payment',
    label: 'Place proposée',
    sentence: 'Une place s’est libérée\u00A0: répondez avant l’heure indiquée.',
    group: 'pending',
  },
  'cancellation-requested': {
    sign: [letter('DA')],
    cssClass: 's-cancelreq',
    label: 'Demande d’annulation',
    sentence: 'Un agent va répondre.',
    group: 'pending',
  },
  'absence-requested': {
    sign: [letter('AT')],
    cssClass: 's-absreq',
    label: 'Absence en traitement',
    sentence: 'Absence déclarée, décision à venir.',
    group: 'pending',
  },
  booked: {
    sign: [letter('R')],
    cssClass: 's-booked',
    label: 'Réservé',
    sentence: 'Encore annulable sans frais.',
    group: 'decided',
  },
  'booked-locked': {
    sign: [letter('R'), icon('lock')],
    cssClass: 's-locked',
    label: 'Réservé, non annulable',
    sentence: 'Vous pouvez déclarer une absence.',
    group: 'decided',
  },
  refused: {
    sign: [icon('cross')],
    cssClass: 's-refused',
    label: 'Refusé',
    sentence: 'Le motif est dans le jour.',
    group: 'decided',
  },
  cancelled: {
    sign: [letter('R')],
    cssClass: 's-cancelled',
    label: 'Annulé sans frais',
    sentence: 'Rien ne sera facturé.',
    group: 'decided',
  },
  present: {
    sign: [icon('check')],
    cssClass: 's-present',
    label: 'Présence',
    sentence: 'Service sans réservation.',
    group: 'attendance',
  },
  'present-booked': {
    sign: [icon('check'), letter('R')],
    cssClass: 's-present',
    label: 'Présence réservée',
    sentence: 'Réservé, et présent ce jour-là.',
    group: 'attendance',
  },
  'present-unbooked': {
    sign: [icon('check'), letter('+')],
    cssClass: 's-present',
    label: 'Présence sans réservation',
    sentence: 'Une majoration est possible.',
    group: 'attendance',
  },
  'absent-excused': {
    sign: [letter('AE')],
    cssClass: 's-excused',
    label: 'Absence excusée',
    sentence: 'Non facturée.',
    group: 'attendance',
  },
  'absent-billed': {
    sign: [letter('AF')],
    cssClass: 's-billed',
    label: 'Absence facturée',
    sentence: 'Signalée après le délai, ou pas du tout.',
    group: 'attendance',
  },
  'outside-contract': {
    sign: [letter('HC')],
    cssClass: 's-outside',
    label: 'Heure hors contrat',
    sentence: 'Multi-accueil\u00A0: en plus du contrat régulier.',
    group: 'attendance',
  },
  closed: {
    sign: [letter('F')],
    cssClass: 's-closed',
    label: 'Fermeture',
    sentence: 'La structure est fermée.',
    group: 'days',
  },
  'public-holiday': {
    sign: [letter('JF')],
    cssClass: 's-closed',
    label: 'Jour férié',
    sentence: 'Aucun accueil ce jour-là.',
    group: 'days',
  },
  leave: {
    sign: [letter('CG')],
    cssClass: 's-closed',
    label: 'Congé',
    sentence: 'Congé de l’enfant, prévu au contrat.',
    group: 'days',
  },
  'small-holidays': {
    sign: [letter('P')],
    cssClass: 's-none',
    label: 'Petites vacances',
    sentence: 'Le service ne fonctionne pas pendant ces vacances.',
    group: 'days',
  },
  'summer-holidays': {
    sign: [letter('GV')],
    cssClass: 's-none',
    label: 'Grandes vacances',
    sentence: 'Le service ne fonctionne pas pendant les vacances d’été.',
    group: 'days',
  },
  nothing: {
    sign: [letter('–')],
    cssClass: 's-none',
    label: 'Rien de réservé',
    sentence: 'Jour passé.',
    group: 'days',
  },
  error: {
    sign: [letter('!')],
    cssClass: 's-error',
    label: 'Erreur',
    sentence: 'La réservation est incohérente. Une référence est donnée, le guichet est prévenu.',
    group: 'problem',
  },
}

export const SHOWN_STATES: readonly ShownState[] = Object.keys(BOOKING_DISPLAY) as ShownState[]

const GROUP_TITLES: Readonly<Record<LegendGroup, string>> = {
  book: 'Réserver',
  pending: 'En attente',
  decided: 'Décidé',
  attendance: 'Présence et absence',
  days: 'Jours',
  problem: 'Problème',
}

export type LegendSection = {
  readonly group: LegendGroup
  readonly title: string
  readonly entries: readonly (BookingDisplay & { readonly state: ShownState })[]
}

/** The whole legend, section by section. */
export const LEGEND: readonly LegendSection[] = (Object.keys(GROUP_TITLES) as LegendGroup[]).map((group) => ({
  group,
  title: GROUP_TITLES[group],
  entries: SHOWN_STATES.filter((state) => BOOKING_DISPLAY[state].group === group).map((state) => ({
    state,
    ...BOOKING_DISPLAY[state],
  })),
}))

/** The sign of one cell: in the waiting list, the rank ('1er', '3e') stands for it. */
export function signOf(state: ShownState, waitingRank?: number | null): readonly SignPart[] {
  if (state !== 'waiting' || waitingRank === undefined || waitingRank === null) return BOOKING_DISPLAY[state].sign
  return [letter(formatRank(waitingRank))]
}

/** The state in words, for a screen reader or a list: 'liste d’attente, 3e rang'. */
export function describeState(state: ShownState, waitingRank?: number | null): string {
  const { label } = BOOKING_DISPLAY[state]
  const inText = `${label.charAt(0).toLowerCase()}${label.slice(1)}`
  if (state !== 'waiting' || waitingRank === undefined || waitingRank === null) return inText
  return `${inText}, ${formatRank(waitingRank)} rang`
}

function formatRank(rank: number): string {
  return rank === 1 ? '1er' : `${rank}e`
}
