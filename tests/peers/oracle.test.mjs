// @ts-check
/**
 * The oracle behaves like the AWS CLI v2.
 *
 * The cases here are those in which botocore by itself would differ, and one of each kind of result.
 * `ROLEHOP_CASES` names a folder of recorded `*.cases.jsonl` and `*.answers.jsonl`, which are compared
 * as well.
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

  test('returns the requests, prompt, credentials and cache entry of an assumed role', async () => {
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

  test('AWS_REGION and AWS_PROFILE take precedence, and endpoints are regional', async () => {
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

  test('caches SSO sessions in the cache folder, unlike v1', async () => {
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

  test('returns the class of an error', async () => {
    const answer = await oracle.ask({ config: '[profile p]\nno separator\n', profile: 'p' })
    assert.equal(answer.parse.error?.class, 'ConfigParseError')
    assert.equal(answer.resolve.error?.class, 'ConfigParseError')
    assert.deepEqual(answer.resolve.requests, [])
  })

  test('edits like the AWS CLI', async () => {
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

  for (const [style, cases] of recorded('cases')) {
    test(`equals the recorded results: ${style}`, async () => {
      const answers = new Map(
        recorded('answers')
          .get(style)
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
    // Recorded with one session: it continued without an invalid credentials file.
    const compared = expected.parse.ok ? essence : parseEssence
    assert.deepEqual(compared(answer), compared(inOracleForm(expected)), recordedCase.id)
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

/** The parts of a result that must be equal. @param {any} answer */
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

/** The parts that must be equal if a file is not read. @param {any} answer */
function parseEssence({ parse }) {
  return parse.error.message
}

/** A recorded result in the oracle's form. @param {any} answer */
function inOracleForm({ parse, region, resolve, requests, prompts, process_calls, written = {} }) {
  const names = Object.keys(written).map((path) => [path.split('/').pop(), written[path]])
  const entries = Object.fromEntries(names)
  return { parse, region, resolve: { ...resolve, requests, prompts, process_calls }, written: entries }
}

/** @param {any} request */
function requestEssence({ method, url, params, auth }) {
  return { method, url, params, auth: auth ?? null }
}
