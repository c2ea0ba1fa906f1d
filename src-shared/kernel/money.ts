import type { Brand } from './brand'

/** A whole number of euro cents. No float ever touches money: amounts are made here and only here. */
export type Cents = Brand<number, 'Cents'>

/** An exact rate, e.g. 1.25 % is { numerator: 125, denominator: 10000 }. */
export type Ratio = { readonly numerator: number; readonly denominator: number }

export function cents(amount: number): Cents {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not a whole number of cents: ${amount}`)
  // "+ 0" turns -0, which Object.is and JSON tell apart, into 0
  return (amount + 0) as Cents
}

export const ZERO: Cents = cents(0)

export function addCents(left: Cents, right: Cents): Cents {
  return cents(left + right)
}

export function subtractCents(left: Cents, right: Cents): Cents {
  return cents(left - right)
}

export function sumCents(amounts: Iterable<Cents>): Cents {
  let total: Cents = ZERO
  // checked at each step: an unsafe intermediate sum could come back as a wrong but safe total
  for (const amount of amounts) total = addCents(total, amount)
  return total
}

export function negateCents(amount: Cents): Cents {
  return cents(0 - amount)
}

export function multiplyCents(amount: Cents, quantity: number): Cents {
  if (!Number.isSafeInteger(quantity)) throw new RangeError(`not a whole quantity: ${quantity}`)
  return cents(amount * quantity)
}

/** amount × numerator ÷ denominator, rounded once, half away from zero (domain rule 13). */
export function applyRatio(amount: Cents, numerator: number, denominator: number): Cents {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator === 0) {
    throw new RangeError(`not a ratio of whole numbers: ${numerator}/${denominator}`)
  }
  const isNegative = (amount < 0 !== numerator < 0) !== denominator < 0
  const divisor = Math.abs(denominator)
  const product = Math.abs(amount) * Math.abs(numerator)
  const magnitude = Number.isSafeInteger(product)
    ? divideRounded(product, divisor)
    : divideRoundedBig(BigInt(Math.abs(amount)) * BigInt(Math.abs(numerator)), BigInt(divisor))
  return cents(isNegative ? 0 - magnitude : magnitude)
}

function divideRounded(dividend: number, divisor: number): number {
  const remainder = dividend % divisor
  const quotient = (dividend - remainder) / divisor
  return remainder >= divisor - remainder ? quotient + 1 : quotient
}

function divideRoundedBig(dividend: bigint, divisor: bigint): number {
  return Number((2n * dividend + divisor) / (2n * divisor))
}

/**
 * Shares a total between integer weights, to the cent (largest remainder, first come first served on a tie).
 * The parts always add up to the total, and all have its sign.
 */
export function splitCents(total: Cents, weights: readonly number[]): Cents[] {
  const weightSum = weights.reduce((sum, weight) => sum + requireWeight(weight), 0)
  if (weightSum === 0) {
    if (total === 0) return weights.map(() => ZERO)
    throw new RangeError('an amount cannot be split between no weights')
  }
  if (!Number.isSafeInteger(weightSum)) throw new RangeError('the sum of the weights is too large')
  const magnitude = BigInt(Math.abs(total))
  const divisor = BigInt(weightSum)
  const shares = weights.map((weight, index) => {
    const product = magnitude * BigInt(weight)
    return { index, amount: Number(product / divisor), remainder: product % divisor }
  })
  let left = Math.abs(total) - shares.reduce((sum, share) => sum + share.amount, 0)
  for (const share of [...shares].sort(byRemainder)) {
    if (left === 0) break
    share.amount += 1
    left -= 1
  }
  return shares.map((share) => cents(total < 0 ? 0 - share.amount : share.amount))
}

function byRemainder(a: { index: number; remainder: bigint }, b: { index: number; remainder: bigint }): number {
  if (a.remainder === b.remainder) return a.index - b.index
  return a.remainder > b.remainder ? -1 : 1
}

function requireWeight(weight: number): number {
  if (!Number.isSafeInteger(weight) || weight < 0) throw new RangeError(`not a weight: ${weight}`)
  return weight
}
