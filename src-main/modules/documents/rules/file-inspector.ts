import type { UploadType } from '../../../../src-shared/contract/documents'
import { refuse } from '../../../../src-shared/errors'

/** Watches a file go by and says what it really is. Nothing is decoded: headers and ends only. */
export interface FileInspector {
  /** Refuses as soon as something is known to be wrong. */
  see(chunk: Uint8Array): void
  /** What it was, once all of it has gone by; refuses what is incomplete. */
  verdict(): { mediaType: UploadType; width: number | null; height: number | null; size: number }
}

/** The size of a JPEG stands after its metadata: no camera writes more than this before it. */
const headBytes = 1024 * 1024
const tailBytes = 2048
const maxPictureSide = 20_000
const maxPicturePoints = 64_000_000

const pngMark = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'avif'])
const executableMarks = [
  Buffer.from('MZ'),
  Buffer.from([0x7f, 0x45, 0x4c, 0x46]),
  Buffer.from('#!'),
  Buffer.from([0xcf, 0xfa, 0xed, 0xfe]),
  Buffer.from([0xce, 0xfa, 0xed, 0xfe]),
  Buffer.from([0xca, 0xfe, 0xba, 0xbe]),
]

export function inspectFile({ maxBytes }: { maxBytes: number }): FileInspector {
  let size = 0
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let mediaType: UploadType | null = null
  const jpegEnd = jpegEndWatcher()
  return {
    see: (chunk) => {
      const start = size
      size += chunk.length
      if (size > maxBytes) refuse('upload.too-large', { limit: maxBytes })
      if (head.length < headBytes) head = Buffer.concat([head, chunk.subarray(0, headBytes - head.length)])
      tail = Buffer.concat([tail, chunk]).subarray(-tailBytes)
      mediaType ??= head.length >= 16 ? typeOf(head) : null
      if (mediaType === 'image/jpeg') jpegEnd.see(chunk, start, head)
    },
    verdict: () => {
      if (size === 0) refuse('upload.empty')
      const type = mediaType ?? typeOf(head)
      if (type === 'application/pdf') {
        if (!tail.includes('%%EOF')) refuse('upload.truncated')
        return { mediaType: type, width: null, height: null, size }
      }
      const picture = type === 'image/png' ? pngSize(head) : jpegSize(head)
      if (!picture) return refuse(size < headBytes ? 'upload.truncated' : 'upload.unreadable')
      checkPicture(picture)
      const isWhole = type === 'image/png' ? tail.includes('IEND') : jpegEnd.isSeen()
      if (!isWhole) refuse('upload.truncated')
      return { mediaType: type, ...picture, size }
    },
  }
}

function typeOf(head: Buffer): UploadType {
  if (executableMarks.some((mark) => head.subarray(0, mark.length).equals(mark))) refuse('upload.executable')
  if (head.subarray(0, pngMark.length).equals(pngMark)) return 'image/png'
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg'
  // Some programs write a byte-order mark or an empty line first.
  if (/^(?:\uFEFF|\s){0,16}%PDF-\d/.test(head.subarray(0, 40).toString('utf8'))) return 'application/pdf'
  const isMediaContainer = head.subarray(4, 8).toString('latin1') === 'ftyp'
  if (isMediaContainer && heicBrands.has(head.subarray(8, 12).toString('latin1'))) refuse('upload.heic')
  return refuse('upload.type-refused')
}

interface PictureSize {
  width: number
  height: number
}

function checkPicture({ width, height }: PictureSize): void {
  if (width === 0 || height === 0) refuse('upload.unreadable')
  // A few bytes may announce a picture that fills the memory of whoever opens it.
  const isTooLarge = width > maxPictureSide || height > maxPictureSide || width * height > maxPicturePoints
  if (isTooLarge) refuse('upload.picture-too-large', { width, height })
}

function pngSize(head: Buffer): PictureSize | null {
  if (head.length < 24) return null
  if (head.subarray(12, 16).toString('latin1') !== 'IHDR') return refuse('upload.unreadable')
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
}

function jpegSize(head: Buffer): PictureSize | null {
  for (const { marker, at } of jpegSegments(head)) {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame && at + 9 <= head.length) return { height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) }
    if (marker === 0xda) return null
  }
  return null
}

/** Segments of a JPEG up to where the picture itself begins; `at` is where a marker stands. */
function* jpegSegments(head: Buffer): Generator<{ marker: number; at: number }> {
  let at = 2
  while (at + 4 <= head.length) {
    if (head[at] !== 0xff) return
    const marker = head[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    yield { marker, at }
    if (marker === 0xda) return
    at += 2 + head.readUInt16BE(at + 2)
  }
}

/** Looks for the end mark after the beginning of the picture: the miniature inside the metadata has one too. */
function jpegEndWatcher() {
  let pictureAt: number | null = null
  let isSeen = false
  let last = 0
  return {
    isSeen: () => isSeen,
    see: (chunk: Uint8Array, start: number, head: Buffer) => {
      if (pictureAt === null) {
        for (const { marker, at } of jpegSegments(head)) if (marker === 0xda) pictureAt = at
      }
      if (pictureAt !== null && !isSeen) {
        const from = Math.max(0, pictureAt - start)
        for (let index = from; index < chunk.length; index++) {
          const byte = chunk[index] ?? 0
          const before = index === 0 ? last : (chunk[index - 1] ?? 0)
          if (byte === 0xd9 && before === 0xff && start + index > pictureAt + 1) isSeen = true
        }
      }
      last = chunk.at(-1) ?? last
    },
  }
}
