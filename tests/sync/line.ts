import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A line between two programs that a test can cut, or make lose answers. */
export interface Line {
  address: string
  /** What happens to the next exchanges. */
  fate: 'carries' | 'cut' | 'loses-answers'
  /** Requests that reached the other side. */
  carried: number
  close(): Promise<void>
}

export async function openLine(target: string): Promise<Line> {
  const line: Line = { address: '', fate: 'carries', carried: 0, close: () => closeServer(server) }
  const server = createServer((incoming, outgoing) => {
    if (line.fate === 'cut') {
      incoming.socket.destroy()
      return
    }
    const { method, headers } = incoming
    const onward = request(`${target}${incoming.url ?? ''}`, { method, headers, agent: false }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        line.carried += 1
        // The other side has committed and answered: nobody hears it.
        if (line.fate === 'loses-answers') incoming.socket.destroy()
        else outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(parts))
      })
    })
    onward.on('error', () => incoming.socket.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  line.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return line
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => void server.close(() => resolve()))
}
