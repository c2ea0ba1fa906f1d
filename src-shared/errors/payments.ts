import { defineErrors } from './define'

export const paymentsErrors = defineErrors({})
