// @ts-check
/**
 * `node tools/sbom.mjs` prints the software bill of materials of the npm package, in SPDX 2.3: the package, the crates
 * in its engine, and the npm packages that are bundled into its command. `npm sbom` would list none of them, because
 * the package has no dependencies.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { capture, fail, root } from './run.mjs'

/** @typedef {{ type: 'cargo' | 'npm', name: string, version: string, license: string }} Part */

const read = (/** @type {string} */ path) => readFileSync(join(root, path), 'utf8')

/** Only what is compiled into the engine: no build scripts, no procedural macros, no tools. */
const CRATES = [
  ['tree', '--locked', '--package', 'rolehop', '--target', 'wasm32-unknown-unknown'],
  ['--edges', 'normal,no-proc-macro', '--prefix', 'none', '--no-dedupe', '--format', '{p}|{l}'],
].flat()

/** The crates in the engine; those of this repository are parts of the package. @returns {Part[]} */
function crates() {
  const tree = capture('cargo', CRATES) ?? fail('cargo tree failed')
  const lines = [...new Set(tree.split('\n'))].filter((line) => !line.includes(`(${root.slice(0, -1)}`))
  return lines.map((line) => {
    const [, name = '', version = '', license = ''] = /^(\S+) v(\S+).*\|(.*)$/.exec(line) ?? fail(`cargo tree: ${line}`)
    return { type: 'cargo', name, version, license: license.replaceAll('/', ' OR ') }
  })
}

/** The npm packages that the sources import, with all that these need. @returns {Part[]} */
function bundled() {
  const { packages } = JSON.parse(read('package-lock.json'))
  /** @type {Map<string, Part>} */
  const found = new Map()
  const add = (/** @type {string} */ name, folder = '') => {
    const path = [folder, ''].map((at) => join(at, 'node_modules', name)).find((at) => at in packages)
    if (path === undefined) fail(`package-lock.json has no ${name}`)
    if (found.has(path)) return
    const { version, license = 'NOASSERTION', dependencies = {} } = packages[path]
    found.set(path, { type: 'npm', name, version, license })
    for (const dependency of Object.keys(dependencies)) add(dependency, path)
  }
  for (const name of imported()) add(name)
  return [...found.values()]
}

/** The names of the npm packages in the import declarations below `js/`. */
function imported() {
  const files = readdirSync(join(root, 'js'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /[.]ts$/.test(file),
  )
  const declaration = /^(?:(?:import|export) .*|[}] )from '((?:@[\w-]+[/])?[\w-]+)(?:[/].*)?'$/gm
  const names = files.flatMap((file) =>
    Array.from(read(join('js', file)).matchAll(declaration), ([, name = '']) => name),
  )
  return new Set(names.filter((name) => name !== 'rolehop'))
}

/** @param {Part} part */
const entry = ({ type, name, version, license }) => ({
  SPDXID: `SPDXRef-${type}-${name.replaceAll(/[^A-Za-z0-9.-]/g, '-')}-${version.replaceAll(/[^A-Za-z0-9.-]/g, '-')}`,
  name,
  versionInfo: version,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: license,
  copyrightText: 'NOASSERTION',
  externalRefs: [
    {
      referenceCategory: 'PACKAGE-MANAGER',
      referenceType: 'purl',
      referenceLocator: `pkg:${type}/${name.replace('@', '%40')}@${version}`,
    },
  ],
})

/** The document. @returns {Record<string, any>} */
function document() {
  const { name, version, license } = JSON.parse(read('package.json'))
  const own = entry({ type: 'npm', name, version, license })
  const parts = [...crates(), ...bundled()].map(entry)
  const relation = (/** @type {string} */ from, /** @type {string} */ type, /** @type {string} */ to) => ({
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  })
  const created = new Date(capture('git', ['log', '-1', '--format=%cI']) ?? Date.now())
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${name}@${version}`,
    documentNamespace: `https://github.com/rolehop/rolehop/releases/v${version}/rolehop.spdx.json`,
    creationInfo: { created: created.toISOString().replace(/[.]\d+Z$/, 'Z'), creators: ['Organization: rolehop'] },
    packages: [own, ...parts],
    relationships: [
      relation('SPDXRef-DOCUMENT', 'DESCRIBES', own.SPDXID),
      ...parts.map(({ SPDXID }) => relation(own.SPDXID, 'CONTAINS', SPDXID)),
    ],
  }
}

console.log(JSON.stringify(document(), undefined, 2))
