import {type Theme, useTheme} from './theme'

/** Chooses between the system's colours, light and dark. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme()
  return (
    <span className="field">
      <select
        aria-label="Colours"
        value={theme}
        onChange={(event) => choose(event.target.value as Theme)}
      >
        <option value="system">System</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </span>
  )
}
