// Runs before the first paint, so that a dark screen never flashes white. theme/theme.ts takes over afterwards.
{
  const choice = localStorage.getItem('ribambelle.portal.theme')
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}
