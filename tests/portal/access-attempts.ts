import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { localDate } from '../../src-shared/kernel/local-date'
import { hashToken } from '../../src-main/modules/accounts'
import { townPassword } from '../support/factories/town'
import { strong } from './access-desk'
import type { PortalTown } from './portal-town'

/** Sarah's own access, as the office has it. */
const ofSarah = ({ desk, town }: PortalTown) =>
  desk.read(
    ({ db }) => db.one`select login, email, password_hash, pending_email, step, version from portal_account
      where id = ${town.parent.id}`,
  )

/** Mariama does something; nothing of Sarah's access moves. */
async function apart(town: PortalTown, act: () => Promise<unknown>): Promise<'refused'> {
  const before = await ofSarah(town)
  await act()
  expect(await ofSarah(town)).toEqual(before)
  expect((await town.sarah.value('session.current', {}))?.firstName).toBe('Sarah')
  return 'refused'
}

const refusedAs = (code: string | null, wanted: string) => (code === wanted ? 'refused' : `answered ${code}`)
const nobodysToken = 'x'.repeat(43)
const completion = {
  ...{ birthDate: null, birthName: 'Autre', mobile: '0600000000', acceptsEmail: false, acceptsSms: true },
  invoiceDelivery: 'paper' as const,
}

/** What a parent may try with the operations of their own access. */
export const accessAttempts = {
  'access.forgotten': (town: PortalTown) =>
    apart(town, () => town.mariama.ask('access.forgotten', { login: 'parent1' })),
  'access.readLink': async ({ mariama }: PortalTown) =>
    refusedAs(await mariama.code('access.readLink', { token: nobodysToken }), 'access.link-invalid'),
  'access.choosePassword': async ({ mariama }: PortalTown) =>
    refusedAs(
      await mariama.code('access.choosePassword', { proof: { kind: 'link', token: nobodysToken }, password: strong }),
      'access.link-invalid',
    ),
  'access.changePassword': (town: PortalTown) =>
    apart(town, () => town.mariama.value('access.changePassword', { current: townPassword, next: strong })),
  'access.account': async ({ mariama }: PortalTown) => {
    const own = await mariama.value('access.account', {})
    expect(own.sessions).toHaveLength(1)
    expect(JSON.stringify(own)).not.toMatch(/Sarah|session-of-parent1"/)
    return 'refused'
  },
  'access.endSessions': (town: PortalTown) =>
    apart(town, async () => {
      const key = hashToken(town.town.parent.token)
      expect(await town.mariama.value('access.endSessions', { key })).toEqual({ ended: 0 })
      expect(await town.mariama.value('access.endSessions', { key: null })).toEqual({ ended: 0 })
    }),
  'access.askEmail': (town: PortalTown) =>
    apart(town, () =>
      town.mariama.value('access.askEmail', { email: 'autre@courriel.invalid', password: townPassword }),
    ),
  'access.cancelEmail': (town: PortalTown) => apart(town, () => town.mariama.value('access.cancelEmail', {})),
  'access.confirmEmail': async ({ mariama }: PortalTown) =>
    refusedAs(await mariama.code('access.confirmEmail', { token: nobodysToken }), 'access.link-invalid'),
  'access.register': (town: PortalTown) =>
    apart(town, () =>
      town.mariama.value('access.register', {
        id: randomUUID(),
        ...{ civility: '', firstName: 'Sarah', lastName: 'Berthelot', birthDate: null, phone: '0600000000' },
        ...{ email: 'sarah.bis@courriel.invalid', addressLine1: '1 rue', addressLine2: '', postalCode: '99120' },
        ...{ city: 'Aubrelles', message: '' },
        children: [{ firstName: 'Lina', lastName: 'Berthelot', birthDate: localDate('2017-03-14') }],
      }),
    ),
  'access.proveEmail': async ({ mariama }: PortalTown) =>
    refusedAs(await mariama.code('access.proveEmail', { token: nobodysToken }), 'access.link-invalid'),
  'access.completion': async ({ mariama }: PortalTown) => {
    const read = JSON.stringify(await mariama.value('access.completion', {}))
    expect(read).not.toMatch(/Lina|Hugo|Sarah|Berthelot/)
    return 'refused'
  },
  'access.complete': (town: PortalTown) =>
    apart(town, async () => {
      const people = () => town.desk.read(({ db }) => db.rows`select id, birth_name, version from person order by id`)
      const before = await people()
      await town.mariama.value('access.complete', completion)
      // her registration is long over: nothing of her own file moves either
      expect(await people()).toEqual(before)
    }),
  'access.welcomed': (town: PortalTown) => apart(town, () => town.mariama.value('access.welcomed', {})),
}
