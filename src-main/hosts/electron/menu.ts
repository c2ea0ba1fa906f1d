import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron'

interface MenuActions {
  showWindow(): void
  openPortal(): void
  openDataFolder(): void
  quit(): void
}

/** The menu bar, in French: Electron's own is in English. */
export function installMenu(actions: MenuActions): void {
  const file: MenuItemConstructorOptions[] = [
    { label: 'Ouvrir le portail des familles', click: actions.openPortal },
    { label: 'Ouvrir le dossier des données', click: actions.openDataFolder },
    { type: 'separator' },
    { label: 'Quitter Ribambelle', accelerator: 'CmdOrCtrl+Q', click: actions.quit },
  ]
  const edit: MenuItemConstructorOptions[] = [
    { label: 'Annuler', role: 'undo' },
    { label: 'Rétablir', role: 'redo' },
    { type: 'separator' },
    { label: 'Couper', role: 'cut' },
    { label: 'Copier', role: 'copy' },
    { label: 'Coller', role: 'paste' },
    { label: 'Tout sélectionner', role: 'selectAll' },
  ]
  const view: MenuItemConstructorOptions[] = [
    { label: 'Taille normale', role: 'resetZoom' },
    { label: 'Agrandir', role: 'zoomIn' },
    { label: 'Réduire', role: 'zoomOut' },
    { type: 'separator' },
    { label: 'Plein écran', role: 'togglefullscreen' },
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'Fichier', submenu: file },
      { label: 'Édition', submenu: edit },
      { label: 'Affichage', submenu: view },
    ]),
  )
}

/** The icon of the notification area: it says that the portal is open, and brings the window back. */
export function installTray(icon: string, actions: MenuActions): Tray {
  const tray = new Tray(nativeImage.createFromPath(icon).resize({ width: 16, height: 16 }))
  tray.setToolTip('Ribambelle — le portail des familles est ouvert')
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: 'Afficher Ribambelle', click: actions.showWindow },
      { label: 'Ouvrir le portail des familles', click: actions.openPortal },
      { type: 'separator' },
      { label: 'Quitter', click: actions.quit },
    ]),
  )
  tray.on('click', actions.showWindow)
  return tray
}
