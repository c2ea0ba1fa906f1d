// Runs before the first paint, so that a dark desk never flashes white. theme/theme.ts takes over afterwards.
{
  const choice = localStorage.getItem('ribambelle.theme')
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}
