/** A colour by lightness (0 to 1), chroma and hue (radians), in steps that look even to the eye (OKLCH). */
export interface Oklch {
  l: number
  c: number
  h: number
}

type Triple = [number, number, number]

export function toOklch(hex: string): Oklch {
  const channels = [1, 3, 5].map((start) => linear(Number.parseInt(hex.slice(start, start + 2), 16) / 255))
  const [red = 0, green = 0, blue = 0] = channels
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  const b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
  return { l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, c: Math.hypot(a, b), h: Math.atan2(b, a) }
}

/** As '#rrggbb'; a colour that no screen shows loses chroma, never lightness, until one does. */
export function toHex(colour: Oklch): string {
  const l = Math.min(1, Math.max(0, colour.l))
  let low = 0
  let high = colour.c
  if (!isShown(toLinear({ ...colour, l }))) {
    for (let step = 0; step < 16; step += 1) {
      const middle = (low + high) / 2
      if (isShown(toLinear({ ...colour, l, c: middle }))) low = middle
      else high = middle
    }
    high = low
  }
  const channels = toLinear({ ...colour, l, c: high }).map((channel) => Math.round(encoded(channel) * 255))
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function toLinear({ l, c, h }: Oklch): Triple {
  const a = c * Math.cos(h)
  const b = c * Math.sin(h)
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ]
}

// half a step of 1/255, so that a colour that is shown stays what it is
const isShown = (channels: Triple) => channels.every((channel) => channel > -0.0005 && channel < 1.0005)

const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)

function encoded(channel: number): number {
  const inside = Math.min(1, Math.max(0, channel))
  return inside <= 0.0031308 ? inside * 12.92 : 1.055 * inside ** (1 / 2.4) - 0.055
}
