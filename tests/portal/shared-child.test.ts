import { expect, it } from 'vitest'
import type { FileView } from '../../src-shared/contract/portal/file-view'
import type { FileSubject } from '../../src-shared/contract/file/subjects'
import { onEachDatabase } from '../support/database'
import { portalTown } from './portal-town'

onEachDatabase('the file of a household on the portal', (open) => {
  /** Lina lives by turns with the Berthelots and with the Diallos, who each name somebody to collect her. */
  async function sharedTown() {
    const town = await portalTown(await open())
    const { berthelot, diallo } = town.town
    const { lina } = berthelot
    await town.desk.write(async (ctx) => {
      const member = { role: 'child', accountHolder: false, position: 2 }
      await ctx.db.insert('family_member', { ...member, familyId: diallo.id, personId: lina })
      const contact = { childId: lina, relationship: 'Voisin', phone: '0639980555', emergency: false, note: '' }
      const allowed = { ...contact, mayCollect: true, forbidden: false }
      await ctx.db.insert('pickup_contact', { ...allowed, familyId: berthelot.id, fullName: 'Denis Royer' })
      await ctx.db.insert('pickup_contact', { ...allowed, familyId: diallo.id, fullName: 'Binta Sow' })
      const barred = { ...contact, mayCollect: false, forbidden: true }
      await ctx.db.insert('pickup_contact', { ...barred, familyId: berthelot.id, fullName: 'Personne Interdite' })
    })
    return { ...town, lina }
  }
  const block = (file: FileView, subject: FileSubject, personId: number) =>
    file.blocks.find((one) => one.subject === subject && one.personId === personId)
  const contactsOf = (file: FileView, child: number) =>
    block(file, 'pickup-contact', child)?.entries.map(({ values }) => values['fullName'])

  it('keeps to each home of a child the persons that it named, and shows nobody who is forbidden', async () => {
    const { sarah, mariama, lina } = await sharedTown()
    const [ours, theirs] = [await sarah.value('file.read', {}), await mariama.value('file.read', {})]
    expect(contactsOf(ours, lina)).toEqual(['Denis Royer'])
    expect(contactsOf(theirs, lina)).toEqual(['Binta Sow'])
    expect(JSON.stringify([ours, theirs])).not.toContain('Personne Interdite')
  })

  it('shows the same health and identity of the child in both, and of the other children in none but theirs', async () => {
    const { sarah, mariama, town, lina } = await sharedTown()
    const id = '0f0e0d0c-0000-4000-8000-000000000001'
    const changes = [
      { field: 'kind', before: null, after: 'food' },
      { field: 'label', before: null, after: 'Kiwi' },
      { field: 'severity', before: null, after: 'severe' },
    ]
    await sarah.value('file.submit', { id, payload: { subject: 'allergy', personId: lina, action: 'add', changes } })
    const [ours, theirs] = [await sarah.value('file.read', {}), await mariama.value('file.read', {})]
    expect(ours.pending.map(({ values }) => values['label'])).toEqual(['Kiwi'])
    expect(theirs.pending).toEqual([])
    expect(block(theirs, 'child-identity', lina)).toEqual(block(ours, 'child-identity', lina))
    expect(block(theirs, 'allergy', lina)).toEqual(block(ours, 'allergy', lina))
    expect(theirs.children.map(({ personId }) => personId)).not.toContain(town.berthelot.hugo)
    expect(theirs.guardians.map(({ personId }) => personId)).not.toContain(town.berthelot.sarah)
  })

  it('leaves a trace of who read what the file says of health, and none where it says nothing', async () => {
    const { sarah, mariama, desk, lina } = await sharedTown()
    const traces = () =>
      desk.read(
        ({ db }) => db.rows<{ actorName: string; summary: string }>`select actor_name, summary from audit_log
          where operation = 'file.read' and entity = 'health' order by id`,
      )
    await sarah.value('file.read', {})
    await mariama.value('file.read', {})
    expect(await traces()).toEqual([])
    await desk.write((ctx) => ctx.db.run`update child set diet = 'no-pork' where id = ${lina}`)
    await sarah.value('file.read', {})
    const [trace, ...others] = await traces()
    expect(others).toEqual([])
    expect(trace?.actorName).toBe('Sarah Berthelot')
    expect(JSON.parse(trace?.summary ?? '{}')).toEqual({ children: [lina] })
  })

  it('[B10] names on the home page who answers for the household, with civility, name and family number', async () => {
    const { desk, sarah, town } = await portalTown(await open())
    await desk.write((ctx) => ctx.db.run`update person set civility = 'Mme' where id = ${town.berthelot.sarah}`)
    const { responsible } = await sarah.value('home.read', {})
    expect(responsible).toEqual({
      civility: 'Mme',
      firstName: 'Sarah',
      lastName: 'Berthelot',
      familyNumber: 1001,
    })
  })
})
