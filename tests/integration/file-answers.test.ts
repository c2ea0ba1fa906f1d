import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { localDate } from '../../src-shared/kernel/local-date'
import { onEachDatabase } from '../support/database'
import { askingTown, type AskingTown } from '../portal/file-asking'

const answersOf = async (town: AskingTown) =>
  (await town.block('child-authorisations', town.town.berthelot.lina)).values

onEachDatabase('the answers of parents about a child', (open) => {
  it('records an explicit « no » where nothing had ever been answered', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    expect(await answersOf(town)).toMatchObject({ outings: null, bath: null })
    const { id } = await town.ask('child-authorisations', lina, { outings: false })
    const detail = await town.detail(id)
    expect(detail.rows).toMatchObject([{ label: expect.stringContaining('Sorties'), after: 'Non', same: false }])
    expect(detail.effectText).toBe('1\u00A0valeur change dans la fiche.')
    await town.accept(id)
    expect(await answersOf(town)).toMatchObject({ outings: false, bath: null })
  })

  it('sees as a change made meanwhile a « no » that was recorded after the parent wrote « yes »', async () => {
    const town = await askingTown(await open())
    const { id: familyId, lina } = town.town.berthelot
    const { id } = await town.ask('child-authorisations', lina, { outings: true })
    const counter = {
      familyId,
      childId: lina,
      since: localDate('2026-12-02'),
      decidedBy: 'Karim Berthelot',
      values: { outings: false },
    }
    await town.staff('children.saveAuthorisations', counter)
    expect((await town.detail(id)).rows).toMatchObject([{ conflict: true, current: 'Non', after: 'Oui' }])
    expect(await town.accept(id)).toMatchObject({ refusal: { code: 'request.conflict' } })
  })

  it('lets no parent alone give the image of a child: each answers for themselves', async () => {
    const town = await askingTown(await open())
    const changes = [{ field: 'image', before: false, after: true }]
    const payload = { subject: 'child-authorisations' as const, personId: town.town.berthelot.lina, changes }
    const asked = { id: randomUUID(), payload: { ...payload, action: 'change' as const } }
    expect(await town.sarah.code('file.submit', asked)).toBe('input.invalid')
  })

  it('waits for an agent where one adult writes for another, even if the town accepts such changes by itself', async () => {
    const town = await askingTown(await open())
    await town.setFile({ automatic: ['guardian'] })
    const { sarah, julien } = town.town.berthelot
    expect((await town.ask('guardian', sarah, { mobile: '0612345678' })).status).toBe('accepted')
    expect((await town.ask('guardian', julien, { email: 'sarah@courriel.invalid' })).status).toBe('pending')
  })

  it('leaves unanswered again what was accepted and taken back within the minute', async () => {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const { id } = await town.ask('child-authorisations', lina, { outings: true, leaveAlone: true })
    await town.accept(id)
    expect(await answersOf(town)).toMatchObject({ outings: true, leaveAlone: true })
    const { results } = await town.staff('requests.undo', { requests: [{ id, version: 2 }] })
    expect(results).toMatchObject([{ refusal: null }])
    expect(await answersOf(town)).toMatchObject({ outings: null, leaveAlone: false })
  })
})
