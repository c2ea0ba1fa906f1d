import { Agent, request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

/** Asks a portal from another thread, so that the client does not slow the server that is measured. */

export interface Ask {
  operation: string
  input: unknown
  cookie: string
}

export interface LoadOptions {
  origin: string
  asks: Ask[]
  connections: number
  /** Stops after so many milliseconds, or after one turn of all the asks when 0. */
  milliseconds: number
}

export interface LoadResult {
  requests: number
  milliseconds: number
  /** Of each request, in milliseconds. */
  times: number[]
  bytes: number
}

async function load({ origin, asks, connections, milliseconds }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(origin)
  const times: number[] = []
  let [next, bytes] = [0, 0]
  const send = ({ operation, input, cookie }: Ask) =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now()
      const body = JSON.stringify(input)
      const headers = {
        'content-type': 'application/json',
        'x-ribambelle': '1',
        cookie,
        'content-length': Buffer.byteLength(body),
      }
      const sent = request({ hostname, port, agent, method: 'POST', path: `/rpc/${operation}`, headers }, (answer) => {
        let size = 0
        answer.on('data', (chunk: Buffer) => (size += chunk.length))
        answer.once('end', () => {
          times.push(performance.now() - started)
          bytes += size
          if (answer.statusCode === 200) resolve()
          else reject(new Error(`${operation} answered ${answer.statusCode}`))
        })
      })
      sent.once('error', reject)
      sent.end(body)
    })
  const started = performance.now()
  const goesOn = () => (milliseconds === 0 ? next < asks.length : performance.now() - started < milliseconds)
  const lane = async () => {
    while (goesOn()) {
      const ask = asks[next % asks.length]
      next += 1
      if (ask) await send(ask)
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  agent.destroy()
  return { requests: times.length, milliseconds: performance.now() - started, times, bytes }
}

if (parentPort) parentPort.postMessage(await load(workerData as LoadOptions))
