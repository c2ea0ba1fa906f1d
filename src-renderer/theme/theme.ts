import { createTheme } from '../../src-front/theme/theme'

// public/theme-init.js reads the same key before the first paint
export const { themeChoice, isDark, applyAccent, chooseTheme, startTheme } = createTheme('ribambelle')
