import { defineErrors } from './define'

export const syncErrors = defineErrors({})
