/** Colours a town may choose from; each is readable as text and as a button. */
export const townColours: readonly { hex: string; name: string }[] = [
  { hex: '#146362', name: 'Sapin' },
  { hex: '#1d4f91', name: 'Bleu' },
  { hex: '#6b3fa0', name: 'Violet' },
  { hex: '#8d1626', name: 'Rouge' },
  { hex: '#7a4b00', name: 'Ocre' },
  { hex: '#27543a', name: 'Forêt' },
]

/** Contrast of a colour ('#rrggbb') on white, from 1 to 21 (WCAG 2.2, relative luminance). */
export function contrastOnWhite(hex: string): number {
  return contrast(hex, '#ffffff')
}

/** Contrast of two colours ('#rrggbb'), whichever is on the other, from 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) =>
    linear(Number.parseInt(hex.slice(start, start + 2), 16) / 255),
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}
