import {cleanup, configure} from '@testing-library/react'
import {afterEach, vi} from 'vitest'

configure({asyncUtilTimeout: 10_000}) // pages load lazily, and test machines may be busy

// jsdom has neither of these.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false
  this.dispatchEvent(new Event('close'))
}
window.scrollTo = () => undefined

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
})
