import {useState} from 'react'
import {NavLink, useLocation} from 'react-router'
import {useSelection, withSelection} from '../selection/useSelection'
import {sections} from './sections'

/** The pages, in the order of use. Below 720 px it opens from a menu button. */
export function Navigation() {
  const selection = useSelection()
  const {pathname} = useLocation()
  const [openOn, setOpenOn] = useState<string>()
  const open = openOn === pathname // another page closes the menu
  return (
    <>
      <nav id="navigation" className="navigation" aria-label="Pages" data-open={open}>
        <ul>
          {sections.map(({path, title}) => (
            <li key={path}>
              <NavLink to={withSelection(path, selection)}>{title}</NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <button
        type="button"
        className="button menu-button"
        aria-expanded={open}
        aria-controls="navigation"
        onClick={() => setOpenOn(open ? undefined : pathname)}
      >
        Menu
      </button>
    </>
  )
}
