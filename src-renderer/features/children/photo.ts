/** A picture made small in the browser before it is sent: a square, light enough for a list. */

const side = 320
const quality = 0.82

export interface Framing {
  /** 1 = the whole short side; more = closer. */
  zoom: number
  /** Where the middle of the square stands, in shares of the picture. */
  x: number
  y: number
}

export function readPicture(file: File): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const address = URL.createObjectURL(file)
    const image = new Image()
    image.addEventListener('load', () => {
      URL.revokeObjectURL(address)
      resolve(image)
    })
    image.addEventListener('error', () => {
      URL.revokeObjectURL(address)
      reject(new Error('not a picture'))
    })
    image.src = address
  })
}

/** The square of the picture that is kept, never outside of it. */
export function squareOf(width: number, height: number, { zoom, x, y }: Framing) {
  const length = Math.min(width, height) / zoom
  const within = (middle: number, total: number) => Math.min(Math.max(middle * total - length / 2, 0), total - length)
  return { left: within(x, width), top: within(y, height), length }
}

export function drawPicture(canvas: HTMLCanvasElement, image: HTMLImageElement, framing: Framing): void {
  canvas.width = side
  canvas.height = side
  const { left, top, length } = squareOf(image.naturalWidth, image.naturalHeight, framing)
  canvas.getContext('2d')?.drawImage(image, left, top, length, length, 0, 0, side, side)
}

/** The drawn square as base64 JPEG, without the beginning of its address. */
export function encodePicture(canvas: HTMLCanvasElement): string {
  return canvas.toDataURL('image/jpeg', quality).split(',')[1] ?? ''
}
