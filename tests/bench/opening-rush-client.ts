import { Agent, request } from 'node:http'

export interface RushAsk {
  cookie: string
  body: string
}
export interface Answer {
  milliseconds: number
  outcome: string
  rank?: number
  refusal: boolean
}

/** Sends every demand at its own moment of the window, spread as people click: most of them in the first third. */
export async function sendRush(
  origins: readonly string[],
  asks: readonly RushAsk[],
  windowMs: number,
): Promise<Answer[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 })
  const answers = await Promise.all(
    asks.map(async (ask, index) => {
      const share = index / asks.length
      await new Promise((resolve) => setTimeout(resolve, windowMs * share ** 1.6))
      return send(agent, origins[index % origins.length] ?? '', ask)
    }),
  )
  agent.destroy()
  return answers
}

interface Reply {
  ok: boolean
  value?: { outcomes: { outcome: string; rank?: number; refusal?: unknown }[] }
  error?: { code: string }
}

function send(agent: Agent, origin: string, { cookie, body }: RushAsk): Promise<Answer> {
  const { hostname, port } = new URL(origin)
  const started = performance.now()
  const headers = { 'content-type': 'application/json', 'x-ribambelle': '1', cookie, 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, agent, method: 'POST', path: '/rpc/booking.submit', headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.once('end', () => {
        const reply = JSON.parse(Buffer.concat(parts).toString('utf8')) as Reply
        const [first] = reply.value?.outcomes ?? []
        const milliseconds = performance.now() - started
        const outcome = first?.outcome ?? reply.error?.code ?? 'no-answer'
        resolve({
          milliseconds,
          outcome,
          ...(first?.rank === undefined ? {} : { rank: first.rank }),
          refusal: first?.refusal !== undefined,
        })
      })
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
