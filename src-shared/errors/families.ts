import { defineErrors } from './define'

export const familiesErrors = defineErrors({})
