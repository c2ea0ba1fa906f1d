/** The longest side of what is sent: a page photographed by a phone stays readable, and weighs ten times less. */
const LONGEST_SIDE = 2200
const QUALITY = 0.85
/** Below this a picture goes as it is. */
const LIGHT_BYTES = 400_000

/**
 * Makes a photo lighter before it leaves, upright whatever the way the phone was held. What the browser cannot read goes as it
 * is: the program says what is wrong with it.
 */
export async function shrinkPicture(file: File): Promise<File> {
  if (!file.type.startsWith('image/') && !/\.(jpe?g|png|heic|heif|webp)$/i.test(file.name)) return file
  const picture = await decode(file)
  if (picture === null) return file
  try {
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
    const isKnown = file.type === 'image/jpeg' || file.type === 'image/png'
    if (scale === 1 && isKnown && file.size <= LIGHT_BYTES) return file
    const blob = await draw(picture, scale)
    // A drawing or a screenshot is sometimes lighter as it was.
    if (blob === null || (isKnown && scale === 1 && blob.size >= file.size)) return file
    return new File([blob], file.name.replace(/\.[^.]*$/, '') + '.jpg', { type: 'image/jpeg' })
  } finally {
    picture.close()
  }
}

async function decode(file: File): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch {
    return null
  }
}

function draw(picture: ImageBitmap, scale: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  const pen = canvas.getContext('2d')
  if (!pen) return Promise.resolve(null)
  // A transparent background would turn black.
  pen.fillStyle = 'white'
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}
