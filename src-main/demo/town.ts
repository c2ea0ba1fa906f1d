import { addDays } from '../../src-shared/kernel/local-date'
import { zTownSettings } from '../../src-shared/contract/settings'
import type { RowOf } from '../database/table'
import type { NewsTable } from '../modules/messaging/entities'
import type { TownRow } from '../modules/organisation/entities'
import { registrationSettings } from './registration'
import { demoZone, type Timeline } from './timeline'

export function buildTown(timeline: Timeline): TownRow {
  const settings = zTownSettings.parse({
    invoice: { paymentHints: 'En ligne par carte, au guichet en espèces, par chèque ou par carte.' },
    payments: { gateway: 'test' },
    registration: registrationSettings(timeline),
  })
  return {
    id: 1,
    name: 'Aubrelles',
    mode: 'demonstration',
    schoolZone: demoZone,
    alsaceMoselle: false,
    addressLine: 'Guichet famille, 3, place de la Mairie',
    postalCode: '99120',
    city: 'Aubrelles',
    phone: '01 99 00 12 40',
    email: 'guichet.famille@aubrelles.invalid',
    openingHours: 'Du lundi au vendredi, 8 h 30 – 17 h 30',
    accentColour: null,
    settings: JSON.stringify(settings),
    version: 1,
  }
}

/** Two pieces of news that families read, and one being written. */
export function buildNews({ today }: Timeline): RowOf<typeof NewsTable>[] {
  const publishedAt = (daysAgo: number) => `${addDays(today, -daysAgo)}T09:00:00.000Z`
  return [
    {
      id: 1,
      title: 'Les réservations du mois prochain sont ouvertes',
      body: 'Cantine, accueil du matin et du soir, mercredis : réservez dès maintenant depuis le calendrier. Vous pouvez tout modifier jusqu’à l’heure indiquée sur chaque jour.',
      publishedAt: publishedAt(3),
      version: 1,
    },
    {
      id: 2,
      title: 'Un nouveau repas végétarien chaque mardi',
      body: 'Les trois cuisines préparent désormais un second repas végétarien dans la semaine. Les menus sont affichés à l’entrée des écoles.',
      publishedAt: publishedAt(12),
      version: 1,
    },
    { id: 3, title: 'Fête des Cabanes', body: 'Programme à compléter.', publishedAt: null, version: 1 },
  ]
}
