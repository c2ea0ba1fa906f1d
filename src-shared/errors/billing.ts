import { defineErrors } from './define'

export const billingErrors = defineErrors({})
