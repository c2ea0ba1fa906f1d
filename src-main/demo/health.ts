import names from '../../resources/demo/names.json'
import { addDays, localDate, localDateOf } from '../../src-shared/kernel/local-date'
import type { SeededRandom } from '../../src-shared/kernel/seeded-random'
import type { RowOf } from '../database/table'
import type { Cipher } from '../kernel/cipher'
import type {
  AllergyTable,
  AuthorisationTable,
  CarePlanTable,
  HealthRecordTable,
  PickupContactTable,
  TreatmentTable,
  VaccinationTable,
} from '../modules/children/entities'
import { authorisationsOf } from './authorisations'
import { vaccinesOf } from './vaccines'
import { leads, type DemoChild, type Household, type Population } from './household-types'
import { counter } from './counter'
import type { Streams } from './random'
import type { Timeline } from './timeline'

export interface HealthRows {
  records: RowOf<typeof HealthRecordTable>[]
  allergies: RowOf<typeof AllergyTable>[]
  carePlans: RowOf<typeof CarePlanTable>[]
  treatments: RowOf<typeof TreatmentTable>[]
  vaccinations: RowOf<typeof VaccinationTable>[]
  authorisations: RowOf<typeof AuthorisationTable>[]
  pickups: RowOf<typeof PickupContactTable>[]
}

// What to do, never what the child has (domain rule 27).
const allergies = [
  {
    kind: 'food',
    label: 'Arachide',
    instruction: 'Aucun fruit à coque. Goûter fourni par la famille.',
    severity: 'severe',
    onMeals: true,
  },
  {
    kind: 'food',
    label: 'Lait de vache',
    instruction: 'Pas de produit laitier. Boisson végétale dans le casier.',
    severity: 'mild',
    onMeals: true,
  },
  { kind: 'food', label: 'Œuf', instruction: 'Pas de mayonnaise ni de pâtisserie.', severity: 'mild', onMeals: true },
  {
    kind: 'other',
    label: 'Piqûre de guêpe',
    instruction: 'Appeler le 15, puis les parents.',
    severity: 'severe',
    onMeals: false,
  },
  {
    kind: 'drug',
    label: 'Pénicilline',
    instruction: 'À dire au médecin ou aux secours.',
    severity: 'mild',
    onMeals: false,
  },
] as const

const plans = [
  {
    instruction: 'Trousse rouge : stylo auto-injecteur, puis appeler le 15.',
    kitPlace: 'Bureau de la direction',
    onMeals: true,
  },
  {
    instruction: 'Inhalateur, deux bouffées, position assise. Appeler les parents.',
    kitPlace: 'Poche bleue, armoire à pharmacie',
    onMeals: false,
  },
  {
    instruction: 'Panier repas fourni par la famille, réchauffé à part.',
    kitPlace: 'Réfrigérateur, étage du haut',
    onMeals: true,
  },
]

export const doctors = [
  ['Docteur Fabre', '01 99 00 15 20'],
  ['Docteur Ionescu', '01 99 00 15 31'],
  ['Docteur Traoré', '01 99 00 15 47'],
  ['Maison de santé', '01 99 00 15 00'],
] as const

