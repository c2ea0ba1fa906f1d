import { useShortcuts, type Shortcut } from '../../ui'

interface InboxKeys {
  /** No dialog is open. */
  isFree: () => boolean
  move: (step: number) => void
  accept: () => void
  refuse: () => void
  ask: () => void
  tick: () => void
  hasSimpleTicked: () => boolean
  acceptTicked: () => void
  hasTick: () => boolean
  untick: () => void
  openFile: () => void
  showRequest: (place: number) => void
  takeForMe: () => void
  search: () => void
  hasDocument: () => boolean
  nextDocument: () => void
  enlarge: (by: number) => void
  turn: () => void
}

/** The keys of the inbox: arrows or J and K to walk, one letter to answer. */
export function useInboxKeys(acts: InboxKeys) {
  const group = 'Demandes'
  const when = acts.isFree
  // arrows belong to a menu or to a choice that has the focus
  const isMain = () => when() && !document.activeElement?.closest('[role=menu], [role=radiogroup], .choices, .sheet')
  const onDocument = () => when() && acts.hasDocument()
  const isOnControl = () => document.activeElement?.matches('button:not(.name), a, input') === true
  const shortcuts: Shortcut[] = [
    { keys: 'ArrowDown', label: 'Famille suivante', group, when: isMain, run: () => acts.move(1) },
    { keys: 'ArrowUp', label: 'Famille précédente', group, when: isMain, run: () => acts.move(-1) },
    { keys: 'J', label: 'Famille suivante', group, when, run: () => acts.move(1) },
    { keys: 'K', label: 'Famille précédente', group, when, run: () => acts.move(-1) },
    { keys: 'A', label: 'Accepter', group, when, run: acts.accept },
    { keys: 'R', label: 'Refuser avec motif', group, when, run: acts.refuse },
    { keys: 'C', label: 'Demander un complément', group, when, run: acts.ask },
    { keys: 'D', when, run: acts.ask },
    { keys: 'M', label: 'Prendre pour moi', group, when, run: acts.takeForMe },
    { keys: ' ', label: 'Cocher ou décocher', group, when: () => isMain() && !isOnControl(), run: acts.tick },
    {
      ...{ keys: 'Shift+A', label: 'Accepter les demandes cochées', group },
      when: () => when() && acts.hasSimpleTicked(),
      run: acts.acceptTicked,
    },
    { keys: 'O', label: 'Ouvrir la fiche', group, when, run: acts.openFile },
    { keys: 'N', label: 'Document suivant', group, when: onDocument, run: acts.nextDocument },
    { keys: '+', label: 'Agrandir le document', group, when: onDocument, run: () => acts.enlarge(1) },
    { keys: '-', label: 'Réduire le document', group, when: onDocument, run: () => acts.enlarge(-1) },
    { keys: 'T', label: 'Tourner le document', group, when: onDocument, run: acts.turn },
    { keys: '/', label: 'Chercher', group, when, run: acts.search },
    { keys: 'Escape', when: () => when() && acts.hasTick(), run: acts.untick },
    ...Array.from({ length: 9 }, (_, at) => ({
      keys: String(at + 1),
      ...(at === 0 ? { label: 'Aller à la demande 1 à 9 de la famille', group } : {}),
      when,
      run: () => acts.showRequest(at + 1),
    })),
  ]
  useShortcuts(shortcuts)
}
