import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { decideRequest, requestsOfFamily } from '../../src-main/modules/requests'
import type { RequestDecision } from '../../src-shared/contract/staff/requests'
import { onEachDatabase } from '../support/database'
import { staffActor } from '../support/desk'
import { exchange, openBoth, requestsAt } from './sides'

const iban = 'FR7630006000011234567890189'

onEachDatabase('a change of the file asked on a hosted portal', (open) => {
  async function ready(settings: object = {}) {
    const both = await openBoth(await open())
    const { desk, hosted, sarah } = both
    await desk.write(async (ctx) => {
      await ctx.db.run`update town set settings = ${JSON.stringify(settings)}`
      await ctx.touch(`file/${desk.town.berthelot.id}`)
    })
    await exchange(hosted)
    const phone = (id = randomUUID()) => ({
      id,
      payload: {
        ...{ subject: 'guardian' as const, personId: desk.town.berthelot.sarah, action: 'change' as const },
        changes: [{ field: 'mobile', before: '0600000000', after: '0612345678' }],
      },
    })
    const decide = (decision: RequestDecision) => desk.write((ctx) => decideRequest(ctx, decision), staffActor('agent'))
    const mobile = async () => {
      const { blocks } = await sarah.value('file.read', {})
      return blocks.find(({ subject }) => subject === 'guardian')?.values['mobile']
    }
    return { ...both, phone, decide, mobile }
  }

  it('waits there as sent, reaches the inbox once, and its answer comes back with the new value', async () => {
    const { desk, hosted, sarah, phone, decide, mobile } = await ready()
    const input = phone()
    const sent = await sarah.value('file.submit', input)
    expect(sent).toMatchObject({ status: 'sent', topic: 'guardian', values: [{ label: 'Téléphone portable' }] })
    expect(await sarah.value('file.submit', input)).toMatchObject({ status: 'sent' })
    expect((await sarah.value('file.read', {})).pending).toMatchObject([{ requestId: input.id, status: 'sent' }])
    await exchange(hosted)
    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id: input.id, status: 'pending', origin: 'hosted-portal' }])
    expect(await mobile()).toBe('0600000000')
    await decide({ id: input.id, version: 1, decision: 'accept' })
    await exchange(hosted)
    expect(await mobile()).toBe('0612345678')
    expect(await sarah.value('requests.get', { id: input.id })).toMatchObject({
      ...{ status: 'accepted', title: 'Coordonnées du responsable' },
      values: [{ result: 'accepted' }],
    })
  })

  it('is completed and withdrawn from there', async () => {
    const { hosted, sarah, phone, decide, desk } = await ready()
    const [first, second] = [phone(), phone()]
    await sarah.value('file.submit', first)
    await exchange(hosted)
    await decide({ id: first.id, version: 1, decision: 'ask-more', question: 'Est-ce bien le vôtre ?' })
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id: first.id })).toMatchObject({
      status: 'needs-more',
      mayComplete: true,
    })
    await sarah.value('requests.complete', { id: first.id, message: 'Oui.' })
    expect(await sarah.value('requests.get', { id: first.id })).toMatchObject({ status: 'pending' })
    await sarah.value('file.submit', second)
    await sarah.value('requests.withdraw', { id: second.id })
    await exchange(hosted)
    await exchange(hosted)
    const rows = await desk.read(
      ({ db }) => db.rows<{ id: string; status: string; exchanges: string }>`select id, status, exchanges from request`,
    )
    expect(rows).toMatchObject([{ id: first.id, status: 'pending', exchanges: expect.stringContaining('Oui.') }])
    expect(await sarah.value('requests.get', { id: second.id })).toMatchObject({ status: 'withdrawn' })
  })

  it('says what is wrong beside each field without waiting for the office', async () => {
    const { hosted, sarah } = await ready()
    const changes = [{ field: 'iban', before: null, after: 'FR7630006000011234567890188' }]
    const payload = { subject: 'bank' as const, personId: null, action: 'change' as const, changes }
    expect(await sarah.code('file.submit', { id: randomUUID(), payload })).toBe('input.invalid')
    expect(await hosted.read(({ db }) => db.rows`select id from sync_outbox`)).toEqual([])
  })

  it('never stands in clear on the web host: bank details and health are sealed on their way and in the copies', async () => {
    const { hosted, sarah, desk, decide } = await ready({ portal: { healthOnHosted: true } })
    const { lina } = desk.town.berthelot
    const bank = [
      { field: 'holder', before: null, after: 'Sarah Berthelot' },
      { field: 'iban', before: null, after: iban },
    ]
    const ids = [randomUUID(), randomUUID()] as const
    await sarah.value('file.submit', {
      id: ids[0],
      payload: { subject: 'bank', personId: null, action: 'change', changes: bank },
    })
    const needs = [{ field: 'needsNote', before: null, after: 'Lunettes à porter dehors' }]
    await sarah.value('file.submit', {
      id: ids[1],
      payload: { subject: 'child-needs', personId: lina, action: 'change', changes: needs },
    })
    await exchange(hosted)
    await decide({ id: ids[1], version: 1, decision: 'accept' })
    await exchange(hosted)
    const kept = await hosted.read(async ({ db }) => [
      await db.rows`select * from sync_outbox`,
      await db.rows`select * from sync_view`,
    ])
    expect(JSON.stringify(kept)).not.toMatch(/30006000011234567890|à porter dehors/)
    const { blocks } = await sarah.value('file.read', {})
    const block = blocks.find(({ subject, personId }) => subject === 'child-needs' && personId === lina)
    expect(block?.values).toMatchObject({ needsNote: 'Lunettes à porter dehors' })
  })

  it('keeps health in the office unless the town lets it travel: it is asked from there, and read here', async () => {
    const { hosted, sarah, desk, decide } = await ready()
    const { lina } = desk.town.berthelot
    const changes = [{ field: 'needsNote', before: null, after: 'Lunettes à porter dehors' }]
    const id = randomUUID()
    const payload = { subject: 'child-needs' as const, personId: lina, action: 'change' as const, changes }
    expect((await sarah.value('file.submit', { id, payload })).status).toBe('sent')
    await exchange(hosted)
    await decide({ id, version: 1, decision: 'accept' })
    await exchange(hosted)
    const file = await sarah.value('file.read', {})
    expect(file.isHealthHidden).toBe(true)
    expect(file.blocks.some(({ subject }) => subject === 'child-needs')).toBe(false)
    const shown = await sarah.value('requests.list', {})
    expect(shown).toMatchObject([{ id, status: 'accepted', values: [{ label: 'Ce qu’il faut faire', after: '' }] }])
    expect(JSON.stringify(shown)).not.toContain('à porter dehors')
  })

  it('sends the question that waits, and keeps in the office what was answered to it', async () => {
    const { hosted, sarah, desk, decide } = await ready()
    const id = randomUUID()
    const changes = [{ field: 'needsNote', before: null, after: 'Lunettes à porter dehors' }]
    const child = { personId: desk.town.berthelot.lina, action: 'change' as const, changes }
    await sarah.value('file.submit', { id, payload: { subject: 'child-needs', ...child } })
    await exchange(hosted)
    await decide({ id, version: 1, decision: 'ask-more', question: 'Toute la journée ?' })
    await exchange(hosted)
    expect((await sarah.value('requests.get', { id })).exchanges).toMatchObject([{ question: 'Toute la journée ?' }])
    await sarah.value('requests.complete', { id, message: 'Pour la cour seulement' })
    await exchange(hosted)
    await exchange(hosted)
    expect((await sarah.value('requests.get', { id })).exchanges).toEqual([])
    const { exchanges } =
      (await desk.read((ctx) => requestsOfFamily(ctx, desk.town.berthelot.id, { from: null })))[0] ?? {}
    expect(exchanges).toMatchObject([{ answer: 'Pour la cour seulement' }])
  })
})
