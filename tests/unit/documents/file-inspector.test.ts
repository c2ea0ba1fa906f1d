import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { inspectFile } from '../../../src-main/modules/documents/rules/file-inspector'
import { cleanName } from '../../../src-main/modules/documents/uploads'
import { AppError } from '../../../src-shared/errors'
import { executable, heic, jpeg, pdf, png } from '../../support/pictures'

const limit = 1024 * 1024

/** What the inspector says of a file that comes in pieces of this size. */
function verdictOf(bytes: Buffer, piece = 64 * 1024): unknown {
  const inspector = inspectFile({ maxBytes: limit })
  try {
    for (let at = 0; at < bytes.length; at += piece) inspector.see(bytes.subarray(at, at + piece))
    return inspector.verdict()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

describe('what a file really is', () => {
  it('knows a PDF, a JPEG and a PNG by their bytes, and the size of a picture without decoding it', () => {
    expect(verdictOf(pdf())).toMatchObject({ mediaType: 'application/pdf', width: null })
    expect(verdictOf(jpeg(3024, 4032))).toMatchObject({ mediaType: 'image/jpeg', width: 3024, height: 4032 })
    expect(verdictOf(png(1200, 800))).toMatchObject({ mediaType: 'image/png', width: 1200, height: 800 })
  })

  it('says the same whatever the pieces in which a file comes in', () => {
    const files = [pdf(), jpeg(), png(), jpeg().subarray(0, -2), png(50_000, 50_000), executable(), heic()]
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.integer({ min: 1, max: 700 }), (file, piece) => {
        expect(verdictOf(file, piece)).toEqual(verdictOf(file))
      }),
    )
  })

  it('refuses a program renamed as a picture, and a web page renamed as a PDF', () => {
    expect(verdictOf(executable())).toBe('upload.executable')
    expect(verdictOf(Buffer.from('#!/bin/sh\nrm -rf /tmp/nothing\n'))).toBe('upload.executable')
    expect(verdictOf(Buffer.from('<html><script>alert(1)</script></html>'))).toBe('upload.type-refused')
  })

  it('refuses HEIC photos with a code of their own, so that the sentence says how to change it', () => {
    expect(verdictOf(heic())).toBe('upload.heic')
  })

  it('refuses what is truncated, even when the miniature of the metadata has an end', () => {
    expect(verdictOf(jpeg().subarray(0, -2))).toBe('upload.truncated')
    expect(verdictOf(jpeg().subarray(0, 30))).toBe('upload.truncated')
    expect(verdictOf(png().subarray(0, -20))).toBe('upload.truncated')
    expect(verdictOf(pdf().subarray(0, -8))).toBe('upload.truncated')
    expect(verdictOf(Buffer.alloc(0))).toBe('upload.empty')
  })

  it('refuses a small file that announces a picture larger than any document', () => {
    const bomb = png(60_000, 60_000)
    expect(bomb.length).toBeLessThan(300)
    expect(verdictOf(bomb)).toBe('upload.picture-too-large')
    expect(verdictOf(jpeg(9000, 9000))).toBe('upload.picture-too-large')
    expect(verdictOf(png(0, 10))).toBe('upload.unreadable')
  })

  it('stops at the limit without waiting for the end', () => {
    const inspector = inspectFile({ maxBytes: limit })
    inspector.see(jpeg())
    expect(() => {
      for (let count = 0; count < 40; count++) inspector.see(Buffer.alloc(64 * 1024))
    }).toThrow(expect.objectContaining({ code: 'upload.too-large' }))
  })

  it('never says yes to noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => {
        expect(typeof verdictOf(Buffer.from(bytes))).toBe('string')
      }),
    )
  })
})

describe('the name of a file', () => {
  it('keeps the words of its sender and takes the ending of what it is', () => {
    expect(cleanName('Certificat médical Lina.PDF', 'application/pdf')).toBe('Certificat médical Lina.pdf')
    expect(cleanName('IMG_2041.heic', 'image/jpeg')).toBe('IMG_2041.jpg')
  })

  it('loses folders, control characters and those that turn a text around', () => {
    expect(cleanName('../../etc/passwd', 'image/png')).toBe('passwd.png')
    expect(cleanName('C:\\Users\\moi\\scan.jpg', 'image/jpeg')).toBe('scan.jpg')
    expect(cleanName('photo\u202Egpj.exe', 'image/jpeg')).toBe('photogpj.jpg')
    expect(cleanName('\u0000..', 'application/pdf')).toBe('document.pdf')
    expect(cleanName('', 'application/pdf')).toBe('document.pdf')
  })
})
