/** The empty page: what it is for, an example, and a picture of what the user gets. */
import { loadExample } from '../page.ts'
import { view } from '../state.ts'
import { type BoxText, Picture } from './picture.tsx'

const BOXES: readonly BoxText[] = [
  { kind: 'source', name: 'alice', line: 'keys in credentials', chips: [], progress: 'none' },
  { kind: 'hop 1', name: 'Hub', line: '1111 2222 3333', chips: [{ text: 'MFA', tone: 'mfa' }], progress: 'done' },
  { kind: 'hop 2', name: 'Deploy', line: '4444 5555 6666', chips: [{ text: '1 h', tone: 'plain' }], progress: 'none' },
]

const toFiles = () => {
  view.value = 'files'
}

export const Welcome = () => (
  <section class="card chain welcome" aria-labelledby="welcome-title">
    <h2 id="welcome-title">What does a profile mean?</h2>
    <p>
      Paste <code>~/.aws/config</code> and <code>~/.aws/credentials</code>, or drop both files anywhere. The page checks
      them, shows the role chain of each profile and, on request, gets its credentials.
    </p>
    <p class="export-row">
      <button type="button" class="primary" onClick={loadExample}>
        Try with an example
      </button>
      <button type="button" class="only-phone" onClick={toFiles}>
        Paste my files
      </button>
    </p>
    <figure>
      <Picture boxes={BOXES} label="an example of a chain: keys, then two roles" />
    </figure>
    <p class="muted">
      The files are read in this page. Nothing is stored unless you choose it; the page only sends signed calls to AWS,
      on request.
    </p>
  </section>
)
