import type {Occurrence} from './occurrence'
import type {TreeState} from './useTreeState'

/** What a key does on the canvas. */
export type Command =
  | 'parent'
  | 'child'
  | 'next'
  | 'previous'
  | 'top'
  | 'toggle'
  | 'enter'
  | 'expand'
  | 'collapse'
  | 'fit'
  | 'full'
  | 'selection'
  | 'in'
  | 'out'
  | 'cutSets'
  | 'outline'
  | 'clear'

const keys: Record<string, Command> = {
  ArrowUp: 'parent',
  ArrowDown: 'child',
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  Home: 'top',
  ' ': 'toggle',
  Enter: 'enter',
  ']': 'expand',
  '[': 'collapse',
  '0': 'fit',
  '1': 'full',
  '.': 'selection',
  '+': 'in',
  '=': 'in',
  '-': 'out',
  '−': 'out',
  c: 'cutSets',
  o: 'outline',
  Escape: 'clear',
}

/** The command of a key; none with a modifier, which is the browser's. */
export function commandOf(event: {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  return keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
}

/** Where a step from an occurrence leads: to itself where there is nothing that way. */
export function step(at: Occurrence, command: Command): Occurrence {
  const siblings = at.parent?.children ?? []
  const place = siblings.indexOf(at)
  switch (command) {
    case 'parent':
      return at.parent ?? at
    case 'child':
      return at.children[0] ?? at
    case 'next':
      return siblings[place + 1] ?? at
    case 'previous':
      return siblings[place - 1] ?? at
    default:
      return at
  }
}

/** Does what a command says to the tree; false where it is not about the tree. */
export function run(command: Command, state: TreeState): boolean {
  const {root} = state
  const at = state.drawn.find(({key}) => key === state.selected)
  switch (command) {
    case 'parent':
    case 'child':
    case 'next':
    case 'previous':
      if (at) state.select(step(at, command).key)
      else if (root) state.select(root.key)
      return true
    case 'top':
      if (root) state.select(root.key)
      return true
    case 'toggle':
      if (at && !at.transfer && at.node.inputs.length > 0) state.toggle(at.node.id)
      return true
    case 'enter':
      if (at?.transfer) state.goTo(at.node.id)
      else if (at && at.node.inputs.length > 0) state.toggle(at.node.id)
      return true
    case 'expand':
      state.expand()
      return true
    case 'collapse':
      state.collapse()
      return true
    case 'clear':
      if (state.cutSet) state.choose(0)
      else state.select('')
      return true
    default:
      return false
  }
}
