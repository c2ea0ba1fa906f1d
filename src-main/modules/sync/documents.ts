import { viewKey } from '../../../src-shared/contract/portal/views'
import { refuse } from '../../../src-shared/errors'
import { systemActor } from '../../kernel/actor'
import { inRead, type Services } from '../../kernel/context'
import { invoicePdf } from '../billing'
import { isAboutHealth, readUpload, uploadForFamily } from '../documents'
import { readTown } from '../organisation'
import { buildView } from '../portal'
import { registrationPdf } from '../registration'

/** An invoice for the hosted portal of a parent: one that the family's own view names, and no other. */
export async function documentForPortal(services: Services, familyId: number, invoiceId: number): Promise<Buffer> {
  const unit = { services, actor: systemActor }
  const account = await inRead(unit, (ctx) => buildView(ctx, viewKey.account(familyId)))
  if (!account?.invoices.some(({ id }) => id === invoiceId)) refuse('record.not-found')
  const { body } = await invoicePdf({ read: (work) => inRead(unit, work) }, invoiceId)
  return Buffer.from(body)
}

/** The registration form of a family, for the hosted portal where one of its parents is signed in. */
export async function registrationForPortal(services: Services, familyId: number): Promise<Buffer> {
  const { body } = await registrationPdf({ read: (work) => inRead({ services, actor: systemActor }, work) }, familyId)
  return Buffer.from(body)
}

/** A file that this family may open: its own, one published to it, or a règlement. Health stays here unless the town lets it travel. */
export function uploadForPortal(services: Services, familyId: number, id: string): Promise<Buffer> {
  return inRead({ services, actor: systemActor }, async (ctx) => {
    const upload = await uploadForFamily(ctx, id, familyId)
    const { portal } = (await readTown(ctx)).settings
    if (!portal.healthOnHosted && (await isAboutHealth(ctx, upload))) refuse('upload.stays-in-office')
    return (await readUpload(ctx, id)) ?? refuse('record.not-found')
  })
}
