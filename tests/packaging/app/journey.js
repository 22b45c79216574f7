/**
 * The steps of a page with the package, from pasted files to a signed call and `dispose`. Every bundler
 * gets the same source. The result is data, which the test compares.
 */
import { dispose, fromProfile, getCallerIdentity, isRolehopError, SharedConfig, signAssumeRole } from 'rolehop'

const codeOf = (error) => (isRolehopError(error) ? error.code : String(error))

/** @param {{ config: string, credentials: string, code: string, profile: string }} given */
export async function journey({ code, profile, ...text }) {
  const config = SharedConfig.parse(text)
  // Only the page that embeds this can set the STS endpoint; pasted text cannot.
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
  // Another provider of the same config uses the session from memory.
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
