import { ref } from 'vue'

/** What the places of the frame announce: set by the pages that read it, so that no place asks the server by itself. */
export const unpaidInvoices = ref(0)
export const pendingRequests = ref(0)
