import { ref } from 'vue'
import { call, type OperationOutput } from '../api'

/** What the places of the frame announce. The pages that read it keep it up to date. */
export const unpaidInvoices = ref(0)
export const pendingRequests = ref(0)
/** Papers to provide and règlements to accept. */
export const documentsToProvide = ref(0)

type Home = Pick<OperationOutput<'home.read'>, 'money' | 'soon' | 'todo'>

export function showBadges({ money, soon, todo }: Home) {
  unpaidInvoices.value = money.directDebit ? 0 : money.unpaid
  documentsToProvide.value = todo.reduce(
    (count, one) =>
      count + (one.kind === 'documents' ? one.names.length : one.kind === 'rules' ? one.titles.length : 0),
    0,
  )
  pendingRequests.value = soon.find((one) => one.kind === 'pending-requests')?.count ?? 0
}

/** For a visit that does not begin at the home page. */
export async function loadBadges(): Promise<void> {
  showBadges(await call('home.read', {}))
}
