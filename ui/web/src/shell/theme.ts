import {useState} from 'react'

export type Theme = 'system' | 'light' | 'dark'

const key = 'ninefold.theme'

/** The theme chosen before; the system's where none was, or where storage is not allowed. */
export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(key)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

/** Makes the page follow a theme: tokens.css reads the attribute. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme)
  const choose = (next: Theme) => {
    applyTheme(next)
    setTheme(next)
    try {
      localStorage.setItem(key, next)
    } catch {
      // Not allowed to remember: the choice holds until the page is left.
    }
  }
  return [theme, choose]
}
