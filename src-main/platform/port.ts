/** What a host (Node, Electron) gives to the application. Everything else is plain Node. */
export interface Platform {
  kind: 'node' | 'electron'
  /** Folder of the database, uploads and logs. */
  dataDir: string
  /** 32 bytes that seal health data; kept outside the data folder (OS keychain under Electron, key file elsewhere). */
  healthKey(): Promise<Buffer>
  /** Shows an address in the user's browser. */
  openExternal(url: string): Promise<void>
  /** Small settings of this machine (window state, last folder). */
  settings: PlatformSettings
}

export interface PlatformSettings {
  get<T>(key: string): T | undefined
  set(key: string, value: unknown): void
}
