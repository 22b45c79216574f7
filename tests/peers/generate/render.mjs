// @ts-check
/** Renders a fixture as the text of the two files. */

/** @typedef {import('./random.mjs').Random} Random */
/** @typedef {import('./iam-fixture.mjs').Fixture} Fixture */
/** @typedef {import('./iam-fixture.mjs').Settings} Settings */

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
 * Both files, without empty ones.
 * @param {Random} random @param {Fixture} fixture
 * @returns {{ config?: string, credentials?: string }}
 */
export function render(random, fixture) {
  const gap = random.pick(['\n', ''])
  const profiles = [...fixture.profiles].map(([name, settings]) => section(header(random, name), settings))
  const others = [...fixture.sections].map(([name, settings]) => section(name, settings))
  const keys = [...fixture.credentials].map(([name, settings]) => section(name, settings))
  return {
    ...(profiles.length > 0 && { config: [...random.shuffled(profiles), ...others].join(gap) }),
    ...(keys.length > 0 && { credentials: random.shuffled(keys).join(gap) }),
  }
}
