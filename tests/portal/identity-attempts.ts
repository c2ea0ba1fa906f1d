import type { PortalTown } from './portal-town'

const nobodysTicket = 'x'.repeat(43)
const refusedAs = (code: string | null, wanted: string) => (code === wanted ? 'refused' : `answered ${code}`)

/** What a parent may try with the operations of FranceConnect, in a town that does not offer it. */
export const identityAttempts = {
  'identity.available': async ({ mariama }: PortalTown) =>
    (await mariama.value('identity.available', {})).franceConnect ? 'open' : 'refused',
  'identity.open': async ({ mariama }: PortalTown) =>
    refusedAs(await mariama.code('identity.open', { ticket: nobodysTicket }), 'identity.ticket-invalid'),
  'identity.confirmCode': async ({ mariama }: PortalTown) =>
    refusedAs(
      await mariama.code('identity.confirmCode', {
        ...{ ticket: nobodysTicket, login: 'parent1', code: 'ABCD', childBirthDate: null },
      }),
      'identity.ticket-invalid',
    ),
  'identity.askAgent': async ({ mariama }: PortalTown) =>
    refusedAs(await mariama.code('identity.askAgent', { ticket: nobodysTicket }), 'identity.ticket-invalid'),
  'identity.signOutUrl': async ({ mariama }: PortalTown) =>
    (await mariama.value('identity.signOutUrl', {})).url === null ? 'refused' : 'open',
}
