import { expect, it } from 'vitest'
import type { ParentActor } from '../../src-main/kernel/actor'
import { onEachDatabase } from '../support/database'
import { caller } from '../support/desk'
import { fileFromStaff, receiveFile, typeFields } from '../support/factories/documents'
import { insertStaffMember, insertStructure } from '../support/factories/town'
import { askingTown } from '../portal/file-asking'

onEachDatabase('the papers that an agent may open or change', (open) => {
  async function ready() {
    const made = await askingTown(await open())
    const { desk, town } = made
    const elsewhere = await desk.write(async (ctx) => {
      const place = { code: 'LIL', name: 'Crèche des Lilas', kind: 'nursery' as const, position: 9 }
      const structure = await insertStructure(ctx, place)
      return insertStaffMember(ctx, { role: 'agent', email: 'creche@aubrelles.invalid', structureIds: [structure] })
    })
    const openAs = (token: string, id: string) => desk.staff.files.get(`/files/uploads/${id}`, {}, caller(token))
    const code = async (token: string, operation: string, input: unknown) => {
      const { reply } = await desk.staff.dispatcher.call(operation, input, caller(token))
      return reply.ok ? null : reply.error.code
    }
    const tokens = { here: town.staff.agent.token, elsewhere: elsewhere.token, cashier: town.staff.cashier.token }
    return { ...made, openAs, code, tokens }
  }

  it('are those of the families that they see, brought to the counter as well', async () => {
    const { desk, town, staff, openAs, code, tokens } = await ready()
    const admin = town.staff.administrator.token
    const type = typeFields()
    const { id: typeId } = await staff('documents.saveType', { id: null, version: 0, type }, admin)
    const uploadId = await fileFromStaff(desk)
    const paper = { familyId: town.berthelot.id, typeId, personId: town.berthelot.lina, uploadId }
    const { id } = await staff('documents.add', paper)
    await expect(openAs(tokens.elsewhere, uploadId)).rejects.toMatchObject({ code: 'record.not-found' })
    expect((await openAs(tokens.here, uploadId)).contentType).toBe('application/pdf')
    const revoked = { id, version: 1, reason: 'Ce n’est pas la bonne année.' }
    const dates = { id, version: 1, validFrom: '2026-12-01', validTo: null }
    expect(await code(tokens.elsewhere, 'documents.revoke', revoked)).toBe('record.not-found')
    expect(await code(tokens.elsewhere, 'documents.setValidity', dates)).toBe('record.not-found')
    expect(await code(tokens.here, 'documents.setValidity', dates)).toBeNull()
  })

  it('of health need its permission and leave a trace, from the request that brings them to the care plan they prove', async () => {
    const { desk, town, ask, accept, openAs, tokens } = await ready()
    const { id: familyId, sarah, lina } = town.berthelot
    const parent: ParentActor = {
      kind: 'parent',
      accountId: town.parent.id,
      personId: sarah,
      familyId,
      name: 'Sarah B',
    }
    const prescription = await receiveFile(desk, parent)
    const plain = await receiveFile(desk, parent)
    const values = { name: 'Sirop', dose: '5 ml', schedule: 'À midi', validFrom: '2026-12-01' }
    const { id } = await ask('treatment', lina, values, { action: 'add', attachments: [prescription] })
    await ask('guardian', sarah, { mobile: '0612345678' }, { attachments: [plain] })
    const traces = () =>
      desk.read(
        ({ db }) => db.rows<{ entityId: string }>`select entity_id from audit_log where operation = 'documents.open'`,
      )
    await expect(openAs(tokens.cashier, prescription)).rejects.toMatchObject({ code: 'permission.missing' })
    await openAs(tokens.cashier, plain)
    expect(await traces()).toEqual([])
    await openAs(tokens.here, prescription)
    await accept(id)
    await expect(openAs(tokens.cashier, prescription)).rejects.toMatchObject({ code: 'permission.missing' })
    await openAs(tokens.here, prescription)
    expect(await traces()).toEqual([{ entityId: String(lina) }, { entityId: String(lina) }])
  })
})
