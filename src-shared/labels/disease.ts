import type { Disease } from '../rules/vaccination'

export const diseaseLabels: Record<Disease, string> = {
  diphtheria: 'Diphtérie',
  tetanus: 'Tétanos',
  polio: 'Poliomyélite',
  pertussis: 'Coqueluche',
  hib: 'Haemophilus influenzae b',
  'hepatitis-b': 'Hépatite B',
  pneumococcus: 'Pneumocoque',
  'meningococcus-c': 'Méningocoque C',
  'meningococcus-acwy': 'Méningocoques ACWY',
  'meningococcus-b': 'Méningocoque B',
  measles: 'Rougeole',
  mumps: 'Oreillons',
  rubella: 'Rubéole',
}
