import tokens from '../tokens.json' with {type: 'json'}

type Values = Record<string, string>

/** fraudScore1 → fraud-score-1 */
function kebab(name: string): string {
  return name.replace(/([A-Z]|\d+)/g, '-$1').toLowerCase()
}

function declarations(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `--${kebab(name)}: ${value};`)
    .join('\n  ')
}

function prefixed(prefix: string, values: Record<string, string | number>, unit = ''): Values {
  return Object.fromEntries(
    Object.entries(values).map(([k, v]) => [`${prefix}-${k}`, `${v}${unit}`]),
  )
}

/**
 * The design tokens as CSS custom properties: light, dark where the system or the
 * attribute data-theme of the root asks for it. Print is light.
 */
export function tokensCSS(): string {
  const {light, dark} = tokens.color
  const shared = {
    ...prefixed('font', tokens.font),
    ...prefixed('size', tokens.size, 'px'),
    ...prefixed('radius', tokens.radius, 'px'),
  }
  return `:root {
  color-scheme: light;
  ${declarations({...shared, ...light})}
}
@media screen and (prefers-color-scheme: dark) {
:root:not([data-theme="light"]) {
  color-scheme: dark;
  ${declarations(dark)}
}
}
@media screen {
:root[data-theme="dark"] {
  color-scheme: dark;
  ${declarations(dark)}
}
}
`
}
