/**
 * What is typed and not sent yet, kept in this tab: a reload, an ended session or a cut of the network loses nothing.
 * A draft belongs to a family; signing out forgets them all, for the next person at the same computer.
 */
const PREFIX = 'ribambelle.portal.draft.'

const nameOf = (familyNumber: string, key: string) => `${PREFIX}${familyNumber}.${key}`

export function keepDraft(familyNumber: string, key: string, draft: unknown): void {
  sessionStorage.setItem(nameOf(familyNumber, key), JSON.stringify(draft))
}

export function readDraft<T>(familyNumber: string, key: string): T | null {
  const text = sessionStorage.getItem(nameOf(familyNumber, key))
  if (text === null) return null
  try {
    return JSON.parse(text) as T
  } catch {
    // written by something else than this page: starting from the file is the safe reading
    return null
  }
}

export function dropDraft(familyNumber: string, key: string): void {
  sessionStorage.removeItem(nameOf(familyNumber, key))
}

export function dropAllDrafts(): void {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(PREFIX)) sessionStorage.removeItem(name)
  }
}
