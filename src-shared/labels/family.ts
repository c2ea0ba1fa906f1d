/** What an adult is to the children, in a word that agrees with the person. */
const qualityWords: Readonly<Record<string, readonly [woman: string, man: string, unsaid: string]>> = {
  mother: ['Mère', 'Mère', 'Mère'],
  father: ['Père', 'Père', 'Père'],
  'legal-guardian': ['Tutrice', 'Tuteur', 'Tutrice ou tuteur'],
  'step-parent': ['Belle-mère', 'Beau-père', 'Beau-parent'],
  grandparent: ['Grand-mère', 'Grand-père', 'Grand-parent'],
  other: ['Proche', 'Proche', 'Proche'],
}

export function qualityLabel(quality: string, civility: '' | 'M' | 'Mme'): string {
  const words = qualityWords[quality]
  if (!words) return ''
  return words[civility === 'Mme' ? 0 : civility === 'M' ? 1 : 2]
}

/** Why two files look like one, in the words of the screen. */
export const duplicateReasonLabels = {
  'name-and-birth': 'même nom, même date de naissance',
  'near-name-and-birth': 'nom presque pareil, même date de naissance',
  'near-name': 'même nom ou presque',
  email: 'même e-mail',
  phone: 'même téléphone',
  address: 'même nom à la même adresse',
} as const
