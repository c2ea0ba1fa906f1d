import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { purgeOrphans } from '../../src-main/modules/documents'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { onEachDatabase } from '../support/database'
import { pdf } from '../support/pictures'
import { exchange, openBoth, requestsAt } from './sides'

onEachDatabase('a file that joins a request on a hosted portal', (open) => {
  async function ready() {
    const both = await openBoth(await open())
    const { sarah, town } = both
    const uploadId = await sarah.upload(pdf('justificatif'), 'justificatif.pdf')
    const id = randomUUID()
    const changes = [{ field: 'mobile', before: '0600000000', after: '0612345678' }]
    const payload = { subject: 'guardian' as const, personId: town.berthelot.sarah, action: 'change' as const, changes }
    await sarah.value('file.submit', { id, payload: { ...payload, attachments: [uploadId] } })
    return { ...both, id, uploadId }
  }
  const kept = ({ hosted }: Awaited<ReturnType<typeof ready>>) =>
    hosted.read(
      ({ db }) => db.rows<{
        kind: string
        acknowledgedAt: string | null
        refusal: string
      }>`select kind, acknowledged_at,
        refusal from sync_outbox order by kind`,
    )

  it('may arrive after it: the request waits for its file, and is received with it', async () => {
    const made = await ready()
    const { hosted, desk, sarah, id, uploadId } = made
    await hosted.write(({ db }) => db.run`update sync_outbox set position = 1000 where kind = 'upload'`)
    await exchange(hosted)
    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'pending' }])
    expect(await sarah.value('requests.get', { id })).toMatchObject({
      ...{ status: 'pending', attachments: [{ id: uploadId, name: 'justificatif.pdf' }] },
    })
  })

  it('that never comes does not keep its request waiting for ever', async () => {
    const made = await ready()
    const { hosted, desk, sarah, id } = made
    await hosted.write(({ db }) => db.run`delete from sync_outbox where kind = 'upload'`)
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'sent' })
    desk.clock.set(addMinutesToInstant(desk.clock.now(), 8 * 24 * 60))
    await exchange(hosted)
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'refused' })
    expect(await requestsAt(desk)).toEqual([])
  })

  it('and that the office refuses for good is refused with its request, and the exchange goes on', async () => {
    const made = await ready()
    const { hosted, desk, sarah, id, uploadId } = made
    const stored = await hosted.read(
      ({ db }) => db.one<{ storedName: string }>`select stored_name from upload where id = ${uploadId}`,
    )
    await hosted.services.vault.remove(stored?.storedName ?? '')
    await exchange(hosted)
    await exchange(hosted)
    expect(await kept(made)).toMatchObject([{ refusal: 'upload.empty' }, { refusal: 'upload.empty' }])
    expect(await sarah.value('requests.get', { id })).toMatchObject({ status: 'refused' })
    expect(await requestsAt(desk)).toEqual([])
  })

  it('is not thrown away on arrival because the office was closed for some days', async () => {
    const made = await ready()
    const { hosted, desk, id, uploadId } = made
    desk.clock.set(addMinutesToInstant(desk.clock.now(), 3 * 24 * 60))
    // The line is cut between the file and its request.
    await hosted.write(({ db }) => db.run`update sync_outbox set acknowledged_at = 'later' where kind = 'request'`)
    await exchange(hosted)
    await purgeOrphans(desk.services)
    await hosted.write(({ db }) => db.run`update sync_outbox set acknowledged_at = ${null} where kind = 'request'`)
    await exchange(hosted)
    expect(await requestsAt(desk)).toMatchObject([{ id, status: 'pending' }])
    const rows = await desk.read(({ db }) => db.rows`select status from upload where id = ${uploadId}`)
    expect(rows).toMatchObject([{ status: 'attached' }])
  })
})
