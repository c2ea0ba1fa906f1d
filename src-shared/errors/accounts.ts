import { defineErrors } from './define'

export const accountsErrors = defineErrors({})
