import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { purgeOrphans } from '../../src-main/modules/documents'
import { addMinutesToInstant } from '../../src-shared/kernel/instant'
import { silentLog } from '../../src-main/kernel/log'
import { createFrontServer, listen } from '../../src-main/transports/http/server'
import { onEachDatabase, type TestDatabase } from '../support/database'
import { filesDirOf } from '../support/files-dir'
import { executable, heic, jpeg, pdf, png } from '../support/pictures'
import { portalTown, type PortalTown } from '../portal/portal-town'

const servers: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

type Answer = Awaited<ReturnType<FastifyInstance['inject']>>

interface Portal {
  server: FastifyInstance
  town: PortalTown
  /** The code of the refusal, or null. */
  send(
    bytes: Buffer,
    options?: { id?: string; name?: string; as?: 'sarah' | 'mariama' | 'nobody' },
  ): Promise<string | null>
  open(id: string, as?: 'sarah' | 'mariama'): Promise<Answer>
}

async function portal(test: TestDatabase): Promise<Portal> {
  const town = await portalTown(test)
  const server = await createFrontServer({ audience: 'parent', ...town.desk.portal, log: silentLog })
  servers.push(server)
  const tokens = { sarah: town.tokens.sarah, mariama: town.tokens.mariama, nobody: 'nobody' }
  const cookieOf = (as: keyof typeof tokens) => ({ ribambelle_parent: tokens[as] })
  return {
    server,
    town,
    send: async (bytes, { id = randomUUID(), name = 'photo.jpg', as = 'sarah' } = {}) => {
      const response = await server.inject({
        method: 'PUT',
        url: `/files/uploads/${id}?name=${encodeURIComponent(name)}`,
        headers: { 'content-type': 'application/octet-stream', 'x-ribambelle': '1' },
        cookies: cookieOf(as),
        payload: bytes,
      })
      const body = response.json<{ ok: boolean; error?: { code: string } }>()
      return body.ok ? null : (body.error?.code ?? 'unreadable')
    },
    open: (id, as = 'sarah') => server.inject({ method: 'GET', url: `/files/uploads/${id}`, cookies: cookieOf(as) }),
  }
}

async function* oneChunk(bytes: Buffer) {
  yield await Promise.resolve(bytes)
}

