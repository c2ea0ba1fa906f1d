import { definePreset } from '@primeuix/themes'
import Aura from '@primeuix/themes/aura'

/*
 * PrimeVue takes its colours from our tokens as CSS variables: dark mode and a town's own colour then reach it
 * without a second copy of the palette. Aura's own primary button fails contrast, ours is the 700.
 */
const scheme = {
  surface: {
    0: 'var(--surface)',
    50: 'var(--bg)',
    100: 'var(--surface-2)',
    200: 'var(--line)',
    300: 'var(--line)',
    400: 'var(--line-strong)',
    500: 'var(--ink-3)',
    600: 'var(--ink-3)',
    700: 'var(--ink-2)',
    800: 'var(--ink)',
    900: 'var(--ink)',
    950: 'var(--ink)',
  },
  primary: {
    color: 'var(--accent)',
    contrastColor: 'var(--on-accent)',
    hoverColor: 'var(--accent-hover)',
    activeColor: 'var(--accent-hover)',
  },
  highlight: {
    background: 'var(--accent-soft)',
    focusBackground: 'var(--accent-soft)',
    color: 'var(--ink)',
    focusColor: 'var(--ink)',
  },
  formField: {
    background: 'var(--surface)',
    disabledBackground: 'var(--surface-2)',
    filledBackground: 'var(--surface-2)',
    borderColor: 'var(--field)',
    hoverBorderColor: 'var(--ink-2)',
    focusBorderColor: 'var(--p-600)',
    invalidBorderColor: 'var(--danger)',
    color: 'var(--ink)',
    disabledColor: 'var(--ink-3)',
    placeholderColor: 'var(--ink-3)',
    invalidPlaceholderColor: 'var(--danger)',
    floatLabelColor: 'var(--ink-3)',
    floatLabelFocusColor: 'var(--accent)',
    iconColor: 'var(--ink-3)',
    shadow: 'none',
  },
  text: { color: 'var(--ink)', hoverColor: 'var(--ink)', mutedColor: 'var(--ink-3)', hoverMutedColor: 'var(--ink-2)' },
  content: {
    background: 'var(--surface)',
    hoverBackground: 'var(--hover)',
    borderColor: 'var(--line)',
    color: 'var(--ink)',
    hoverColor: 'var(--ink)',
  },
  overlay: {
    select: { background: 'var(--surface)', borderColor: 'var(--line)', color: 'var(--ink)' },
    popover: { background: 'var(--surface)', borderColor: 'var(--line)', color: 'var(--ink)' },
    modal: { background: 'var(--surface)', borderColor: 'var(--line)', color: 'var(--ink)' },
  },
  list: {
    option: {
      focusBackground: 'var(--hover)',
      selectedBackground: 'var(--accent-soft)',
      selectedFocusBackground: 'var(--accent-soft)',
      color: 'var(--ink)',
      focusColor: 'var(--ink)',
      selectedColor: 'var(--ink)',
      selectedFocusColor: 'var(--ink)',
    },
  },
  navigation: {
    item: {
      focusBackground: 'var(--hover)',
      activeBackground: 'var(--hover)',
      color: 'var(--ink)',
      focusColor: 'var(--ink)',
      activeColor: 'var(--ink)',
    },
  },
  mask: { background: 'var(--scrim)', color: 'var(--ink)' },
}

export const ribambellePreset = definePreset(Aura, {
  semantic: {
    primary: {
      50: 'var(--p-50)',
      100: 'var(--p-100)',
      200: 'var(--p-200)',
      300: 'var(--p-300)',
      400: 'var(--p-400)',
      500: 'var(--p-500)',
      600: 'var(--p-600)',
      700: 'var(--p-700)',
      800: 'var(--p-800)',
      900: 'var(--p-900)',
      950: 'var(--p-950)',
    },
    formField: { paddingX: '10px', paddingY: '5px', borderRadius: '6px' },
    focusRing: { width: '0', style: 'none', color: 'transparent', offset: '0', shadow: 'var(--focus)' },
    colorScheme: { light: scheme, dark: scheme },
  },
})
