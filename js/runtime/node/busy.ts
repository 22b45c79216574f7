/** Files that Windows keeps busy for a moment: a virus scanner or a reader has them open, or they are being deleted. */
import { systemCode } from '../../model/errors.ts'
import { sleep } from '../portable/timers.ts'

/** The system's errors for a busy file. Some of them also mean missing permissions. */
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY'])

/** Delays between attempts, in milliseconds: 630 in total. */
const WAITS = [10, 20, 40, 80, 160, 320]

/**
 * Runs an action, on Windows again while the file is busy.
 *
 * @throws the last error
 */
export async function whileBusy<T>(action: () => Promise<T>, platform = process.platform): Promise<T> {
  for (const wait of platform === 'win32' ? WAITS : []) {
    try {
      return await action()
    } catch (error) {
      if (!BUSY.has(systemCode(error))) throw error
    }
    await sleep(wait)
  }
  return action()
}
