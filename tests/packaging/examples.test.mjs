// @ts-check
/** Every option of the public interface has an example in its documentation, and the examples compile. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import ts from 'typescript'
import { root } from '../../tools/run.mjs'

const INDEX = join(root, 'js/index.ts')
/** Where the examples are compiled: a file that exists in memory only. */
const EXAMPLES = join(root, 'js/examples.ts')

const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root)

/** @typedef {{ type: string, option: string, example: string | undefined }} Option */

/** The members of every exported type that ends in `Options`. @returns {Option[]} */
function publicOptions() {
  const program = ts.createProgram([INDEX], options)
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(INDEX)
  const module = source && checker.getSymbolAtLocation(source)
  assert.ok(module)
  const types = checker.getExportsOfModule(module).filter(({ name }) => name.endsWith('Options'))
  return types.flatMap((exported) => {
    const type = checker.getDeclaredTypeOfSymbol(target(checker, exported))
    return checker.getPropertiesOfType(type).map((property) => {
      const tag = property.getJsDocTags(checker).find(({ name }) => name === 'example')
      const example = tag?.text?.map(({ text }) => text).join('')
      return { type: exported.name, option: property.name, example }
    })
  })
}

/** The target of an export. */
const target = (/** @type {ts.TypeChecker} */ checker, /** @type {ts.Symbol} */ symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

/** The errors of a TypeScript file with a text. @returns {string[]} */
function errorsOf(/** @type {string} */ text) {
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists } = host
  host.fileExists = (name) => name === EXAMPLES || fileExists(name)
  host.getSourceFile = (name, target, ...more) =>
    name === EXAMPLES ? ts.createSourceFile(name, text, target) : getSourceFile(name, target, ...more)
  const program = ts.createProgram([EXAMPLES], { ...options, noUnusedLocals: false }, host)
  const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(EXAMPLES))
  return diagnostics.map(({ messageText, start = 0 }) => {
    const line = text.slice(0, start).split('\n').length - 1
    return `${text.split('\n')[line]}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

const found = publicOptions()

test('every option has an example, which sets it', () => {
  const missing = found.filter(({ option, example }) => !example?.includes(option))
  assert.deepEqual(missing, [])
  assert.ok(found.length > 60, `${found.length} options`)
})

test('the examples compile', () => {
  const types = [...new Set(found.map(({ type }) => type))]
  const imports = `import { SharedConfig, type ${types.join(', type ')} } from './index.ts'`
  const examples = found.map(({ type, example }, at) => `export const example${at}: Partial<${type}> = ${example}`)
  assert.deepEqual(errorsOf([imports, ...examples].join('\n')), [])
})

test('an example that does not compile is found', () => {
  const text = "import type { PlanOptions } from './index.ts'\nexport const example: PlanOptions = { regio: 'x' }"
  assert.match(errorsOf(text).join(), /regio/)
})
