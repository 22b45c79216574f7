// @ts-check
/** Files of the maximum size that the console accepts. */
import { demoFiles } from '../../tools/sts/demo.mjs'

/** A config of slightly less than 1 MiB without errors. */
export function largeFiles() {
  const section = (/** @type {number} */ index) =>
    `[profile team-${index}]\nrole_arn = arn:aws:iam::111122223333:role/Role${index}\nsource_profile = base\nregion = eu-central-1\n\n`
  let config = '[profile base]\nregion = eu-central-1\n\n'
  for (let index = 0; config.length < 1024 * 1024 - 400; index += 1) config += section(index)
  return { config, credentials: demoFiles().credentials }
}
