import type { FastifyInstance } from 'fastify'
import type { Reply } from '../../../src-shared/contract/operation'
import { AppError, errorKind, isErrorCode, type ErrorCode, type ErrorKind } from '../../../src-shared/errors'
import type { Log } from '../../kernel/log'

const statusOfKind: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  rule: 422,
  unavailable: 503,
  internal: 500,
}

export function statusOf(reply: Reply): number {
  if (reply.ok) return 200
  // A proxy must not take a rate limit for an outage.
  if (reply.error.code === 'request.too-many') return 429
  return isErrorCode(reply.error.code) ? statusOfKind[errorKind(reply.error.code)] : 500
}

export function refusalReply(code: ErrorCode, details: Record<string, unknown> = {}): Reply {
  return { ok: false, error: { kind: errorKind(code), code, details } }
}

/** Whatever reaches a server and is not understood gets a code of the registry: never a stack. */
export function answerErrors(server: FastifyInstance, log: Log) {
  server.setNotFoundHandler((_request, reply) => reply.status(404).send(refusalReply('record.not-found')))
  server.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const answer = replyFor(error, log)
    return reply.status(statusOf(answer)).send(answer)
  })
}

function replyFor(error: Error & { statusCode?: number; code?: string }, log: Log): Reply {
  if (error instanceof AppError) return refusalReply(error.code, error.details)
  if (error.statusCode === 413) return refusalReply('request.too-large')
  if (error.statusCode === 429) return refusalReply('request.too-many', { seconds: 60 })
  if (error.statusCode && error.statusCode < 500) return refusalReply('request.malformed')
  return refusalReply('internal', { reference: log.bug(error) })
}
