import { formatDateOfYear, formatMonth } from '../../../src-shared/format/date'
import { formatEuros } from '../../../src-shared/format/money'
import { joinFrench, plural } from '../../../src-shared/format/text'
import { isLocalDate } from '../../../src-shared/kernel/local-date'
import { cents } from '../../../src-shared/kernel/money'
import { isYearMonth } from '../../../src-shared/kernel/year-month'
import { paymentMethodLabels } from '../../../src-shared/labels/payment'
import type { TimelineEntry } from '../../../src-shared/contract/staff/families'

import type { IconName } from '../../ui'

export type TimelineTopic = 'file' | 'exchange' | 'money'

export interface TimelineLine {
  icon: IconName
  topic: TimelineTopic
  title: string
  detail: string
}

type Summary = Record<string, unknown>

const text = (summary: Summary, key: string): string => {
  const value = summary[key]
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return ''
  return isLocalDate(value) ? formatDateOfYear(value) : value
}

const fieldNames: Record<string, string> = {
  name: 'nom',
  addressLine1: 'adresse',
  addressLine2: 'complément d’adresse',
  postalCode: 'code postal',
  city: 'ville',
  resident: 'commune de résidence',
  invoiceDelivery: 'envoi des factures',
  directDebit: 'prélèvement',
  staffNote: 'note de l’équipe',
  civility: 'civilité',
  firstName: 'prénom',
  lastName: 'nom',
  birthName: 'nom de naissance',
  birthDate: 'date de naissance',
  email: 'e-mail',
  phone: 'téléphone',
  mobile: 'portable',
  workPhone: 'téléphone du travail',
  quality: 'lien avec les enfants',
  parentalAuthority: 'autorité parentale',
  birthCommuneCode: 'commune de naissance',
  birthCommuneName: 'commune de naissance',
  birthCountryCode: 'pays de naissance',
  profession: 'profession',
  csp: 'catégorie socioprofessionnelle',
  employer: 'employeur',
  employerAddress: 'adresse de l’employeur',
  situation: 'situation familiale',
  regime: 'régime allocataire',
  fund: 'organisme de rattachement',
  beneficiaryNumber: 'numéro d’allocataire',
  acceptsEmail: 'accord e-mail',
  acceptsSms: 'accord SMS',
  sex: 'sexe',
  schoolId: 'école',
  classLevel: 'niveau',
  className: 'classe',
  diet: 'régime',
  leavesAlone: 'sortie seul',
  imageConsent: 'droit à l’image',
  birthPlace: 'lieu de naissance',
  swimming: 'natation',
  needs: 'besoins',
  needsNote: 'besoins',
}

function changes(summary: Summary): string {
  const changed = Array.isArray(summary['changed']) ? summary['changed'].map(String) : []
  return changed.length === 0 ? 'sans changement' : joinFrench(changed.map((field) => fieldNames[field] ?? field))
}

type Words = (summary: Summary) => Partial<TimelineLine> & { title: string }

