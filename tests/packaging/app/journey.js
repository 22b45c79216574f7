/**
 * What a page does with the package, from pasted files to a signed call and the end; the same
 * source goes through every bundler. Its outcome is data, for the test to compare.
 */
import { dispose, fromProfile, getCallerIdentity, isRolehopError, SharedConfig, signAssumeRole } from 'rolehop'

const codeOf = (error) => (isRolehopError(error) ? error.code : String(error))

/** @param {{ config: string, credentials: string, code: string, profile: string }} given */
export async function journey({ code, profile, ...text }) {
  const config = SharedConfig.parse(text)
  // Where STS is may only be said by the page that embeds this, never by what was pasted.
  const pasted = await fromProfile({ config, profile })().catch(codeOf)
  const plan = config.plan(profile, { trust: 'trusted' })
  let asked = 0
  const mfaCodeProvider = async () => {
    asked += 1
    return code
  }
  const options = { config, profile, mfaCodeProvider, trust: 'trusted' }
  const provider = fromProfile(options)
  const credentials = await provider()
  const { arn } = await getCallerIdentity(provider)
  // Another provider of the same config has the session from memory.
  const again = await fromProfile(options)()
  const onDisk = await fromProfile({ ...options, cache: 'aws-cli' })().catch(codeOf)
  const noFiles = await SharedConfig.load().catch(codeOf)
  const { url } = signAssumeRole(plan.hops[0], credentials, { date: new Date(), tokenCode: code })
  dispose()
  const left = { profiles: config.profiles, session: await provider().catch(codeOf) }
  return {
    pasted,
    hops: plan.hops.map(({ roleArn }) => roleArn),
    kind: credentials.accessKeyId.slice(0, 4),
    arn: arn.split('/').slice(0, 2).join('/'),
    same: again.accessKeyId === credentials.accessKeyId,
    asked,
    onDisk,
    noFiles,
    signedFor: url,
    left,
  }
}
