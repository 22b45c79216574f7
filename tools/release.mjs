// @ts-check
/**
 * `node tools/release.mjs TAG` checks before a release that the tag, package.json, package-lock.json,
 * Cargo.toml and CHANGELOG.md name the same version.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, root } from './run.mjs'

/** @typedef {{ package: string, lock: string, cargo: string, changelog: string }} Texts */

/** The texts that name the version. @returns {Texts} */
export function texts() {
  const read = (/** @type {string} */ name) => readFileSync(join(root, name), 'utf8')
  return {
    package: read('package.json'),
    lock: read('package-lock.json'),
    cargo: read('Cargo.toml'),
    changelog: read('CHANGELOG.md'),
  }
}

const HEADING = /^## (Unreleased|(\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\))$/

/** The problems of the headings in the change log; `version` has its section once it is released. */
function changelogProblems(/** @type {string} */ changelog, /** @type {string} */ version) {
  const headings = [...changelog.matchAll(/^## .*$/gm)].map(([heading]) => heading)
  const invalid = headings.filter((heading) => !HEADING.test(heading))
  const released = headings.flatMap((heading) => HEADING.exec(heading)?.[2] ?? [])
  const [newest = version] = released
  return [
    ...invalid.map((heading) => `CHANGELOG.md: \`${heading}\` is not \`## Unreleased\` or \`## X.Y.Z (YYYY-MM-DD)\``),
    ...(headings.lastIndexOf('## Unreleased') > 0 ? ['CHANGELOG.md: `Unreleased` is not the first section'] : []),
    ...(newest === version ? [] : [`CHANGELOG.md: the newest version is ${newest}, in package.json it is ${version}`]),
    ...(new Set(released).size === released.length ? [] : ['CHANGELOG.md: a version has two sections']),
  ]
}

/**
 * The versions and headings that do not agree.
 * @param {Texts} given
 * @param {string} [tag] of a release: `v` and the version, which the first section of CHANGELOG.md describes
 * @returns {string[]}
 */
export function problems(given, tag) {
  /** @type {string} */
  const version = JSON.parse(given.package).version
  const { version: locked, packages } = JSON.parse(given.lock)
  const [, crate] = /^\[(?:workspace\.)?package\]\n(?:(?!\[).*\n)*?version = "(.+)"$/m.exec(given.cargo) ?? []
  const others = { 'package-lock.json': locked, 'the package in package-lock.json': packages[''].version }
  const [first] = given.changelog.match(/^## .*$/m) ?? []
  return [
    ...Object.entries({ ...others, 'Cargo.toml': crate })
      .filter(([, found]) => found !== version)
      .map(([file, found]) => `${file} has version ${found}, package.json has ${version}`),
    ...changelogProblems(given.changelog, version),
    ...(tag === undefined || tag === `v${version}` ? [] : [`the tag is ${tag}, the version is ${version}`]),
    ...(tag === undefined || first?.startsWith(`## ${version} (`)
      ? []
      : [`CHANGELOG.md does not begin with the section of ${version}`]),
  ]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tag] = process.argv.slice(2)
  const found = problems(texts(), tag ?? fail('usage: node tools/release.mjs TAG'))
  if (found.length > 0) fail(found.join('\n'))
}
