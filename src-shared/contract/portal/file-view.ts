import { z } from 'zod'
import { fileSubjects, zFieldValue } from '../file/subjects'
import { zId, zLocalDate } from '../schemas'

export const zValues = z.record(z.string(), zFieldValue)

/** One contact, one allergy… `label` names it in a list. */
export const zFileEntry = z.object({ entryId: zId, label: z.string(), values: zValues })
export type FileEntry = z.output<typeof zFileEntry>

/** One subject of one person, as the file holds it at this moment. */
export const zFileBlock = z.object({
  subject: z.enum(fileSubjects),
  /** The adult or the child; null = the family. */
  personId: zId.nullable(),
  /** Of a subject without entries; an IBAN is masked. */
  values: zValues,
  entries: z.array(zFileEntry),
})
export type FileBlock = z.output<typeof zFileBlock>

/** The whole file as a parent may read it: the view that travels to a hosted portal. */
export const zFileView = z.object({
  family: z.object({ number: z.number().int(), name: z.string(), addressLines: z.array(z.string()) }),
  /** Optional fields that the town keeps. */
  fields: z.array(z.string()),
  /** Health stays in the office: a parent may ask for a change, and reads the present values there. */
  isHealthHidden: z.boolean(),
  /** Lists of the town, under the key of the field: schools, diets. */
  choices: z.record(z.string(), z.array(z.object({ value: z.string(), label: z.string() }))),
  guardians: z.array(
    z.object({ personId: zId, firstName: z.string(), lastName: z.string(), accountHolder: z.boolean() }),
  ),
  children: z.array(
    z.object({ personId: zId, firstName: z.string(), lastName: z.string(), birthDate: zLocalDate.nullable() }),
  ),
  blocks: z.array(zFileBlock),
})
export type FileView = z.output<typeof zFileView>