/** Allergies, care plans (some expired, some about to be) and the people who may collect, or must not. */
export function buildHealth(population: Population, cipher: Cipher, streams: Streams, timeline: Timeline): HealthRows {
  const rows: HealthRows = {
    ...{ records: [], allergies: [], carePlans: [], treatments: [], vaccinations: [], authorisations: [], pickups: [] },
  }
  const next = { allergy: counter(), plan: counter(), pickup: counter(), treatment: counter() }
  const vaccine = counter()
  const authorisation = counter()
  const byFamily = new Map(population.households.map((household) => [household.family.id, household]))
  for (const child of population.children) {
    const random = streams('health', child.person.id)
    const isTold = isSharedLead(child, byFamily)
    if (isTold || random.chance(0.07)) addAllergy(rows, next.allergy(), child, random, cipher)
    if (isTold || random.chance(0.04)) addCarePlan(rows, next.plan(), child, random, cipher, timeline)
    if (isTold || random.chance(0.02))
      rows.treatments.push(treatment(next.treatment(), child, random, cipher, timeline))
    addRecord(rows, child, random, {
      cipher,
      timeline,
      isDetailed: isTold || random.chance(0.12),
      nextVaccine: vaccine,
    })
    const holder = byFamily.get(child.homes[0] ?? 0)?.guardians[0]
    rows.authorisations.push(...authorisationsOf(child, holder, { random, timeline, nextId: authorisation }))
    for (const familyId of child.homes) {
      const count = random.weighted([
        [0, 35],
        [1, 40],
        [2, 25],
      ] as const)
      for (let index = 0; index < count; index += 1)
        rows.pickups.push(pickup(next.pickup(), child, familyId, random, byFamily.get(familyId)))
    }
    if (isTold || random.chance(0.004)) rows.pickups.push(forbidden(next.pickup(), child, random))
  }
  return rows
}

/** The child of the separated parents whose story the demonstration tells. */
function isSharedLead(child: DemoChild, byFamily: Map<number, Household>): boolean {
  const [home = 0] = child.homes
  return child.homes.length > 1 && (byFamily.get(home)?.index ?? leads.length) < leads.length
}

function addAllergy(rows: HealthRows, id: number, child: DemoChild, random: SeededRandom, cipher: Cipher) {
  const { kind, label, instruction, severity, onMeals } = random.pick(allergies)
  rows.allergies.push({
    id,
    childId: child.person.id,
    kind,
    severity,
    labelSealed: cipher.seal(label, `allergy.label/${id}`),
    instructionSealed: cipher.seal(instruction, `allergy.instruction/${id}`),
    onAttendance: true,
    onMeals,
    onOutings: true,
  })
}

function addCarePlan(
  rows: HealthRows,
  id: number,
  child: DemoChild,
  random: SeededRandom,
  cipher: Cipher,
  { today }: Timeline,
) {
  const { instruction, kitPlace, onMeals } = random.pick(plans)
  // One in eight has expired, one in four will within the month.
  const validTo = addDays(
    today,
    random.weighted([
      [random.integer(-20, -2), 1],
      [random.integer(3, 28), 2],
      [random.integer(60, 240), 5],
    ]),
  )
  rows.carePlans.push({
    id,
    childId: child.person.id,
    validFrom: addDays(validTo, -364),
    validTo,
    instructionSealed: cipher.seal(instruction, `care_plan.instruction/${id}`),
    kitPlaceSealed: cipher.seal(kitPlace, `care_plan.kit_place/${id}`),
    onMeals,
    documentId: null,
  })
}

const medicines = [
  ['Salbutamol', '2 bouffées', 'avant le sport'],
  ['Cétirizine', '5 ml', 'à midi'],
  ['Amoxicilline', '1 dose', 'à midi, pendant le repas'],
] as const

function treatment(id: number, child: DemoChild, random: SeededRandom, cipher: Cipher, { today }: Timeline) {
  const [name, dose, schedule] = random.pick(medicines)
  return {
    ...{ id, childId: child.person.id },
    nameSealed: cipher.seal(name, `treatment.name/${id}`),
    doseSealed: cipher.seal(dose, `treatment.dose/${id}`),
    scheduleSealed: cipher.seal(schedule, `treatment.schedule/${id}`),
    validFrom: addDays(today, random.integer(-40, -2)),
    validTo: addDays(today, random.integer(4, 120)),
    ...{ onAttendance: true, onMeals: schedule.includes('midi'), onOutings: true, documentId: null },
  }
}

const insurers = ['Mutuelle des écoles', 'Assurance du Val', 'Prévoyance familiale']

