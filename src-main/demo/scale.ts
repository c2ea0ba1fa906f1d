import type { DemoSize } from '../config'

/** What a size holds. Places grow with the children, as they do in a town. */
export interface DemoScale {
  families: number
  children: number
  schools: number
  leisureCentres: number
  nurseries: number
  /** Families out of a hundred that wait for an answer. */
  askingPercent: number
}

export const demoScales: Record<DemoSize, DemoScale> = {
  demo: { families: 60, children: 96, schools: 3, leisureCentres: 1, nurseries: 1, askingPercent: 24 },
  small: { families: 800, children: 1_280, schools: 5, leisureCentres: 2, nurseries: 2, askingPercent: 3 },
  town: { families: 5_000, children: 8_000, schools: 30, leisureCentres: 8, nurseries: 8, askingPercent: 1 },
  city: { families: 20_000, children: 30_000, schools: 43, leisureCentres: 12, nurseries: 14, askingPercent: 1 },
}
