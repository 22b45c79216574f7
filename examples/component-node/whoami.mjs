// The plan of a profile, then its caller identity: `node whoami.mjs PROFILE`.
import { fileURLToPath } from 'node:url'
import { open, RolehopError } from './rolehop.mjs'

const component = await import(
  process.env.ROLEHOP_COMPONENT ?? fileURLToPath(new URL('dist/rolehop.js', import.meta.url))
)
const rolehop = await open(component)
const profile = process.argv[2]
try {
  console.error(rolehop.describe(profile))
  const credentials = await rolehop.credentials(profile)
  const { sts } = rolehop.plan(profile)
  console.log((await rolehop.callerIdentity(credentials, { endpoint: sts })).arn)
} catch (error) {
  if (!(error instanceof RolehopError)) throw error
  console.error(`error[${error.code}]: ${error.message}`)
  process.exitCode = error.exitCode
}
