import { defineErrors } from './define'

export const reportsErrors = defineErrors({})
