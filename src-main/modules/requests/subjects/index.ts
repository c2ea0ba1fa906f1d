import type { FieldChoice, FileSubject } from '../../../../src-shared/contract/file/subjects'
import type { Ctx } from '../../../kernel/context'
import { authorisationsSubject, childIdentitySubject, contactSubject, needsSubject, newChildSubject } from './child'
import { allergySubject, carePlanSubject, healthRecordSubject, treatmentSubject, vaccinationSubject } from './health'
import { bankSubject, cafSubject, guardianSubject, newMemberSubject, taxSubject } from './people'
import type { FileSubjectModule } from './subject'

const modules: Record<FileSubject, FileSubjectModule> = {
  guardian: guardianSubject,
  tax: taxSubject,
  caf: cafSubject,
  bank: bankSubject,
  'new-member': newMemberSubject,
  'new-child': newChildSubject,
  'child-identity': childIdentitySubject,
  'child-authorisations': authorisationsSubject,
  'child-needs': needsSubject,
  'pickup-contact': contactSubject,
  'health-record': healthRecordSubject,
  allergy: allergySubject,
  'care-plan': carePlanSubject,
  treatment: treatmentSubject,
  vaccination: vaccinationSubject,
}

export const subjectOf = (subject: FileSubject): FileSubjectModule => modules[subject]

/** Lists of the town that fields offer, under the key of the field. */
export async function townChoices(ctx: Ctx): Promise<Record<string, FieldChoice[]>> {
  const choices: Record<string, FieldChoice[]> = {}
  for (const module of Object.values(modules)) Object.assign(choices, await module.choices?.(ctx))
  return choices
}
