/** The confirmation of an action, visible for a moment where the user pressed. */
import { useEffect, useState } from 'preact/hooks'

/** How long a confirmation is visible, in milliseconds. */
const VISIBLE = 2000

/** Whether the confirmation is visible, and the function that shows it. */
export function useConfirmation(): readonly [boolean, () => void] {
  const [isVisible, setVisible] = useState(false)
  useEffect(() => {
    if (!isVisible) return
    const timer = setTimeout(() => setVisible(false), VISIBLE)
    return () => clearTimeout(timer)
  }, [isVisible])
  return [isVisible, () => setVisible(true)]
}