const filesOf = (address: string): string[] => {
  const folder = filesDirOf(address)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

onEachDatabase('files sent by parents', (open, engine) => {
  it('[J06] keeps a photo sealed on the disk, under a name of its own, and gives it back whole', async () => {
    const test = await open()
    const { send, open: read } = await portal(test)
    const id = randomUUID()
    const photo = jpeg(1200, 1600)
    expect(await send(photo, { id, name: 'Carnet de Lina.jpeg' })).toBeNull()
    const answer = await read(id)
    expect(answer.statusCode).toBe(200)
    expect(answer.rawPayload.equals(photo)).toBe(true)
    expect(answer.headers['content-type']).toBe('image/jpeg')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['content-security-policy']).toContain('sandbox')
    expect(answer.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''Carnet%20de%20Lina.jpg`)
    if (engine === 'sqlite') {
      const [stored, ...others] = filesOf(test.address)
      expect(others).toEqual([])
      expect(readFileSync(stored ?? '').includes(photo.subarray(0, 16))).toBe(false)
      expect(stored).not.toContain('Lina')
    }
  })

  it('refuses a 50 MB file, a truncated one, a renamed program, a picture that would fill the memory and HEIC, and keeps none', async () => {
    const test = await open()
    const { send, town } = await portal(test)
    expect(await send(Buffer.concat([jpeg(), Buffer.alloc(50 * 1024 * 1024)]))).toBe('upload.too-large')
    expect(await send(jpeg().subarray(0, -2))).toBe('upload.truncated')
    expect(await send(executable(), { name: 'attestation.pdf' })).toBe('upload.executable')
    expect(await send(png(60_000, 60_000), { name: 'plan.png' })).toBe('upload.picture-too-large')
    expect(await send(heic(), { name: 'IMG_1.HEIC' })).toBe('upload.heic')
    expect(await send(Buffer.from('<svg onload="alert(1)"/>'), { name: 'a.svg' })).toBe('upload.type-refused')
    expect(await send(Buffer.alloc(0))).toBe('upload.empty')
    expect(await town.desk.read(({ db }) => db.rows`select id from upload`)).toEqual([])
    if (engine === 'sqlite') expect(filesOf(test.address)).toEqual([])
  })

  it('stops reading a stream that never says its length at ten megabytes', async () => {
    const { server, town } = await portal(await open())
    const address = await listen(server, 0)
    let sent = 0
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (sent === 0) controller.enqueue(jpeg())
        else if (sent > 30 * 1024 * 1024) controller.close()
        else controller.enqueue(new Uint8Array(256 * 1024))
        sent += 256 * 1024
      },
    })
    const init: RequestInit & { duplex: 'half' } = {
      method: 'PUT',
      headers: {
        'content-type': 'application/octet-stream',
        'x-ribambelle': '1',
        cookie: `ribambelle_parent=${town.tokens.sarah}`,
      },
      body: stream,
      duplex: 'half',
    }
    const response = await fetch(`${address}/files/uploads/${randomUUID()}?name=x.jpg`, init)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'upload.too-large' } })
  })

  it('takes the same send twice as one file, and refuses the same number for another', async () => {
    const { send, town } = await portal(await open())
    const id = randomUUID()
    expect(await send(pdf('un'), { id })).toBeNull()
    expect(await send(pdf('un'), { id })).toBeNull()
    expect(await send(pdf('deux'), { id })).toBe('upload.id-reused')
    expect(await send(pdf('un'), { id, as: 'mariama' })).toBe('upload.id-reused')
    const twins = await Promise.all(
      [1, 2, 3].map(() => send(pdf('trois'), { id: '11111111-1111-4111-8111-111111111111' })),
    )
    expect(twins).toEqual([null, null, null])
    expect(await town.desk.read(({ db }) => db.rows`select id from upload`)).toHaveLength(2)
  })

  it('opens to nobody else: another family, a stranger and a page of another site', async () => {
    const { send, open: read, server, town } = await portal(await open())
    const id = randomUUID()
    await send(pdf(), { id })
    expect((await read(id, 'mariama')).statusCode).toBe(404)
    expect((await server.inject({ method: 'GET', url: `/files/uploads/${id}` })).statusCode).toBe(401)
    expect(await send(pdf(), { as: 'nobody' })).toBe('session.missing')
    const forged = await server.inject({
      method: 'PUT',
      url: `/files/uploads/${randomUUID()}?name=x.pdf`,
      headers: { 'content-type': 'application/octet-stream' },
      cookies: { ribambelle_parent: town.tokens.sarah },
      payload: pdf(),
    })
    expect(forged.statusCode).toBe(400)
  })

  it('throws away after a day what was never joined to anything', async () => {
    const test = await open()
    const { send, town } = await portal(test)
    await send(pdf())
    expect(await purgeOrphans(town.desk.services)).toBe(0)
    town.desk.clock.set(addMinutesToInstant(town.desk.clock.now(), 25 * 60))
    expect(await purgeOrphans(town.desk.services)).toBe(1)
    expect(await town.desk.read(({ db }) => db.rows`select id from upload`)).toEqual([])
    if (engine === 'sqlite') expect(filesOf(test.address)).toEqual([])
  })

  it('does not open a file that was altered on the disk', async () => {
    const test = await open()
    const { send, town } = await portal(test)
    const id = randomUUID()
    await send(pdf(), { id })
    const [upload] = await town.desk.read(({ db }) => db.rows<{ storedName: string }>`select stored_name from upload`)
    const other = `${'0'.repeat(2)}/${'0'.repeat(46)}`
    await town.desk.services.vault.keep(other, oneChunk(Buffer.from('autre')))
    await expect(town.desk.services.vault.read(upload?.storedName ?? '')).resolves.toEqual(pdf())
    const stolen = readFileSync(join(filesDirOf(test.address), upload?.storedName ?? ''))
    writeFileSync(join(filesDirOf(test.address), other), stolen)
    await expect(town.desk.services.vault.read(other)).rejects.toThrow()
  })
})
