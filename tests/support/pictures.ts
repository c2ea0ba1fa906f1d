/** Files small enough to be written here, whole as far as their headers and ends say. */

const segment = (marker: number, body: Buffer) => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

/** A JPEG: metadata (with a miniature, that has an end of its own), its size, its picture, its end. */
export function jpeg(width = 640, height = 480, options: { picture?: Buffer; metadata?: number } = {}): Buffer {
  const size = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  size.writeUInt16BE(height, 1)
  size.writeUInt16BE(width, 3)
  const miniature = Buffer.concat([Buffer.alloc(options.metadata ?? 40, 7), Buffer.from([0xff, 0xd9])])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, miniature),
    segment(0xc0, size),
    segment(0xda, Buffer.alloc(6)),
    options.picture ?? Buffer.alloc(500, 0x5a),
    Buffer.from([0xff, 0xd9]),
  ])
}

/** A PNG that announces these dimensions. */
export function png(width = 640, height = 480): Buffer {
  const head = Buffer.alloc(33)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(head)
  head.writeUInt32BE(13, 8)
  head.write('IHDR', 12, 'latin1')
  head.writeUInt32BE(width, 16)
  head.writeUInt32BE(height, 20)
  return Buffer.concat([head, Buffer.alloc(200, 3), Buffer.from([0, 0, 0, 0]), Buffer.from('IEND'), Buffer.alloc(4)])
}

export const pdf = (text = 'une attestation') => Buffer.from(`%PDF-1.7\n1 0 obj\n(${text})\nendobj\ntrailer\n%%EOF\n`)

export const heic = () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(400)])

export const executable = () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600, 0x90)])