interface RecordMaker {
  cipher: Cipher
  timeline: Timeline
  isDetailed: boolean
  nextVaccine: () => number
}

/** Every child has its booklet and its insurance; some have a doctor and something to know. */
function addRecord(rows: HealthRows, child: DemoChild, random: SeededRandom, maker: RecordMaker) {
  const { cipher, timeline, isDetailed } = maker
  const childId = child.person.id
  const notes = isDetailed && random.chance(0.4) ? random.pick(['Dort avec un doudou.', 'Bouchons à la piscine.']) : ''
  const [doctor, doctorPhone] = isDetailed ? random.pick(doctors) : ['', '']
  const vaccines = vaccinesOf(child, random, timeline)
  const seal = (text: string, column: string) => cipher.seal(text, `health_record.${column}/${childId}`)
  for (const record of vaccines.records) {
    const id = maker.nextVaccine()
    rows.vaccinations.push({
      ...{ id, childId },
      contentSealed: cipher.seal(JSON.stringify(record), `vaccination.content/${id}`),
    })
  }
  const isLate = random.chance(0.03)
  rows.records.push({
    childId,
    ...{ doctorSealed: seal(doctor, 'doctor'), doctorPhoneSealed: seal(doctorPhone, 'doctor_phone') },
    notesSealed: seal(notes, 'notes'),
    insurerSealed: seal(random.pick(insurers), 'insurer'),
    insuranceNumberSealed: seal(`${random.integer(10, 99)}-${random.integer(1000, 9999)}`, 'insurance_number'),
    insuranceValidTo: isLate
      ? addDays(timeline.today, random.integer(-30, 20))
      : localDateOf(timeline.schoolYearStart + 1, 8, 31),
    insuranceDocumentId: null,
    vaccinesSeenOn:
      vaccines.records.length > 0 ? localDateOf(timeline.schoolYearStart, 9, random.integer(1, 12)) : null,
    vaccinesSeenBy: vaccines.records.length > 0 ? 'Nadia Kessler' : '',
    vaccinesDueOn: vaccines.dueOn,
    version: 1,
  })
}

/** Somebody that the family trusts. */
export function pickup(
  id: number,
  child: DemoChild,
  familyId: number,
  random: SeededRandom,
  household: Household | undefined,
) {
  const [relationship, firstNames] = random.pick([
    ['Grand-mère', names.women],
    ['Grand-père', names.men],
    ['Tante', names.women],
    ['Oncle', names.men],
    ['Nounou', names.women],
    ['Voisine', names.women],
  ] as const)
  const isFamily = relationship !== 'Nounou' && relationship !== 'Voisine'
  const lastName = isFamily && household ? household.family.name : random.pick(names.lastNames)
  return {
    id,
    childId: child.person.id,
    familyId,
    fullName: `${random.pick(firstNames)} ${lastName}`,
    relationship,
    phone: phone(random),
    mayCollect: random.chance(0.9),
    emergency: random.chance(0.5),
    forbidden: false,
    note: '',
    decision: '' as const,
    decidedOn: null,
  }
}

function forbidden(id: number, child: DemoChild, random: SeededRandom) {
  const [familyId = 0] = child.homes
  const decidedOn = addDays(localDate(child.person.birthDate), random.integer(400, 900))
  return {
    id,
    childId: child.person.id,
    familyId,
    fullName: `${random.pick(names.men)} ${random.pick(names.lastNames)}`,
    relationship: 'Ancien compagnon',
    phone: phone(random),
    mayCollect: false,
    emergency: false,
    forbidden: true,
    note: 'Appeler la direction, puis la police.',
    decision: 'Décision de justice',
    decidedOn,
  }
}

const phone = (random: SeededRandom) =>
  `06 39 98 ${String(random.integer(0, 99)).padStart(2, '0')} ${String(random.integer(0, 99)).padStart(2, '0')}`
