import { defineErrors } from './define'

export const messagingErrors = defineErrors({})
