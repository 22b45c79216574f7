// @ts-check
/**
 * The component, and the two hosts that the tests run it in: wasmtime in Python beside the peers' packages,
 * and JavaScript by jco.
 *
 * Run as a program it builds and installs what is missing; imported it says where things are.
 * `ROLEHOP_BUILD=dev` selects the quick build.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run } from '../../tools/run.mjs'
import { python as peers } from '../peers/setup.mjs'

/** The component. */
export const COMPONENT = join(root, 'pkg', 'rolehop.component.wasm')

const examples = join(root, 'examples')
const nodeExample = join(examples, 'component-node')
const packages = join(root, '.cache', 'component-python')

/** The transpiled component, as a URL to import. */
export const TRANSPILED = pathToFileURL(join(nodeExample, 'dist', 'rolehop.js')).href

/** Node's example, and its host. */
export const NODE_EXAMPLE = pathToFileURL(join(nodeExample, 'rolehop.mjs')).href
export const HOST = pathToFileURL(join(nodeExample, 'host.mjs')).href

/** Python with moto, boto3, wasmtime and the example. */
export const python = {
  program: peers.program,
  flags: ['-B', '-X', 'utf8'],
  env: {
    PYTHONPATH: [join(examples, 'python'), packages].join(process.platform === 'win32' ? ';' : ':'),
    // The code that wasmtime compiled, shared by all tests, which have separate home directories.
    XDG_CACHE_HOME: join(root, '.cache', 'component-compiled'),
  },
}

/** Does work once for each content of a file. */
function once(/** @type {string} */ folder, /** @type {string} */ file, /** @type {() => void} */ work) {
  const wanted = createHash('sha256').update(readFileSync(file)).digest('hex')
  const stamp = join(folder, 'rolehop-stamp')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  work()
  mkdirSync(folder, { recursive: true })
  writeFileSync(stamp, wanted)
}

function installWasmtime() {
  const requirements = join(root, 'tests', 'component', 'requirements.txt')
  once(packages, requirements, () => {
    rmSync(packages, { recursive: true, force: true })
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check']
    const pins = ['--no-deps', '--only-binary', ':all:', '--target', packages, '--requirement', requirements]
    run(peers.program, ['-I', ...pip, ...pins])
  })
}

function installJco() {
  const packages = join(nodeExample, 'node_modules')
  once(packages, join(nodeExample, 'package-lock.json'), () =>
    run('npm', ['ci', '--prefix', nodeExample, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const mode = process.env['ROLEHOP_BUILD'] === 'dev' ? ['--', '--dev'] : []
  run('npm', ['run', '--silent', 'build:component', ...mode])
  run(process.execPath, [join(root, 'tests', 'peers', 'setup.mjs')])
  installWasmtime()
  installJco()
  run(process.execPath, [join(nodeExample, 'transpile.mjs')])
}
