// @ts-check
/**
 * The oracle answers as the AWS CLI v2 does.
 *
 * The cases here are the ones in which botocore by itself would answer otherwise, and one of each
 * kind of answer. With `ROLEHOP_CASES` naming a folder of `*.cases.jsonl` and `*.answers.jsonl`,
 * recorded elsewhere, all of those are asked as well.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startOracle } from './oracle.mjs'
import { needsPeers } from './setup.mjs'

const KEYS = 'aws_access_key_id = AKIDBASE\naws_secret_access_key = secret\n'
const CHAIN = `[profile p]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/Admin
role_session_name = alice
source_profile = base
mfa_serial = arn:aws:iam::444455556666:mfa/alice
`

describe('the oracle', needsPeers(), () => {
  /** @type {ReturnType<typeof startOracle>} */
  let oracle
  before(() => {
    oracle = startOracle()
  })
  after(() => oracle.end())

  test('tells requests, prompt, credentials and cache entry of an assumed role', async () => {
    const answer = await oracle.ask({ config: CHAIN, credentials: `[base]\n${KEYS}`, profile: 'p' })
    assert.deepEqual(answer.parse.order, ['p', 'base'])
    assert.equal(answer.region, 'eu-west-1')
    const [request, ...more] = answer.resolve.requests
    assert.deepEqual(more, [])
    assert.equal(request?.url, 'https://sts.eu-west-1.amazonaws.com/')
    assert.equal(request?.params.TokenCode, '000001')
    assert.equal(request?.auth?.access_key, 'AKIDBASE')
    assert.equal(request?.auth?.region, 'eu-west-1')
    assert.deepEqual(answer.resolve.prompts, ['Enter MFA code for arn:aws:iam::444455556666:mfa/alice: '])
    assert.equal(answer.resolve.credentials?.access_key, 'ASIAORACLEHOP001')
    assert.equal(Object.keys(answer.written).length, 1)
  })

  test('AWS_REGION and AWS_PROFILE win, and endpoints are regional', async () => {
    const config = `[profile p]\n${KEYS}[profile q]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = p\n`
    const env = {
      AWS_PROFILE: 'q',
      AWS_DEFAULT_PROFILE: 'p',
      AWS_REGION: 'us-west-2',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
    }
    const answer = await oracle.ask({ config, env })
    assert.equal(answer.region, 'us-west-2')
    assert.deepEqual(
      answer.resolve.requests.map(({ host }) => host),
      ['sts.us-west-2.amazonaws.com'],
    )
  })

  test('keeps single sign-on sessions in the cache folder, as v1 does not', async () => {
    const start = 'https://example.awsapps.com/start'
    const name = createHash('sha1').update(start).digest('hex')
    const config = `[default]
sso_account_id = 111122223333
sso_role_name = Dev
sso_region = eu-west-1
sso_start_url = ${start}
`
    const token = JSON.stringify({ accessToken: 'T', expiresAt: '2026-01-02T09:00:00Z' })
    const answer = await oracle.ask({ config, files: { [`.aws/sso/cache/${name}.json`]: token } })
    assert.equal(answer.resolve.credentials?.method, 'sso')
    assert.equal(Object.keys(answer.written).length, 1)
  })

  test('tells an error by its class', async () => {
    const answer = await oracle.ask({ config: '[profile p]\nno separator\n', profile: 'p' })
    assert.equal(answer.parse.error?.class, 'ConfigParseError')
    assert.equal(answer.resolve.error?.class, 'ConfigParseError')
    assert.deepEqual(answer.resolve.requests, [])
  })

  test('edits as the AWS CLI does', async () => {
    const edited = await oracle.ask({
      op: 'edit',
      before: '[default]\na = 1\n',
      updates: { __section__: 'default', a: '2' },
    })
    assert.equal(edited.after, '[default]\na = 2\n')
    const set = await oracle.ask({ op: 'set', profile: 'new one', key: 'region', value: 'eu-west-1' })
    assert.equal(set.after.config, "[profile 'new one']\nregion = eu-west-1\n")
    assert.equal(set.after.credentials, null)
  })

  for (const [mood, cases] of recorded('cases')) {
    test(`agrees with the recorded answers: ${mood}`, async () => {
      const answers = new Map(
        recorded('answers')
          .get(mood)
          ?.map((answer) => [answer.id, answer]),
      )
      assert.ok(cases.length > 0)
      for (const one of cases) await compare(one, answers.get(one.id))
    })
  }

  /** @param {any} recordedCase @param {any} expected */
  async function compare(recordedCase, expected) {
    if (recordedCase.updates) {
      const { after: text } = await oracle.ask({ ...recordedCase, op: 'edit' })
      assert.equal(text, expected.after, recordedCase.id)
      return
    }
    const answer = await oracle.ask({ file_cache: false, accepts_all: true, ...recordedCase })
    // Recorded with one session for everything: it went on without a credentials file that is broken.
    const compared = expected.parse.ok ? essence : parseEssence
    assert.deepEqual(compared(answer), compared(inOurForm(expected)), recordedCase.id)
  }
})

/**
 * Lines of recorded JSON, by the name of their file.
 * @param {'cases' | 'answers'} kind
 * @returns {Map<string, any[]>}
 */
function recorded(kind) {
  const folder = process.env.ROLEHOP_CASES
  const found = new Map()
  if (folder === undefined) return found
  for (const name of readdirSync(folder).filter((file) => file.endsWith(`.${kind}.jsonl`))) {
    const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
    found.set(
      name.split('.')[0],
      lines.map((line) => JSON.parse(line)),
    )
  }
  return found
}

/** What of an answer has to be the same. @param {any} answer */
function essence({ parse, region, resolve, written }) {
  return {
    parse: parse.ok ? parse.full_config : parse.error.message,
    region: region ?? null,
    error: resolve.error,
    requests: resolve.requests.map(requestEssence),
    prompts: resolve.prompts,
    processes: resolve.process_calls,
    written: Object.keys(written).sort(),
  }
}

/** What has to be the same when a file is not read. @param {any} answer */
function parseEssence({ parse }) {
  return parse.error.message
}

/** A recorded answer in the oracle's form. @param {any} answer */
function inOurForm({ parse, region, resolve, requests, prompts, process_calls, written = {} }) {
  const names = Object.keys(written).map((path) => [path.split('/').pop(), written[path]])
  const entries = Object.fromEntries(names)
  return { parse, region, resolve: { ...resolve, requests, prompts, process_calls }, written: entries }
}

/** @param {any} request */
function requestEssence({ method, url, params, auth }) {
  return { method, url, params, auth: auth ?? null }
}
