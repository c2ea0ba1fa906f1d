import { defineErrors } from './define'

export const pricingErrors = defineErrors({})
