import { randomUUID } from 'node:crypto'
import type { DocumentTypeFields } from '../../../src-shared/contract/staff/documents'
import { receiveUpload } from '../../../src-main/modules/documents'
import type { ParentActor, StaffActor } from '../../../src-main/kernel/actor'
import { inRead, inWrite } from '../../../src-main/kernel/context'
import { caller, staffActor, type Desk } from '../desk'
import { pdf } from '../pictures'

async function* oneChunk(bytes: Buffer) {
  yield await Promise.resolve(bytes)
}

/** A file received through the service itself, as the front would send it. Returns its id. */
export async function receiveFile(
  { services }: Pick<Desk, 'services'>,
  actor: ParentActor | StaffActor,
  bytes: Buffer = pdf(randomUUID()),
  name = 'attestation.pdf',
): Promise<string> {
  const unit = { services, actor }
  const { id } = await receiveUpload(
    {
      ...{ actor, services, caller: caller(), now: services.clock.now(), today: services.clock.today() },
      read: (work) => inRead(unit, work),
      write: (work) => inWrite(unit, work),
      setSession: () => undefined,
    },
    { id: randomUUID(), name, length: bytes.length, bytes: oneChunk(bytes) },
  )
  return id
}

export const fileFromStaff = (desk: Pick<Desk, 'services'>, bytes?: Buffer) => receiveFile(desk, staffActor(), bytes)

export const typeFields = (changes: Partial<DocumentTypeFields> = {}): DocumentTypeFields => ({
  ...{ name: 'Assurance scolaire', explanation: 'Pour l’année, avec le nom de l’enfant.', whose: 'child' },
  ...{ demand: 'always', activityIds: [], validity: { kind: 'school-year' }, needsValidation: true },
  ...{ blocksBooking: false, sharedAcrossFamilies: false, health: false, ...changes },
})
