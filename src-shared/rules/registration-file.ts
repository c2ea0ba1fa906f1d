/** The yearly file (DIU): what is missing, and why it matters. Computed from what the file holds now. */

export type FileSectionKind =
  | 'guardians'
  | 'child-identity'
  | 'child-health'
  | 'child-authorisations'
  | 'child-contacts'
  | 'tax'
  | 'bank'
  | 'documents'
  | 'rules'

export interface FileFacts {
  readonly hasAddress: boolean
  readonly guardians: readonly { readonly name: string; readonly hasPhone: boolean; readonly hasEmail: boolean }[]
  readonly children: readonly {
    readonly personId: number
    readonly firstName: string
    readonly hasBirthDate: boolean
    /** Of an age to be at school when the year begins. */
    readonly isOfSchoolAge: boolean
    readonly hasSchool: boolean
    readonly hasDoctor: boolean
    /** Somebody to call besides the guardians. */
    readonly hasEmergencyContact: boolean
  }[]
  readonly hasQuotient: boolean
  /** Pays by direct debit, or asked to. */
  readonly directDebit: boolean
  readonly hasBankAccount: boolean
  /** Required documents that are not there, or no longer valid, with the child that they concern. */
  readonly missingDocuments: readonly { readonly name: string; readonly why: string }[]
  readonly missingConsents: readonly { readonly name: string }[]
  /** When each section was read again for the year. */
  readonly confirmations: ReadonlyMap<string, string>
}

export interface FilePoint {
  readonly code: string
  readonly what: string
  readonly why: string
}

export interface FileSection {
  readonly key: string
  readonly kind: FileSectionKind
  readonly personId: number | null
  /** First name of the child of a child's section; '' otherwise. */
  readonly name: string
  readonly state: 'done' | 'to-confirm' | 'missing'
  readonly confirmedAt: string | null
  readonly missing: readonly FilePoint[]
  readonly advice: readonly FilePoint[]
}

export interface FileStatus {
  readonly sections: readonly FileSection[]
  readonly complete: boolean
  /** 100 when complete, and only then. */
  readonly percent: number
  /** What remains to do, in plain words. */
  readonly missing: readonly string[]
}

/** A section that is read again each year; the two others are judged by what they hold. */
export const isConfirmed = (kind: FileSectionKind) => kind !== 'documents' && kind !== 'rules'

export const sectionKey = (kind: FileSectionKind, personId: number | null = null) =>
  personId === null ? kind : `${kind}/${personId}`

export const sectionTitles: Readonly<Record<FileSectionKind, string>> = {
  guardians: 'Famille et responsables',
  'child-identity': 'Identité et école',
  'child-health': 'Santé',
  'child-authorisations': 'Autorisations',
  'child-contacts': 'Personnes à contacter',
  tax: 'Ressources et CAF',
  bank: 'Coordonnées bancaires',
  documents: 'Pièces à fournir',
  rules: 'Règlements',
}

/** 'Santé de Léa', 'Pièces à fournir'. */
export function sectionTitle({ kind, name }: Pick<FileSection, 'kind' | 'name'>): string {
  return name === '' ? sectionTitles[kind] : `${name}\u00A0: ${sectionTitles[kind].toLowerCase()}`
}

const childKinds = ['child-identity', 'child-health', 'child-authorisations', 'child-contacts'] as const

export function registrationStatus(facts: FileFacts): FileStatus {
  const sections = [
    sectionOf(facts, 'guardians', guardianPoints(facts)),
    ...facts.children.flatMap((child) =>
      childKinds.map((kind) => sectionOf(facts, kind, childPoints(child, kind), [], child)),
    ),
    sectionOf(facts, 'tax', [], taxAdvice(facts)),
    ...(facts.directDebit ? [sectionOf(facts, 'bank', bankPoints(facts))] : []),
    sectionOf(
      facts,
      'documents',
      facts.missingDocuments.map(({ name, why }) => ({ code: 'document', what: name, why })),
    ),
    sectionOf(
      facts,
      'rules',
      facts.missingConsents.map(({ name }) => ({
        code: 'consent',
        what: name,
        why: 'Votre accord vaut pour la version en vigueur.',
      })),
    ),
  ]
  const done = sections.filter(({ state }) => state === 'done').length
  const complete = done === sections.length && facts.children.length > 0
  return {
    sections,
    complete,
    percent: complete ? 100 : Math.min(99, Math.floor((100 * done) / sections.length)),
    missing: missingOf(sections, facts),
  }
}

