// @ts-check
/**
 * The import order of `js/`, from the lowest folder to the highest: a file imports from its own
 * folder and from the folders before it. `docs/architecture.md` describes each folder.
 */

/** A folder, and the paths of the others that it may import from. `js/generated` and `pkg/` are open to all. */
const LAYERS = [
  ['util', '^js/util/'],
  ['model', '^js/model/'],
  ['editor', '^js/editor/'],
  ['runtime', '^js/runtime/'],
  ['engine', '^js/engine/'],
  ['resolve', '^js/resolve/'],
  ['api', '^js/api/'],
  ['index', '^js/index[.]ts$'],
]
/** The folders above all layers. None of them imports from another. */
const TOP = ['^js/entry/', '^js/vscode/', '^js/cli/']

const above = (/** @type {number} */ layer) => [...LAYERS.slice(layer + 1).map(([, path]) => path), ...TOP]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...LAYERS.map(([name, path], layer) => ({
      name: `${name}-imports-downwards`,
      severity: /** @type {const} */ ('error'),
      from: { path },
      to: { path: above(layer) },
    })),
    {
      name: 'portable-runtime-without-node',
      comment: 'Browsers and Workers load runtime/portable.',
      severity: 'error',
      from: { path: '^js/runtime/portable/' },
      to: { path: '^js/runtime/node/' },
    },
    {
      name: 'vscode-uses-the-public-api',
      comment: 'The types of index.ts and model, editor and util: an extension passes in the functions it uses.',
      severity: 'error',
      from: { path: '^js/vscode/' },
      to: { path: '^js/', pathNot: ['^js/(vscode|editor|model|util|generated)/', '^js/index[.]ts$'] },
    },
    {
      name: 'vscode-imports-types-only',
      severity: 'error',
      from: { path: '^js/vscode/' },
      to: { path: '^js/index[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'nothing-imports-an-entry',
      severity: 'error',
      from: { pathNot: '^js/entry/' },
      to: { path: '^js/entry/' },
    },
    {
      name: 'nothing-imports-the-command',
      severity: 'error',
      from: { pathNot: '^js/cli/' },
      to: { path: '^js/cli/' },
    },
    {
      name: 'every-file-has-a-layer',
      comment: 'A new folder of js/ needs a row above.',
      severity: 'error',
      from: {},
      to: {
        path: '^js/',
        pathNot: [...LAYERS.map(([, path]) => path), ...TOP, '^js/generated/'],
      },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^pkg/'] },
    // Imports of types count: they, too, say which file can be read without the other.
    tsPreCompilationDeps: true,
  },
}
