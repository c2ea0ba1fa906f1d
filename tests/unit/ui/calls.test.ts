import { effectScope, nextTick, ref } from 'vue'
import { afterEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../../src-shared/contract/operation'
import { ApiError, isApiError } from '../../../src-front/api/errors'
import { announceSignedInAgain } from '../../../src-front/api/signed-in-again'
import { httpTransport } from '../../../src-front/api/transport'
import {
  onUnauthenticated,
  setTransport,
  useCommand,
  useQuery,
  type OperationName,
} from '../../../src-renderer/api/client'
import { errorText } from '../../../src-renderer/api/errors'

// the client knows nothing of an operation but its name: any name will do here
const OPERATION = 'test.operation' as OperationName
type Input = Parameters<ReturnType<typeof useCommand<OperationName>>['run']>[0]
const input = (value: unknown) => value as Input

interface Pending {
  input: unknown
  signal: AbortSignal | undefined
  answer: (reply: Reply) => Promise<void>
}

/** A server whose answers come when the test says so. */
function heldServer() {
  const asked: Pending[] = []
  setTransport(
    (_operation, question, signal) =>
      new Promise<Reply>((resolve) => {
        asked.push({
          input: question,
          signal,
          answer: async (reply) => {
            resolve(reply)
            await new Promise((done) => setTimeout(done))
          },
        })
      }),
  )
  return asked
}

const refused = (kind: string, code: string): Reply => ({ ok: false, error: { kind, code, details: {} } })

afterEach(() => setTransport(undefined))

describe('a command', () => {
  it('is sent once when the button is clicked twice', async () => {
    const asked = heldServer()
    const { run, busy } = useCommand(OPERATION)
    const first = run(input({ id: 1 }))
    const second = run(input({ id: 1 }))
    expect(busy.value).toBe(true)
    expect(await second).toBeUndefined()
    await asked[0]?.answer({ ok: true, value: 'done' })
    expect(await first).toBe('done')
    expect(asked).toHaveLength(1)
    expect(busy.value).toBe(false)
  })

  it('says why it was refused, and forgets it at the next try', async () => {
    const asked = heldServer()
    const { run, error } = useCommand(OPERATION)
    const first = run(input({}))
    await asked[0]?.answer(refused('conflict', 'record.changed-meanwhile'))
    expect(await first).toBeUndefined()
    expect(errorText(error.value)).toContain('modifié cet élément entre-temps')
    void run(input({}))
    expect(error.value).toBeUndefined()
  })
})

describe('a query', () => {
  const scope = effectScope()
  afterEach(() => scope.stop())

  it('shows the answer to the latest question, whatever comes back first', async () => {
    const asked = heldServer()
    const text = ref('ro')
    const own = effectScope()
    const query = own.run(() => useQuery(OPERATION, () => input({ text: text.value })))
    text.value = 'rous'
    await nextTick()
    expect(asked[0]?.signal?.aborted).toBe(true)
    await asked[1]?.answer({ ok: true, value: 'Roussel' })
    await asked[0]?.answer({ ok: true, value: 'Robert, Roussel' })
    expect(query?.data.value).toBe('Roussel')
    own.stop()
  })

  it('keeps the previous rows while the next ones load', async () => {
    const asked = heldServer()
    const page = ref(1)
    const own = effectScope()
    const query = own.run(() => useQuery(OPERATION, () => input({ page: page.value })))
    expect(query?.first.value).toBe(true)
    await asked[0]?.answer({ ok: true, value: 'page 1' })
    page.value = 2
    await nextTick()
    expect(query?.loading.value).toBe(true)
    expect(query?.first.value).toBe(false)
    expect(query?.data.value).toBe('page 1')
    own.stop()
  })

  it('asks nothing before its input is known', () => {
    const asked = heldServer()
    const own = effectScope()
    const query = own.run(() => useQuery(OPERATION, null))
    expect(asked).toHaveLength(0)
    expect(query?.loading.value).toBe(false)
    own.stop()
  })

  it('tells the session when nobody is signed in any more, and asks again afterwards', async () => {
    const asked = heldServer()
    let ended = 0
    const stop = onUnauthenticated(() => (ended += 1))
    const own = effectScope()
    const query = own.run(() => useQuery(OPERATION, input({})))
    await asked[0]?.answer(refused('unauthenticated', 'session.missing'))
    expect(ended).toBe(1)
    expect(isApiError(query?.error.value)).toBe(true)
    announceSignedInAgain()
    await asked[1]?.answer({ ok: true, value: 'back' })
    expect(query?.data.value).toBe('back')
    expect(query?.error.value).toBeUndefined()
    own.stop()
    stop()
  })
})

describe('the network', () => {
  it('is an error like another, with a plain sentence, when the server does not answer', async () => {
    const failure: unknown = await httpTransport('x', {}).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiError)
    expect(failure).toMatchObject({ kind: 'unavailable', code: 'network.unreachable' })
    expect(errorText(failure)).toContain('Le serveur ne répond pas')
  })
})
