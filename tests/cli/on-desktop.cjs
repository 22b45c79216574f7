// @ts-check
/**
 * Preloaded into the command with `--require`: whether it runs in a container of Docker does not depend on
 * where the tests run, but on the variable `IN_DOCKER`.
 */
const fs = require('node:fs')

const { existsSync } = fs
fs.existsSync = (path) => {
  const isMark = /^\/(\.dockerenv|run\/\.containerenv)$/.test(String(path))
  return isMark ? path === '/.dockerenv' && process.env.IN_DOCKER === '1' : existsSync(path)
}
