import type { FastifyInstance } from 'fastify'
import type { UploadDispatcher } from '../../kernel/uploads'
import { refusalReply } from './errors'
import { callerOf, type FrontOptions } from './front'

const perMinute = 60
/** What a sender may still pour in after a refusal, so that the answer reaches it; then the line is cut. */
const bytesAfterRefusal = 64 * 1024 * 1024
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** `PUT /files/uploads/:id?name=…`: one file, its bytes as the body. They are passed on as they come, never gathered. */
export async function registerUploads(server: FastifyInstance, { audience }: FrontOptions, uploads: UploadDispatcher) {
  await server.register((scope) => {
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
    const config = { rateLimit: { max: perMinute, timeWindow: '1 minute' } }
    scope.put<{ Params: { id: string }; Querystring: { name?: string } }>(
      '/files/uploads/:id',
      { config, bodyLimit: Number.MAX_SAFE_INTEGER },
      async (request, reply) => {
        const body = request.body as NodeJS.ReadableStream | undefined
        const isOurs = request.headers['x-ribambelle'] === '1' && uuid.test(request.params.id)
        if (!isOurs || !body) return reply.status(400).send(refusalReply('request.malformed'))
        const announced = Number(request.headers['content-length'] ?? Number.NaN)
        const file = {
          id: request.params.id,
          name: request.query.name ?? '',
          length: Number.isFinite(announced) ? announced : null,
          bytes: body as unknown as AsyncIterable<Uint8Array>,
        }
        try {
          const value = await uploads.put(file, callerOf(request, audience))
          return await reply.header('cache-control', 'no-store').send({ ok: true, value })
        } catch (error) {
          letFinish(request.raw)
          throw error
        }
      },
    )
    return Promise.resolve()
  })
}

function letFinish(raw: NodeJS.ReadableStream & { destroy(): unknown }) {
  let left = bytesAfterRefusal
  raw.on('data', (chunk: Uint8Array) => {
    left -= chunk.length
    if (left < 0) raw.destroy()
  })
  raw.resume()
}
