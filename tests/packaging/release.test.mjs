// @ts-check
/** Version, change log and metadata agree, and the published metadata is complete. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { problems, texts } from '../../tools/release.mjs'
import { root } from '../../tools/run.mjs'

test('the version is the same everywhere', () => {
  assert.deepEqual(problems(texts()), [])
})

/** Texts that agree. @returns {import('../../tools/release.mjs').Texts} */
const agreeing = () => ({
  package: '{ "version": "1.2.0" }',
  lock: '{ "version": "1.2.0", "packages": { "": { "version": "1.2.0" } } }',
  cargo: '[package]\nname = "rolehop"\nversion = "1.2.0"\n',
  changelog: '# Changelog\n\n## 1.2.0 (2026-11-26)\n\n## 1.1.0 (2026-10-01)\n',
})

test('a release needs its tag, its section and one version', () => {
  const given = agreeing()
  const unreleased = given.changelog.replace('## 1.2.0', '## Unreleased\n\n## 1.2.0')
  assert.deepEqual(problems(given, 'v1.2.0'), [])
  assert.deepEqual(problems({ ...given, changelog: unreleased }), [])
  /** @type {[Partial<import('../../tools/release.mjs').Texts>, string | undefined, RegExp][]} */
  const wrong = [
    [{}, 'v1.3.0', /the tag is v1\.3\.0/],
    [{ changelog: unreleased }, 'v1.2.0', /does not begin with the section of 1\.2\.0/],
    [{ cargo: given.cargo.replace('1.2.0', '1.1.0') }, undefined, /Cargo\.toml has version 1\.1\.0/],
    [{ lock: given.lock.replace('1.2.0', '1.1.0') }, undefined, /package-lock\.json has version 1\.1\.0/],
    [{ changelog: given.changelog.replace('1.2.0', '1.3.0') }, undefined, /newest version is 1\.3\.0/],
    [{ changelog: given.changelog.replace('1.1.0', '1.2.0') }, undefined, /two sections/],
    [{ changelog: `${given.changelog}\n## Unreleased\n` }, undefined, /`Unreleased` is not the first section/],
    [{ changelog: `${given.changelog}\n## 1.0\n` }, undefined, /`## 1\.0` is not/],
  ]
  for (const [change, tag, expected] of wrong) {
    const found = problems({ ...given, ...change }, tag)
    assert.equal(found.length, 1, found.join('\n'))
    assert.match(found.join('\n'), expected)
  }
})

test('the manifest has the metadata for the registry and for provenance', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  assert.equal(manifest.repository.url, 'git+https://github.com/rolehop/rolehop.git')
  assert.deepEqual(manifest.publishConfig, { access: 'public', provenance: true })
  for (const key of ['description', 'homepage', 'bugs', 'author', 'license', 'keywords']) assert.ok(manifest[key], key)
})
