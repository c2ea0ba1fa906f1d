import { encode } from 'uqr'
import { leaf, path, short, type Canvas } from './engine/canvas'

/** A QR code of `content`, `size` points wide; `alternative` says what it holds to those who do not see it. */
export function qrCode(
  canvas: Canvas,
  { x, y, size }: { x: number; y: number; size: number },
  content: string,
  alternative: string,
): void {
  const { data } = encode(content, { ecc: 'M', border: 0 })
  const side = size / data.length
  // One path: separate boxes would leave hairlines between them on some screens.
  const squares = data.flatMap((row, line) =>
    row.flatMap((isDark, column) =>
      isDark
        ? `${short(x + column * side)} ${short(y + line * side)} ${short(side + 0.02)} ${short(side + 0.02)} re`
        : [],
    ),
  )
  leaf(canvas, 'Figure', () => path(canvas, `0 g ${squares.join(' ')} f`), { alternative })
}
