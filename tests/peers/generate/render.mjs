// @ts-check
/** A world as the text of the two files. */

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {import('./world.mjs').World} World */
/** @typedef {import('./world.mjs').Settings} Settings */

/** A section as `aws configure` writes it. @param {string} header @param {Settings} settings */
function section(header, settings) {
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${key} = ${value}`]
      : [`${key} =`, ...Object.entries(value).map(([name, nested]) => `  ${name} = ${nested}`)],
  )
  return [`[${header}]`, ...lines, ''].join('\n')
}

/** The header of a profile in the config file. @param {Random} random @param {string} name */
function header(random, name) {
  if (name === 'default') return random.chance(0.1) ? 'profile default' : 'default'
  const quote = random.pick(['', '', '', '"', "'"])
  return `profile ${quote}${name}${quote}`
}

/**
 * Both files; one that is empty is left out.
 * @param {Random} random @param {World} world
 * @returns {{ config?: string, credentials?: string }}
 */
export function render(random, world) {
  const gap = random.pick(['\n', ''])
  const profiles = [...world.profiles].map(([name, settings]) => section(header(random, name), settings))
  const others = [...world.sections].map(([name, settings]) => section(name, settings))
  const keys = [...world.credentials].map(([name, settings]) => section(name, settings))
  return {
    ...(profiles.length > 0 && { config: [...random.shuffled(profiles), ...others].join(gap) }),
    ...(keys.length > 0 && { credentials: random.shuffled(keys).join(gap) }),
  }
}
