import { expect, it } from 'vitest'
import { decideRequest, requestsHandlers } from '../../src-main/modules/requests'
import type { StaffCtx } from '../../src-main/kernel/context'
import { onEachDatabase } from '../support/database'
import { staffActor } from '../support/desk'
import { askingTown, type AskingTown } from '../portal/file-asking'

const question = 'Quel est le nom de l’antihistaminique ?'
const answer = 'Cétirizine, une goutte par kilo'
const message = 'Il fait des crises d’asthme'

function withoutHealth() {
  const actor = staffActor('agent')
  return { ...actor, permissions: new Set([...actor.permissions].filter((one) => !one.startsWith('health.'))) }
}

onEachDatabase('a request about the health of a child', (open) => {
  /** Asked with words alone, sent back by an agent, answered by the parent. */
  async function answered() {
    const town = await askingTown(await open())
    const { lina } = town.town.berthelot
    const { id } = await town.ask('health-record', lina, {}, { message })
    await town.decide({ id, version: 1, decision: 'ask-more', question })
    await town.sarah.value('requests.complete', { id, message: answer })
    return { ...town, id }
  }
  /** As an agent who decides requests and does not read health. */
  const readWithoutHealth = async ({ desk }: AskingTown, id: string) => {
    const actor = staffActor('agent')
    const permissions = new Set([...actor.permissions].filter((one) => !one.startsWith('health.')))
    return desk.read((ctx) => requestsHandlers['requests.read'](ctx as StaffCtx, { ids: [id] }), {
      ...actor,
      permissions,
    })
  }

  it('is sealed where it is kept, with all that was asked and answered since', async () => {
    const { desk, id, mine } = await answered()
    const rows = await desk.read(({ db }) => db.rows`select * from request`)
    expect(JSON.stringify(rows)).not.toMatch(/antihistaminique|Cétirizine|asthme/)
    expect((await mine(id)).exchanges).toMatchObject([{ question, answer }])
  })

  it('says nothing of it to whoever does not read health, not even the words of the family', async () => {
    const town = await answered()
    const seen = await readWithoutHealth(town, town.id)
    expect(JSON.stringify(seen)).not.toMatch(/antihistaminique|Cétirizine|asthme/)
    expect(seen).toMatchObject({ healthOf: [], requests: [{ message: '', exchanges: [] }] })
    expect(await town.detail(town.id)).toMatchObject({ message, exchanges: [{ question, answer }] })
  })

  it('is answered by nobody who may not read it, and its e-mails do not say what it is about', async () => {
    const { desk, id, mine, mails, decide } = await answered()
    const refusal = { id, version: 3, decision: 'refuse' as const, reason: 'Voyez cela avec la directrice.' }
    const blind = desk.write((ctx) => decideRequest(ctx, refusal), withoutHealth())
    await expect(blind).rejects.toMatchObject({ code: 'permission.missing' })
    await decide(refusal)
    expect(await mine(id)).toMatchObject({ status: 'refused', message })
    expect(JSON.stringify(await mails())).not.toMatch(/Cétirizine|asthme/)
  })
})
