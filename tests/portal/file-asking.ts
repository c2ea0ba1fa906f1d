import { randomUUID } from 'node:crypto'
import type { FieldChange, FileSubject } from '../../src-shared/contract/file/subjects'
import type { InputOf, OutputOf } from '../../src-shared/contract/operation'
import type { PortalContract } from '../../src-shared/contract/portal'
import type { StaffContract } from '../../src-shared/contract/staff'
import type { DecisionResult } from '../../src-shared/contract/staff/requests'
import { caller, valueOf } from '../support/desk'
import type { TestDatabase } from '../support/database'
import { portalTown } from './portal-town'

type FileInput = InputOf<PortalContract, 'file.submit'>['payload']
type Staff = keyof StaffContract & string

/** The small town with what a parent asks of their file and what an agent answers, through the operations of both fronts. */
export async function askingTown(database: TestDatabase, options: { now?: string } = {}) {
  const made = await portalTown(database, options)
  const { desk, town, sarah } = made
  const staff = async <K extends Staff>(
    operation: K,
    input: InputOf<StaffContract, K>,
    token = town.staff.agent.token,
  ) => valueOf<OutputOf<StaffContract, K>>((await desk.staff.dispatcher.call(operation, input, caller(token))).reply)
  const read = () => sarah.value('file.read', {})
  const block = async (subject: FileSubject, personId: number | null) => {
    const { blocks } = await read()
    const found = blocks.find((one) => one.subject === subject && one.personId === personId)
    if (!found) throw new Error(`no ${subject} in the file`)
    return found
  }
  /** Asks for new values, from those that the parent has under the eyes. */
  const ask = async (
    subject: FileSubject,
    personId: number | null,
    after: Record<string, FieldChange['after']>,
    rest: Partial<FileInput> = {},
  ) => {
    const isNew = subject === 'new-child' || subject === 'new-member'
    const own = isNew ? null : await block(subject, personId)
    const entry = own?.entries.find(({ entryId }) => entryId === rest.entryId)
    const before = entry?.values ?? own?.values ?? {}
    const changes = Object.entries(after).map(([field, value]) => {
      return { field, before: before[field] ?? null, after: value }
    })
    return sarah.value('file.submit', {
      id: randomUUID(),
      payload: { subject, personId, action: isNew ? 'add' : 'change', changes, ...rest },
    })
  }
  const decide = async (decision: InputOf<StaffContract, 'requests.decide'>['decisions'][number], token?: string) => {
    const { results } = await staff('requests.decide', { decisions: [decision] }, token)
    return results[0] as DecisionResult
  }
  const accept = (id: string, version = 1) => decide({ id, version, decision: 'accept' })
  const detail = async (id: string, token?: string) => {
    const { requests } = await staff('requests.read', { ids: [id] }, token)
    const [first] = requests
    if (!first) throw new Error('no request')
    return first
  }
  const mails = () =>
    desk.read(
      ({ db }) =>
        db.rows<{
          subject: string
          bodyText: string
          toAddress: string
        }>`select subject, body_text, to_address from outbox_message order by id`,
    )
  /** What the town keeps in its files, as an administrator sets it. */
  const setFile = async (file: Partial<InputOf<StaffContract, 'town.updateFile'>>) => {
    const token = town.staff.administrator.token
    const { version } = await staff('town.read', {}, token)
    const none = { fields: [], automatic: [], healthOnHosted: false }
    await staff('town.updateFile', { ...none, ...file, version }, token)
  }
  const mine = async (id: string) => sarah.value('requests.get', { id })
  return { ...made, staff, read, block, ask, decide, accept, detail, mails, mine, setFile }
}
export type AskingTown = Awaited<ReturnType<typeof askingTown>>
