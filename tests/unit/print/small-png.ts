import { crc32, deflateSync } from 'node:zlib'

/** A coat of arms of two pixels by two, with or without transparency. */
export function smallPng(hasAlpha: boolean): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(2, 0)
  header.writeUInt32BE(2, 4)
  header[8] = 8
  header[9] = hasAlpha ? 6 : 2
  const pixel = hasAlpha ? [20, 99, 98, 128] : [20, 99, 98]
  const rows = Buffer.from([0, ...pixel, ...pixel, 0, ...pixel, ...pixel])
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
