import type { LocalDate } from '../../../src-shared/kernel/local-date'
import { refuse } from '../../../src-shared/errors'
import type { Ctx } from '../../kernel/context'
import { childChanged, nameOf, requireChildOf } from './service'

export interface ContactFields {
  fullName: string
  relationship: string
  phone: string
  mayCollect: boolean
  emergency: boolean
  forbidden: boolean
  note: string
  decision: string
  decidedOn: LocalDate | null
}

interface Target {
  childId: number
  familyId: number
}

export async function saveContact(
  ctx: Ctx,
  { childId, familyId, contactId, contact }: Target & { contactId: number | null; contact: ContactFields },
): Promise<{ id: number; name: string }> {
  const child = await requireChildOf(ctx, childId, familyId)
  if (contact.forbidden && contact.mayCollect) refuse('pickup.forbidden-may-collect')
  // a decision says why somebody must not come; it goes away with the ban
  const { decision, decidedOn } = contact.forbidden ? contact : { decision: '', decidedOn: null }
  const fields = { ...contact, decision, decidedOn }
  const id = contactId ?? (await ctx.db.insert('pickup_contact', { childId, familyId, ...fields }))
  if (contactId !== null) {
    const done = await ctx.db
      .run`update pickup_contact set full_name = ${fields.fullName}, relationship = ${fields.relationship},
      phone = ${fields.phone}, may_collect = ${fields.mayCollect}, emergency = ${fields.emergency},
      forbidden = ${fields.forbidden}, note = ${fields.note}, decision = ${decision}, decided_on = ${decidedOn}
      where id = ${contactId} and child_id = ${childId}`
    if (done === 0) refuse('record.not-found')
  }
  await childChanged(ctx, childId)
  return { id, name: nameOf(child) }
}

export async function removeContact(
  ctx: Ctx,
  { childId, familyId, contactId }: Target & { contactId: number },
): Promise<{ name: string; contact: string }> {
  const child = await requireChildOf(ctx, childId, familyId)
  const contact = child.contacts.find(({ id }) => id === contactId) ?? refuse('record.not-found')
  await ctx.db.run`delete from pickup_contact where id = ${contactId} and child_id = ${childId}`
  await childChanged(ctx, childId)
  return { name: nameOf(child), contact: contact.fullName }
}
