import { defineErrors } from './define'

export const requestsErrors = defineErrors({})
