import {type ReactNode, useState} from 'react'
import {useLocation} from 'react-router'
import {ExplainContext, type Explained} from './ExplainContext'
import {ExplainDialog} from './ExplainDialog'

/** Lets every figure below it open its explanation, one at a time. Another page closes it. */
export function ExplainProvider({children}: {children: ReactNode}) {
  const {pathname} = useLocation()
  const [shown, setShown] = useState<{figure: Explained; on: string}>()
  return (
    <ExplainContext value={(figure) => setShown({figure, on: pathname})}>
      {children}
      {shown?.on === pathname && (
        <ExplainDialog figure={shown.figure} onClose={() => setShown(undefined)} />
      )}
    </ExplainContext>
  )
}
