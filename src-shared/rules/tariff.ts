import type { Cents, Ratio } from '../kernel/money'
import type { Weekday } from '../kernel/local-date'
import type { StoredState } from './booking-transitions'

/** From a quotient, included, up to another, excluded; null = without end. Quotients are in euros, as the Caf writes them. */
export type Band = { readonly from: number; readonly to: number | null; readonly amountCents: Cents }

export type TariffMethod =
  | { readonly method: 'fixed'; readonly amountCents: Cents }
  /** In ascending order, without hole or overlap, from 0. */
  | { readonly method: 'quotient-bands'; readonly bands: readonly Band[] }
  /** The rate applies to the quotient: 1.25 % is { numerator: 125, denominator: 10000 }. */
  | {
      readonly method: 'effort-rate'
      readonly rate: Ratio
      readonly floorCents: Cents
      readonly ceilingCents: Cents
      /** Added once the floor and the ceiling are applied, often to take a meal off; the price is never below 0. */
      readonly adjustmentCents?: Cents
    }
  /** Every unit of time that is started counts whole; the bands give the price of one unit by quotient. */
  | {
      readonly method: 'time-unit'
      readonly unitMinutes: number
      readonly bands: readonly Band[]
      readonly minimumCents?: Cents
      readonly maximumCents?: Cents
    }

export type TariffDefinition = TariffMethod & {
  /** The share of the meal; care is the rest, and only care counts for the tax certificate (rule 17). */
  readonly mealCents?: Cents
  /** By default DEFAULT_BILLED_STATES (rule 14). */
  readonly billedStates?: readonly StoredState[]
  /** Of the price, for an absence that is billed; 100 by default. */
  readonly absentBilledPercent?: number
  /** Added to a late booking; the activity's own surcharge by default. */
  readonly lateSurchargeCents?: Cents
  /** The days of the week it is for; every day without it. */
  readonly weekdays?: readonly Weekday[]
}

/** Where an amount comes from, as data: kept with the invoice line, said by `describePrice`. */
export type PriceBasis =
  | { readonly kind: 'fixed'; readonly amountCents: Cents }
  | {
      readonly kind: 'band'
      readonly quotient: number
      readonly from: number
      readonly to: number | null
      readonly amountCents: Cents
    }
  | {
      readonly kind: 'effort-rate'
      readonly quotient: number
      readonly rate: Ratio
      readonly computedCents: Cents
      readonly floorCents: Cents
      readonly ceilingCents: Cents
      readonly adjustmentCents?: Cents
      readonly amountCents: Cents
    }
  | {
      readonly kind: 'time-unit'
      /** Null: the unit costs the same for everybody. */
      readonly quotient: number | null
      readonly minutes: number
      readonly unitMinutes: number
      readonly units: number
      readonly unitCents: Cents
      /** Units × price of one, before the minimum and the maximum. */
      readonly computedCents: Cents
      readonly amountCents: Cents
    }
  | { readonly kind: 'no-quotient'; readonly amountCents: Cents }

export type PriceExplanation = {
  readonly basis: PriceBasis
  readonly mealCents: Cents
  readonly surchargeCents: Cents
  /** Null = the absence changes nothing to the price. */
  readonly absencePercent: number | null
  /** False: this state is not billed by the tariff, the amount is zero. */
  readonly isBilled: boolean
  readonly amountCents: Cents
}

export type Price = {
  readonly amountCents: Cents
  readonly careCents: Cents
  readonly mealCents: Cents
  readonly explanation: PriceExplanation
}
