// @ts-check
/** Text with many profiles, as generated configs have them. */

const KEYS =
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = benchmark/secret+benchmark/secret+benchma\n'

/**
 * Three roles and their base in every four profiles.
 * @param {number} count
 */
export function manyProfiles(count) {
  let text = ''
  for (let index = 0; index < count; index++) {
    const base = index - (index % 4)
    const role = `role_arn = arn:aws:iam::111122223333:role/Team${index}\nsource_profile = team-${base}\n`
    text += `[profile team-${index}]\nregion = eu-west-1\n${index === base ? KEYS : role}\n`
  }
  return text
}
