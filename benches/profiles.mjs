// @ts-check
/** Text with many profiles, as generated configs have them. */

/**
 * Three roles and their base in every four profiles.
 * @param {number} count
 */
export function manyProfiles(count) {
  let text = ''
  for (let index = 0; index < count; index++) {
    text += `[profile team-${index}]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/Team${index}\nsource_profile = team-${index - (index % 4)}\n\n`
  }
  return text
}
