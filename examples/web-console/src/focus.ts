/**
 * The focus after a press that removes the pressed button, such as *Dismiss*. Browsers give it to the page as a
 * whole then: the next Tab would begin at the top, and screen readers would say nothing.
 */

const FOCUSABLE = 'button:not(:disabled), a[href], input, select, summary, [tabindex]'

/** An element, with its place among its siblings. */
interface Step {
  readonly parent: Element
  readonly at: number
}

/** From the element that had the focus last to the root. */
let path: readonly Step[] = []
let last: Element | undefined

/** Watches a part of the page from now on. */
export function keepFocus(root: Element): void {
  root.addEventListener('focusin', ({ target }) => remember(target as Element))
  new MutationObserver(restore).observe(root, { childList: true, subtree: true })
}

function remember(element: Element): void {
  last = element
  const steps: Step[] = []
  for (let node: Element = element; node.parentElement; node = node.parentElement)
    steps.push({ parent: node.parentElement, at: [...node.parentElement.children].indexOf(node) })
  path = steps
}

/** Gives the focus to what is now where the removed element was, or behind it. */
function restore(): void {
  if (document.activeElement !== document.body || !last || last.isConnected) return
  last = undefined
  for (const { parent, at } of path) {
    if (!parent.isConnected) continue
    const [next] = [...parent.children].slice(at).filter(isVisible)
    if (!next) continue
    focus(next)
    break
  }
}

const isVisible = (element: Element) => element.getClientRects().length > 0

function focus(element: Element): void {
  const inside = element.matches(FOCUSABLE) ? element : [...element.querySelectorAll(FOCUSABLE)].find(isVisible)
  if (!inside) element.setAttribute('tabindex', '-1')
  ;((inside ?? element) as HTMLElement).focus()
}

/** Gives the focus to the action of the profile, once the page shows it again. */
export function focusStart(): void {
  setTimeout(() => document.querySelector<HTMLElement>('.start')?.focus())
}
