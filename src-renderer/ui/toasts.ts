import { createToasts } from '../../src-front/ui/toasts'

export const useToasts = createToasts({ undoSeconds: 60 })
