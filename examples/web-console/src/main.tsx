/** The web console: two files, their profiles, the chain of one profile, its credentials. */
import { render } from 'preact'
import { useEffect } from 'preact/hooks'
import { Chain } from './parts/chain.tsx'
import { ConsoleCard } from './parts/console.tsx'
import { Editors } from './parts/editors.tsx'
import { Problems } from './parts/findings.tsx'
import { Header, Notice } from './parts/header.tsx'
import { Profiles } from './parts/profiles.tsx'
import { Requests } from './parts/requests.tsx'
import { RunCard } from './parts/run.tsx'
import { announcement, assume, begin, clearAll, leave } from './state.ts'

/** The worker's script; the page names it, because its file name changes with its content. */
const script = document.querySelector<HTMLLinkElement>('link[data-worker]')?.getAttribute('href') ?? 'worker.js'

function App() {
  useEffect(() => void begin(script), [])
  return (
    <>
      <a class="skip" href="#chain">
        Skip the editors
      </a>
      <Header />
      <Notice />
      <main>
        <div class="column column-files">
          <Editors />
          <Problems />
        </div>
        <Profiles />
        <div class="column column-chain" id="chain" tabIndex={-1}>
          <Chain />
          <RunCard />
          <ConsoleCard />
          <Requests />
        </div>
      </main>
      <p class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </p>
    </>
  )
}

addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void assume()
})
// Leaving the page ends the worker and its memory; a restored page starts empty.
addEventListener('pagehide', leave)
addEventListener('pageshow', (event) => event.persisted && clearAll())

const root = document.querySelector('#app')
if (root) render(<App />, root)
