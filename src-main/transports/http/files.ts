import type { FastifyInstance } from 'fastify'
import { errorLabel, AppError } from '../../../src-shared/errors'
import { refusalReply, statusOf } from './errors'
import { callerOf, type FrontOptions } from './front'

/** `GET /files/…`: downloads, with the same session as the screens. */
export function registerFiles(server: FastifyInstance, { audience, files, log }: FrontOptions) {
  server.get('/files/*', async (request, reply) => {
    const url = new URL(request.url, 'http://local')
    try {
      const file = await files.get(url.pathname, Object.fromEntries(url.searchParams), callerOf(request, audience))
      const disposition = file.inline ? 'inline' : 'attachment'
      return await reply
        .header('content-disposition', `${disposition}; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
        .header('cache-control', 'private, no-store')
        .header('content-security-policy', `default-src 'none'; style-src 'unsafe-inline'; sandbox`)
        .type(file.contentType)
        .send(file.body)
    } catch (error) {
      // A person follows a link to a file: the answer is a sentence, not JSON.
      const answer =
        error instanceof AppError
          ? refusalReply(error.code, error.details)
          : refusalReply('internal', { reference: log.bug(error) })
      const sentence = answer.ok ? '' : errorLabel(answer.error.code, answer.error.details)
      return reply.status(statusOf(answer)).type('text/plain; charset=utf-8').send(sentence)
    }
  })
}
