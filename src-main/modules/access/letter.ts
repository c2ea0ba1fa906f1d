import type { StaffActor } from '../../kernel/actor'
import type { ManualCtx } from '../../kernel/context'
import { refuse } from '../../../src-shared/errors'
import { parisDate, type Instant } from '../../../src-shared/kernel/instant'
import { renderAccessLetter } from '../../print/access-letter'
import type { AccessLetterDocument } from '../../print/access-letter'
import { passwordPurposes } from '../accounts'
import { childrenOfFamily } from '../children'
import { familyHeader, guardiansOf } from '../families'
import { createCode, minutesOfDay, requirePortalUrl, shownCode } from './links'
import { accountChanged, requireAccount } from './service'
import * as store from './store'

const greetings = { M: 'Monsieur,', Mme: 'Madame,', '': 'Madame, Monsieur,' }

/** A letter with a fresh code, drawn outside the transaction that makes it. */
export async function accessLetter(
  ctx: ManualCtx<StaffActor>,
  { familyId, accountId }: { familyId: number; accountId: number },
): Promise<{ fileName: string; pdfBase64: string; expiresAt: Instant }> {
  const document = await ctx.write(async (unit): Promise<AccessLetterDocument & { expiresAt: Instant }> => {
    const row = await requireAccount(unit, familyId, accountId)
    if (row.disabled) refuse('access.disabled')
    const { town, url } = await requirePortalUrl(unit)
    const family = await familyHeader(unit, familyId)
    const guardian = (await guardiansOf(unit, familyId)).find(({ personId }) => personId === row.personId)
    const children = (await childrenOfFamily(unit, familyId)).map(({ firstName }) => firstName)
    await store.voidLinks(unit.db, accountId, passwordPurposes, unit.now)
    const minutes = town.settings.portal.letterDays * minutesOfDay
    const { code, expiresAt } = await createCode(unit, { purpose: 'letter', accountId, minutes, login: row.login })
    await accountChanged(unit, row)
    return {
      town: {
        name: town.name,
        addressLines: [town.addressLine, `${town.postalCode} ${town.city}`.trim()].filter((line) => line !== ''),
        ...(town.phone ? { phone: town.phone } : {}),
        ...(town.email ? { email: town.email } : {}),
        ...(town.accentColour ? { color: town.accentColour } : {}),
        paymentHints: [],
      },
      family: {
        number: String(family.number).padStart(5, '0'),
        name: guardian?.name ?? row.displayName,
        addressLines: [guardian?.name ?? row.displayName, ...family.addressLines].slice(0, 6),
      },
      greeting: greetings[await store.civilityOf(unit.db, row.personId)],
      children,
      agent: unit.actor.name,
      on: unit.today,
      login: row.login.toUpperCase(),
      code: shownCode(code),
      validUntil: parisDate(expiresAt),
      portalUrl: url,
      passwordLength: town.settings.portal.passwordMinLength,
      expiresAt,
    }
  })
  const { expiresAt, ...letter } = document
  const pdf = await renderAccessLetter(letter)
  return { fileName: `acces-portail-${letter.login}.pdf`, pdfBase64: pdf.toString('base64'), expiresAt }
}
