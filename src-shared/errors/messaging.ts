import { defineErrors } from './define'

export const messagingErrors = defineErrors({
  'message.not-retryable': { kind: 'conflict', fr: 'Ce message est déjà parti.' },
})
