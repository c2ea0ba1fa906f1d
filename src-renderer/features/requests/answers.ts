import type { RequestDecision, RequestDetail } from '../../../src-shared/contract/staff/requests'

/** What the agent is about to answer to one request. Nothing is sent before « Accepter ». */
export interface Answer {
  decision: 'accept' | 'refuse' | 'ask-more'
  /** Rows answered one by one; the others are accepted with the request. */
  rows: Readonly<Record<string, boolean>>
  /** Key of one of the request's `choices`. */
  choice: string | null
}
export type Answers = Readonly<Record<string, Answer>>

const fresh: Answer = { decision: 'accept', rows: {}, choice: null }

export const answerTo = (answers: Answers, { id }: Pick<RequestDetail, 'id'>): Answer => answers[id] ?? fresh

/** Still to be answered: by an agent, or by an agent who no longer waits for the family. */
export const isDecidable = ({ status }: Pick<RequestDetail, 'status'>) =>
  status === 'pending' || status === 'needs-more'

/** Asked already, and waiting for the family: there is nothing more to ask. */
export const mayAskMore = ({ status, mayAskMore: may }: Pick<RequestDetail, 'status' | 'mayAskMore'>) =>
  may && status === 'pending'

/** Where the file changed meanwhile, nothing is taken for granted. */
const asksForChoice = ({ conflict, same }: RequestDetail['rows'][number]) => conflict && !same

export function isRowAccepted(answer: Answer, row: RequestDetail['rows'][number]): boolean | null {
  return answer.rows[row.key] ?? (asksForChoice(row) ? null : true)
}

export const refusedRows = (request: RequestDetail, answer: Answer) =>
  request.rows.filter((row) => isRowAccepted(answer, row) === false)

/** Every row unticked is the whole request refused. */
export function decisionOf(request: RequestDetail, answers: Answers): Answer['decision'] {
  const answer = answerTo(answers, request)
  if (answer.decision !== 'accept' || request.rows.length === 0) return answer.decision
  return refusedRows(request, answer).length === request.rows.length ? 'refuse' : 'accept'
}

export const chosen = (request: RequestDetail, answer: Answer): string | null => {
  const [only, ...others] = request.choices
  return answer.choice ?? (only && others.length === 0 ? only.key : null)
}

/** What must be chosen before this can be accepted: keys of rows, or `choice`. */
export function unanswered(request: RequestDetail, answers: Answers): string[] {
  if (decisionOf(request, answers) !== 'accept') return []
  const answer = answerTo(answers, request)
  const rows = request.rows.filter((row) => isRowAccepted(answer, row) === null).map(({ key }) => key)
  return request.choices.length > 0 && chosen(request, answer) === null ? [...rows, 'choice'] : rows
}

/** One request with what will become of it. */
export interface Sorted {
  accepted: RequestDetail[]
  /** Accepted without some of their rows. */
  partly: { request: RequestDetail; rows: RequestDetail['rows'] }[]
  refused: RequestDetail[]
  asked: RequestDetail[]
}

export function sortAnswers(requests: readonly RequestDetail[], answers: Answers): Sorted {
  const by = (decision: Answer['decision']) => requests.filter((request) => decisionOf(request, answers) === decision)
  const accepted = by('accept')
  const partly = accepted
    .map((request) => ({ request, rows: refusedRows(request, answerTo(answers, request)) }))
    .filter(({ rows }) => rows.length > 0)
  return { accepted, partly, refused: by('refuse'), asked: by('ask-more') }
}

export const needsWords = ({ partly, refused, asked }: Sorted) => partly.length + refused.length + asked.length > 0

/** What the desk is asked, once the words are written. */
export function toDecisions(
  requests: readonly RequestDetail[],
  answers: Answers,
  words: { reason: string; question: string },
): RequestDecision[] {
  return requests.map((request): RequestDecision => {
    const { id, version } = request
    const answer = answerTo(answers, request)
    switch (decisionOf(request, answers)) {
      case 'refuse':
        return { id, version, decision: 'refuse', reason: words.reason }
      case 'ask-more':
        return { id, version, decision: 'ask-more', question: words.question }
      case 'accept': {
        const choice = chosen(request, answer)
        const isByRow = request.rows.some((row) => asksForChoice(row) || answer.rows[row.key] === false)
        if (!isByRow) return { id, version, decision: 'accept', ...(choice === null ? {} : { choice }) }
        const keys = request.rows.filter((row) => isRowAccepted(answer, row)).map(({ key }) => key)
        return {
          id,
          version,
          decision: 'accept-part',
          keys,
          reason: keys.length < request.rows.length ? words.reason : '',
        }
      }
    }
  })
}
