import { addDays } from '../../src-shared/kernel/local-date'
import type { Db } from '../database/db'
import { systemActor } from '../kernel/actor'
import { inWrite, type Services } from '../kernel/context'
import type { RegistrationRow } from '../modules/accounts/entities'
import { submitRequest } from '../modules/requests'
import type { Population } from './household-types'
import { seededUuid, type Streams } from './random'
import { instantBefore, type Timeline } from './timeline'
import { servicesWithin } from './within'

interface Asking {
  services: Services
  db: Db
  timeline: Timeline
  population: Population
  streams: Streams
}

type Asked = Pick<
  RegistrationRow,
  'civility' | 'firstName' | 'lastName' | 'email' | 'phone' | 'addressLine1' | 'message'
> & {
  children: { firstName: string; lastName: string; birthDate: string }[]
  daysAgo: number
  time: string
}

/** Position of a household whose second parent asks for an account of his own. */
const knownHousehold = 17

function askedOf({ timeline, population }: Asking): Asked[] {
  const fresh: Asked = {
    ...{ civility: 'Mme', firstName: 'Odile', lastName: 'Favennec', email: 'odile.favennec@courriel.invalid' },
    ...{ phone: '0639985512', addressLine1: '22 impasse du Lavoir', message: 'Nous arrivons à Aubrelles en janvier.' },
    children: [{ firstName: 'Noam', lastName: 'Favennec', birthDate: addDays(timeline.today, -5 * 365) }],
    ...{ daysAgo: 2, time: '20:44' },
  }
  const household = population.households[knownHousehold]
  const child = household?.children[0]?.person
  if (!household || !child?.birthDate) return [fresh]
  const { family } = household
  const known: Asked = {
    ...{ civility: 'M', firstName: 'Bastien', lastName: family.name, email: 'bastien.papa@courriel.invalid' },
    ...{
      phone: '0639984471',
      addressLine1: family.addressLine1,
      message: 'Je suis le père, la mère a déjà un compte.',
    },
    children: [{ firstName: child.firstName, lastName: child.lastName, birthDate: child.birthDate }],
    ...{ daysAgo: 1, time: '19:03' },
  }
  return [fresh, known]
}

/** Two people whom the town does not know wait for their account: one is new, the other resembles a family. */
export async function askForAccounts(asking: Asking): Promise<void> {
  const { services, db, timeline, streams } = asking
  for (const [index, asked] of askedOf(asking).entries()) {
    const { daysAgo, time, children, ...person } = asked
    const id = seededUuid(streams('registrations', index))
    const at = instantBefore(timeline, timeline.today, daysAgo, time)
    const row: RegistrationRow = {
      ...{
        id,
        status: 'awaiting',
        ...person,
        birthDate: null,
        addressLine2: '',
        postalCode: '99120',
        city: 'Aubrelles',
      },
      ...{
        children: JSON.stringify(children),
        createdAt: at,
        provenAt: at,
        decidedAt: null,
        decidedBy: '',
        reason: '',
      },
      ...{ familyId: null, personId: null, accountId: null, version: 2 },
    }
    await inWrite({ services: servicesWithin(services, db, at), actor: systemActor }, async (ctx) => {
      await ctx.db.insertMany('registration', [{ ...row }])
      await submitRequest(ctx, {
        ...{ id, kind: 'registration', familyId: null, accountId: null },
        ...{ authorName: `${person.firstName} ${person.lastName}`, payload: { registrationId: id } },
        ...{ submittedAt: at, origin: 'portal' },
      })
    })
  }
}