function missingOf(sections: readonly FileSection[], facts: FileFacts): string[] {
  const words = sections.flatMap((section) => {
    if (section.missing.length > 0) {
      return section.missing.map(({ what }) => (section.name === '' ? what : `${section.name}\u00A0: ${lower(what)}`))
    }
    return section.state === 'to-confirm' ? [`${sectionTitle(section)}, à relire`] : []
  })
  return facts.children.length === 0 ? ['Aucun enfant au dossier', ...words] : words
}

const lower = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`

function sectionOf(
  { confirmations }: FileFacts,
  kind: FileSectionKind,
  missing: readonly FilePoint[],
  advice: readonly FilePoint[] = [],
  child: { readonly personId: number; readonly firstName: string } | null = null,
): FileSection {
  const personId = child?.personId ?? null
  const key = sectionKey(kind, personId)
  const confirmedAt = confirmations.get(key) ?? null
  const isRead = confirmedAt !== null || !isConfirmed(kind)
  const state = missing.length > 0 ? 'missing' : isRead ? 'done' : 'to-confirm'
  return { key, kind, personId, name: child?.firstName ?? '', state, confirmedAt, missing, advice }
}

function guardianPoints({ guardians, hasAddress }: FileFacts): FilePoint[] {
  const points: FilePoint[] = []
  if (guardians.length === 0) {
    points.push({ code: 'guardian', what: 'Un responsable', why: 'Quelqu’un répond de l’enfant.' })
  }
  if (!hasAddress) {
    points.push({ code: 'address', what: 'L’adresse de la famille', why: 'Elle décide du tarif et des courriers.' })
  }
  for (const { name, hasPhone } of guardians) {
    if (!hasPhone) {
      points.push({
        code: 'phone',
        what: `Un téléphone de ${name}`,
        why: 'On vous appelle si votre enfant est malade.',
      })
    }
  }
  if (guardians.length > 0 && !guardians.some(({ hasEmail }) => hasEmail)) {
    points.push({ code: 'email', what: 'Une adresse e-mail', why: 'Les réponses à vos demandes y arrivent.' })
  }
  return points
}

function childPoints(child: FileFacts['children'][number], kind: (typeof childKinds)[number]): FilePoint[] {
  switch (kind) {
    case 'child-identity':
      return [
        ...(child.hasBirthDate
          ? []
          : [{ code: 'birth-date', what: 'La date de naissance', why: 'Elle décide des groupes et des activités.' }]),
        ...(child.hasSchool || !child.isOfSchoolAge
          ? []
          : [{ code: 'school', what: 'L’école et la classe', why: 'Elles décident de la cantine et de l’accueil.' }]),
      ]
    case 'child-health':
      return child.hasDoctor
        ? []
        : [{ code: 'doctor', what: 'Le médecin traitant', why: 'On l’appelle en cas d’urgence.' }]
    case 'child-contacts':
      return child.hasEmergencyContact
        ? []
        : [
            {
              code: 'emergency-contact',
              what: 'Une personne à appeler en urgence',
              why: 'Si vous n’êtes pas joignables, quelqu’un doit répondre.',
            },
          ]
    case 'child-authorisations':
      return []
  }
}

const taxAdvice = ({ hasQuotient }: FileFacts): FilePoint[] =>
  hasQuotient
    ? []
    : [{ code: 'quotient', what: 'Le quotient familial', why: 'Sans lui, le tarif le plus élevé est appliqué.' }]

const bankPoints = ({ hasBankAccount }: FileFacts): FilePoint[] =>
  hasBankAccount
    ? []
    : [{ code: 'bank-account', what: 'Vos coordonnées bancaires', why: 'Le prélèvement en a besoin.' }]
