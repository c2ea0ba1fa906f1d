import { randomBytes, randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { publishFile, publishRules, saveType } from '../../src-main/modules/documents'
import { submitRequest } from '../../src-main/modules/requests'
import { createPairingCode, pairWith } from '../../src-main/modules/sync'
import { uploadForPortal } from '../../src-main/modules/sync/documents'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { staffActor } from '../support/desk'
import { fileFromStaff, receiveFile, typeFields } from '../support/factories/documents'
import { jpeg, pdf } from '../support/pictures'
import { browser, exchange, exchangeFromDesk, openBoth, openDesk, openHosted } from './sides'

async function dialledByDesk(database: TestDatabase) {
  const desk = await openDesk(database)
  const hosted = await openHosted()
  const { code } = await hosted.write(createPairingCode)
  await pairWith(desk.services, { url: hosted.address, code, ownSide: 'desk', ownName: 'Ville d’Aubrelles' })
  await exchangeFromDesk(desk)
  const sarah = browser(hosted.address)
  await sarah.signIn(desk.town.parent.login)
  return { desk, hosted, sarah, town: desk.town }
}

onEachDatabase('papers on a hosted portal', (open) => {
  /** `who` dials: the other side is shown its code. */
  async function ready(who: 'portal' | 'desk' = 'portal') {
    const both = who === 'portal' ? await openBoth(await open()) : await dialledByDesk(await open())
    const { desk } = both
    const admin = staffActor('administrator')
    const rulesFile = await fileFromStaff(desk, pdf('le règlement'))
    const menu = await fileFromStaff(desk, pdf('les menus'))
    const made = await desk.write(async (ctx) => {
      const typeId = await saveType(ctx, { id: null, version: 0, type: typeFields() })
      const wording = 'J’ai lu le règlement et je m’engage à le respecter.'
      const rules = { structureId: null, title: 'Règlement', wording, blocksBooking: false, uploadId: rulesFile }
      await publishFile(ctx, { title: 'Menus', category: 'menu', familyId: null, uploadId: menu })
      return { typeId, rulesId: (await publishRules(ctx, rules)).id }
    }, admin)
    const turn = () => (who === 'portal' ? exchange(both.hosted) : exchangeFromDesk(desk))
    await turn()
    return { ...both, ...made, menu, turn }
  }
  type Ready = Awaited<ReturnType<typeof ready>>
  const documentsAt = ({ desk }: Ready) =>
    desk.read(({ db }) => db.rows<{ uploadId: string; status: string; typeId: number }>`select * from document`)

  it.each(['portal', 'desk'] as const)(
    'reach the office whole, with their request, once, whoever calls (%s)',
    async (who) => {
      const made = await ready(who)
      const { sarah, town, desk, turn, typeId } = made
      const photo = jpeg(2000, 1500, { picture: Buffer.from(randomBytes(700_000).map((byte) => byte & 0x7f)) })
      const uploadId = await sarah.upload(photo, 'Attestation Lina.jpg')
      const id = randomUUID()
      const sending = { id, typeId, personId: town.berthelot.lina, uploadId }
      expect(await sarah.value('documents.send', sending)).toEqual({ status: 'on-its-way' })
      expect(await sarah.value('documents.send', sending)).toEqual({ status: 'on-its-way' })
      expect((await sarah.value('documents.read', {})).sent).toMatchObject([
        { requestId: id, status: 'on-its-way', typeName: 'Assurance scolaire', personName: 'Lina' },
      ])
      await turn()
      await turn()
      expect(await documentsAt(made)).toMatchObject([{ uploadId, status: 'sent', typeId }])
      const kept = await desk.read(
        ({ db }) => db.one<{ storedName: string }>`select stored_name from upload
      where id = ${uploadId}`,
      )
      expect((await desk.services.vault.read(kept?.storedName ?? '')).equals(photo)).toBe(true)
      await turn()
      const [sent, ...more] = (await sarah.value('documents.read', {})).sent
      expect(more).toEqual([])
      expect(sent).toMatchObject({ requestId: id, status: 'sent' })
      const own = await sarah.file(`/files/uploads/${uploadId}`)
      expect(Buffer.from(await own.arrayBuffer()).equals(photo)).toBe(true)
    },
  )

  it('are read from the office, accepted and answered there, and kept here with the proof', async () => {
    const made = await ready()
    const { sarah, town, desk, hosted, rulesId, menu } = made
    const page = await sarah.value('documents.read', {})
    const [rules] = page.rules
    const text = await sarah.file(`/files/uploads/${rules?.file.id}?inline=1`)
    expect(text.headers.get('content-type')).toBe('application/pdf')
    expect(Buffer.from(await text.arrayBuffer()).equals(pdf('le règlement'))).toBe(true)
    expect((await sarah.file(`/files/uploads/${menu}`)).status).toBe(200)
    expect((await sarah.file(`/files/uploads/${randomUUID()}`)).status).toBe(404)

    await sarah.value('rules.accept', { rulesId, sha256: rules?.sha256 ?? '' })
    await sarah.value('consents.answer', { kind: 'image', childId: town.berthelot.lina, given: true })
    const before = await sarah.value('documents.read', {})
    expect(before.rules[0]?.acceptedAt).not.toBeNull()
    expect(before.consents.find((one) => one.childId === town.berthelot.lina && one.kind === 'image')?.mine).toBe(true)
    await exchange(hosted)
    await exchange(hosted)
    const kept = await desk.read(({ db }) => db.rows`select * from rules_acceptance`)
    expect(kept).toMatchObject([
      { rulesId, personId: town.berthelot.sarah, channel: 'hosted-portal', sha256: rules?.sha256 },
    ])
    expect(await desk.read(({ db }) => db.rows`select given, channel from consent`)).toHaveLength(1)
    const after = await sarah.value('documents.read', {})
    expect(after.rules[0]?.acceptedBy).toBe('Sarah')
    expect(after.consents.find((one) => one.childId === town.berthelot.lina && one.kind === 'image')?.result).toBe(
      'incomplete',
    )
  })

  it('of health stay in the office unless the town lets them travel: neither their name nor what they hold', async () => {
    const made = await ready()
    const { sarah, town, desk, turn } = made
    const { berthelot, parent } = town
    const actor = { kind: 'parent' as const, accountId: parent.id, personId: berthelot.sarah, name: 'Sarah Berthelot' }
    const author = { ...actor, familyId: berthelot.id }
    const uploadId = await receiveFile(desk, author, pdf('PAI'), 'PAI asthme de Lina.pdf')
    await desk.write(async (ctx) => {
      const type = typeFields({ name: 'Protocole', health: true })
      const typeId = await saveType(ctx, { id: null, version: 0, type })
      const payload = { typeId, personId: berthelot.lina, uploadId, message: '' }
      const asking = { id: randomUUID(), kind: 'document' as const, payload, submittedAt: ctx.now }
      const from = { familyId: berthelot.id, accountId: parent.id, authorName: actor.name, origin: 'portal' as const }
      await submitRequest(ctx, { ...asking, ...from })
    }, author)
    await turn()
    const shown = [await sarah.value('documents.read', {}), await sarah.value('requests.list', {})]
    expect(JSON.stringify(shown)).toContain('Document de santé')
    expect(JSON.stringify(shown)).not.toContain('asthme')
    const refused = await sarah.file(`/files/uploads/${uploadId}`)
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('reste à la mairie')])
    const asked = uploadForPortal(desk.services, berthelot.id, uploadId)
    await expect(asked).rejects.toMatchObject({ code: 'upload.stays-in-office' })
    await desk.write(async (ctx) => {
      await ctx.db.run`update town set settings = ${JSON.stringify({ portal: { healthOnHosted: true } })}`
      await ctx.touch(`file/${berthelot.id}`, `documents/${berthelot.id}`)
    })
    await turn()
    expect((await sarah.file(`/files/uploads/${uploadId}`)).status).toBe(200)
  })
})
