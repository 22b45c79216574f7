/** The web console: two files, their profiles, the chain of one profile, its credentials. */
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { take } from './files.ts'
import { droppedFiles } from './files-access.ts'
import { keepFocus } from './focus.ts'
import { begin, followLink, leave, losesWork, resume } from './page.ts'
import { Chain } from './parts/chain.tsx'
import { ConsoleCard } from './parts/console.tsx'
import { Editors } from './parts/editors.tsx'
import { Problems } from './parts/findings.tsx'
import { Header, Notices, Tabs } from './parts/header.tsx'
import { Offer } from './parts/offer.tsx'
import { Profiles } from './parts/profiles.tsx'
import { Requests } from './parts/requests.tsx'
import { Sessions } from './parts/sessions.tsx'
import { TextDialog } from './parts/text-dialog.tsx'
import { assume } from './sessions.ts'
import { announcement, view } from './state.ts'

/** The worker's script; the page names it, because its file name changes with its content. */
const script = document.querySelector<HTMLLinkElement>('link[data-worker]')?.getAttribute('href') ?? 'worker.js'

function App() {
  useEffect(() => void begin(script), [])
  return (
    <>
      <button type="button" class="skip" onClick={toChain}>
        Skip the editors
      </button>
      <Header />
      <Notices />
      <Offer />
      <Tabs />
      <main data-view={view.value}>
        <div class="column column-files">
          <Editors />
          <Problems />
        </div>
        <Profiles />
        <div class="column column-chain" id="chain" tabIndex={-1}>
          <Sessions />
          <Chain />
          <ConsoleCard />
          <Requests />
        </div>
      </main>
      <TextDialog />
      <p class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </p>
    </>
  )
}

/** A button and not a link, because the address is for links to profiles. */
function toChain(): void {
  view.value = 'chain'
  queueMicrotask(() => document.querySelector<HTMLElement>('#chain')?.focus())
}

addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void assume()
})
addEventListener('hashchange', followLink)
addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
})
addEventListener(
  'drop',
  (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    event.stopPropagation()
    void droppedFiles(event.dataTransfer).then((files) => take(files))
  },
  { capture: true },
)
addEventListener('beforeunload', (event) => {
  if (losesWork()) event.preventDefault()
})
// Leaving the page ends the worker and its memory; a restored page starts empty.
addEventListener('pagehide', leave)
addEventListener('pageshow', (event) => event.persisted && resume())

const root = document.querySelector('#app')
if (root) {
  render(<App />, root)
  keepFocus(root)
}
