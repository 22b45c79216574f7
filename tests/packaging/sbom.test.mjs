// @ts-check
/** The software bill of materials lists what is in the package besides its own code. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/run.mjs'

/** @typedef {{ SPDXID: string, name: string, licenseDeclared: string, externalRefs: { referenceLocator: string }[] }} Part */

/** @type {{ packages: Part[], relationships: Record<string, string>[] }} */
const { packages, relationships } = JSON.parse(
  execFileSync(process.execPath, ['tools/sbom.mjs'], { cwd: root, encoding: 'utf8' }),
)
const namesOf = (/** @type {string} */ type) =>
  packages.filter(({ SPDXID }) => SPDXID.startsWith(`SPDXRef-${type}-`)).map(({ name }) => name)

test('every part has a place to get it and a license, and is in the package', () => {
  const ids = packages.map(({ SPDXID }) => SPDXID)
  assert.equal(new Set(ids).size, ids.length)
  for (const { name, licenseDeclared, externalRefs } of packages) {
    assert.match(licenseDeclared, /^[\w.() -]+$/, name)
    assert.notEqual(licenseDeclared, 'NOASSERTION', name)
    assert.match(externalRefs[0]?.referenceLocator ?? '', /^pkg:(cargo|npm)\/[\w%./-]+@\d[\w.+-]*$/)
  }
  const [own, ...parts] = ids
  const contained = relationships.filter(({ spdxElementId }) => spdxElementId === own)
  assert.deepEqual(
    contained.map(({ relatedSpdxElement }) => relatedSpdxElement),
    parts,
  )
})

test('the crates are those that the engine needs, without tools', () => {
  const names = namesOf('cargo')
  const manifest = readFileSync(join(root, 'Cargo.toml'), 'utf8')
  const [, table = ''] = manifest.split('\n[dependencies]\n')
  const lines = table.split('\n[')[0]?.split('\n') ?? []
  const direct = lines
    .filter((line) => /^[\w-]+ = (?!.*(optional|path) = )/.test(line))
    .map((line) => line.split(' ')[0])
  assert.ok(direct.length >= 10, 'the manifest was read')
  assert.deepEqual(
    direct.filter((name) => !names.includes(String(name))),
    [],
  )
  for (const tool of ['wit-bindgen', 'ts-rs', 'syn', 'wasm-bindgen-cli-support', 'rolehop-text'])
    assert.ok(!names.includes(tool), tool)
})

test('the npm packages are those whose code is in the command', () => {
  const names = namesOf('npm').slice(1)
  for (const name of names) assert.ok(names.indexOf(name) === names.lastIndexOf(name), name)
  const files = readdirSync(join(root, 'dist/node')).map((file) => readFileSync(join(root, 'dist/node', file), 'utf8'))
  // Both texts are error messages of the libraries.
  for (const [name, text] of [
    ['@aws-lambda-powertools/jmespath', 'Invalid jmespath expression'],
    ['vscode-jsonrpc', 'Pending response rejected since connection got disposed'],
  ]) {
    assert.ok(names.includes(String(name)), name)
    assert.ok(
      files.some((file) => file.includes(String(text))),
      name,
    )
  }
})