const ofFile: Record<string, Words> = {
  'families.create': (s) => ({ icon: 'plus', title: 'Famille créée', detail: `n° ${text(s, 'number')}` }),
  'families.update': (s) => ({ icon: 'edit', title: 'Coordonnées modifiées', detail: changes(s) }),
  'families.archive': (s) => ({
    icon: 'file',
    title: s['archived'] === true ? 'Famille archivée' : 'Famille réactivée',
  }),
  'families.addGuardian': (s) => ({ icon: 'user', title: 'Responsable ajouté', detail: text(s, 'name') }),
  'families.updateGuardian': (s) => ({ icon: 'user', title: text(s, 'name'), detail: changes(s) }),
  'families.removeGuardian': (s) => ({ icon: 'user', title: 'Responsable retiré', detail: text(s, 'name') }),
  'families.chooseAccountHolder': (s) => ({ icon: 'key', title: 'Titulaire du compte', detail: text(s, 'name') }),
  'quotientLookup.recordConsent': () => ({ icon: 'check', title: 'Accord pour demander le QF' }),
  'quotientLookup.withdrawConsent': () => ({ icon: 'ban', title: 'Accord pour demander le QF retiré' }),
  'quotientLookup.ask': () => ({ icon: 'refresh', title: 'QF demandé à API Particulier' }),
  'quotientLookup.save': (s) => ({
    icon: 'euro',
    title: `QF ${text(s, 'value')}`,
    detail: `depuis le ${text(s, 'validFrom')}, API Particulier`,
  }),
  'families.addQuotient': (s) => ({
    icon: 'euro',
    title: `QF ${text(s, 'value')}`,
    detail: `depuis le ${text(s, 'validFrom')}, ${text(s, 'source')}`,
  }),
  'families.removeQuotient': (s) => ({
    icon: 'undo',
    title: `QF ${text(s, 'value')} retiré`,
    detail: text(s, 'reason'),
  }),
  'families.addNote': () => ({ icon: 'memo', title: 'Note' }),
  'families.setCustody': (s) => ({
    icon: 'shared-custody',
    title: `Garde alternée de ${text(s, 'name')}`,
    detail: s['pattern'] === '' ? 'sans semaines définies' : 'semaines définies',
  }),
  'families.addIncome': (s) => ({
    icon: 'euro',
    title: `Revenu fiscal ${text(s, 'year')}`,
    detail: text(s, 'source'),
  }),
  'families.removeIncome': (s) => ({
    icon: 'undo',
    title: `Revenu fiscal ${text(s, 'year')} retiré`,
    detail: text(s, 'reason'),
  }),
  'families.changeBank': (s) => ({ icon: 'bank', title: 'Coordonnées bancaires', detail: text(s, 'iban') }),
  'families.endBank': (s) => ({
    icon: 'undo',
    title: 'Coordonnées bancaires retirées',
    detail: [text(s, 'iban'), text(s, 'reason')].filter(Boolean).join(', '),
  }),
  'families.readIban': () => ({ icon: 'eye', title: 'IBAN lu en entier' }),
  'families.signMandate': (s) => ({
    icon: 'check',
    title: 'Mandat de prélèvement signé',
    detail: `${text(s, 'reference')}, le ${text(s, 'signedOn')}`,
  }),
  'families.endMandate': (s) => ({ icon: 'undo', title: 'Mandat de prélèvement terminé', detail: text(s, 'reason') }),
  'merges.run': (s) => ({
    icon: 'family',
    title: 'Fiches réunies',
    detail: `${text(s, 'removed')} dans ${text(s, 'kept')}`,
  }),
  'merges.undo': (s) => ({
    icon: 'undo',
    title: 'Fusion annulée',
    detail: `${text(s, 'removed')} et ${text(s, 'kept')}`,
  }),
  'children.create': (s) => ({ icon: 'child', title: 'Enfant ajouté', detail: text(s, 'name') }),
  'children.update': (s) => ({ icon: 'child', title: `Fiche de ${text(s, 'name')}`, detail: changes(s) }),
  'children.link': (s) => ({ icon: 'shared-custody', title: 'Enfant rattaché', detail: text(s, 'name') }),
  'children.unlink': (s) => ({ icon: 'shared-custody', title: 'Enfant détaché', detail: text(s, 'name') }),
  'children.saveAuthorisations': (s) => ({
    icon: 'shield',
    title: `Autorisations de ${text(s, 'name')}`,
    detail: 'revues',
  }),
  'children.savePhoto': (s) => ({ icon: 'camera', title: `Photo de ${text(s, 'name')}`, detail: 'remplacée' }),
  'children.removePhoto': (s) => ({ icon: 'camera', title: `Photo de ${text(s, 'name')}`, detail: 'retirée' }),
  'children.archive': (s) => ({
    icon: 'child',
    title: text(s, 'name'),
    detail: s['archived'] === false ? 'de retour dans les écoles' : 'a quitté les écoles',
  }),
  'children.saveContact': (s) => ({
    icon: s['forbidden'] === true ? 'ban' : 'shield',
    title: `${text(s, 'name')} : ${s['forbidden'] === true ? 'personne interdite' : 'personne autorisée'}`,
    detail: text(s, 'contact'),
  }),
  'children.removeContact': (s) => ({
    icon: 'shield',
    title: `${text(s, 'name')} : personne retirée`,
    detail: text(s, 'contact'),
  }),
  'children.saveHealth': (s) => ({ icon: 'medical', title: `Santé de ${text(s, 'name')}`, detail: 'modifiée' }),
  'children.saveAllergy': (s) => ({ icon: 'medical', title: `Santé de ${text(s, 'name')}`, detail: 'allergie' }),
  'children.removeAllergy': (s) => ({
    icon: 'medical',
    title: `Santé de ${text(s, 'name')}`,
    detail: 'allergie retirée',
  }),
  'children.saveCarePlan': (s) => ({
    icon: 'medical',
    title: `PAI de ${text(s, 'name')}`,
    detail: `jusqu’au ${text(s, 'validTo')}`,
  }),
  'children.removeCarePlan': (s) => ({ icon: 'medical', title: `PAI de ${text(s, 'name')}`, detail: 'retiré' }),
  'children.saveTreatment': (s) => ({ icon: 'medical', title: `Santé de ${text(s, 'name')}`, detail: 'traitement' }),
  'children.removeTreatment': (s) => ({
    icon: 'medical',
    title: `Santé de ${text(s, 'name')}`,
    detail: 'traitement retiré',
  }),
  'children.saveVaccinations': (s) => ({
    icon: 'medical',
    title: `Vaccins de ${text(s, 'name')}`,
    detail: s['seenOn'] ? 'carnet de santé vu' : 'modifiés',
  }),
  'enrolments.create': (s) => ({
    icon: 'clipboard',
    title: `${text(s, 'name')} : inscription`,
    detail: `${text(s, 'activity')}, depuis le ${text(s, 'startDate')}`,
  }),
  'enrolments.end': (s) => ({
    icon: 'clipboard',
    title: `${text(s, 'name')} : fin d’inscription`,
    detail: [
      `${text(s, 'activity')}, le ${text(s, 'endDate')}`,
      ...(typeof s['freed'] === 'number' ? [plural(s['freed'], 'réservation libérée', 'réservations libérées')] : []),
    ].join(', '),
  }),
}

const methodLabel = (method: string): string =>
  method in paymentMethodLabels ? paymentMethodLabels[method as keyof typeof paymentMethodLabels].toLowerCase() : method

const amount = (summary: Summary): string => {
  const value = summary['amountCents']
  return typeof value === 'number' && Number.isSafeInteger(value) ? formatEuros(cents(value)) : ''
}
const month = (summary: Summary): string => {
  const period = text(summary, 'period')
  return isYearMonth(period) ? formatMonth(period) : ''
}
const asked = (summary: Summary): string =>
  typeof summary['items'] === 'number' && summary['items'] > 0 ? plural(summary['items'], 'créneau', 'créneaux') : ''
const request = (title: string, icon: IconName): Words => {
  return (s) => {
    const isBooking = s['kind'] === undefined || s['kind'] === 'booking'
    const what = isBooking && title === 'Demande' ? 'Demande de réservation' : title
    const detail = [text(s, 'subject'), asked(s), text(s, 'reason')].filter(Boolean).join(', ')
    return { icon, topic: 'exchange', title: what, detail }
  }
}
const invoice = (title: string): Words => {
  return (s) => ({
    icon: 'invoice',
    topic: 'money',
    title: [title, month(s)].filter(Boolean).join(', '),
    detail: [text(s, 'reference'), amount(s)].filter(Boolean).join(', '),
  })
}

/** Facts told by their own tables: requests, invoices, payments. */
const ofFacts: Record<string, Words> = {
  'request.submitted': request('Demande', 'inbox'),
  'request.accepted': request('Demande acceptée', 'check'),
  'request.partly-accepted': request('Demande acceptée en partie', 'check'),
  'request.refused': request('Demande refusée', 'close'),
  'request.withdrawn': request('Demande retirée', 'undo'),
  'request.needs-more': request('Complément demandé', 'message'),
  'email.sent': (s) => ({ icon: 'send', topic: 'exchange', title: text(s, 'subject'), detail: `à ${text(s, 'to')}` }),
  'email.pending': (s) => ({
    icon: 'send',
    topic: 'exchange',
    title: text(s, 'subject'),
    detail: `à ${text(s, 'to')}, pas encore parti`,
  }),
  'email.failed': (s) => ({
    icon: 'warning',
    topic: 'exchange',
    title: text(s, 'subject'),
    detail: `à ${text(s, 'to')}, non remis`,
  }),
  'note.written': (s) => ({ icon: 'memo', topic: 'exchange', title: 'Note', detail: text(s, 'text') }),
  'invoice.issued': invoice('Facture émise'),
  'invoice.published': invoice('Facture publiée'),
  'invoice.credited': invoice('Avoir'),
  'payment.received': (s) => ({
    icon: 'euro',
    topic: 'money',
    title: `Règlement de ${amount(s)}`,
    detail: methodLabel(text(s, 'method')),
  }),
  'payment.cancelled': (s) => ({
    icon: 'undo',
    topic: 'money',
    title: `Règlement de ${amount(s)} annulé`,
    detail: text(s, 'reason'),
  }),
}

/** What an act of another part of the product is about, from the name of its operation. */
const ofOthers: [prefix: string, line: Omit<TimelineLine, 'detail'>][] = [
  ['bookings.', { icon: 'grid', topic: 'exchange', title: 'Réservations modifiées' }],
  ['planning.', { icon: 'grid', topic: 'exchange', title: 'Réservations modifiées' }],
  ['attendance.', { icon: 'clipboard', topic: 'exchange', title: 'Pointage' }],
  ['messag', { icon: 'send', topic: 'exchange', title: 'Message envoyé' }],
  ['billing.', { icon: 'invoice', topic: 'money', title: 'Facturation' }],
  ['account', { icon: 'key', topic: 'file', title: 'Accès au portail' }],
]

/** An audit row in the words of the office. A kind of act unknown to this screen is still shown, by its subject. */
export function timelineLine({ operation, summary }: Pick<TimelineEntry, 'operation' | 'summary'>): TimelineLine {
  const known = (ofFile[operation] ?? ofFacts[operation])?.(summary)
  if (known) return { icon: 'edit', topic: 'file', detail: '', ...known }
  const other = ofOthers.find(([prefix]) => operation.startsWith(prefix))?.[1]
  const detail = [text(summary, 'reference'), text(summary, 'reason'), asked(summary)].filter(Boolean).join(', ')
  return { icon: 'history', topic: 'file', title: 'Dossier modifié', ...other, detail }
}

/** Operations of this feature's own files: a test asks that each command of theirs has its words. */
export const worded = new Set(Object.keys(ofFile))
