// Component → JavaScript and core modules: `node transpile.mjs [COMPONENT [FOLDER]]`.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transpile } from '@bytecodealliance/jco-transpile'

const here = fileURLToPath(new URL('.', import.meta.url))
const [component = join(here, '../../pkg/rolehop.component.wasm'), folder = join(here, 'dist')] = process.argv.slice(2)

const { files } = await transpile(component, { name: 'rolehop', outDir: folder, noWasiShim: true })
for (const [path, bytes] of Object.entries(files)) {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
}
console.log(Object.keys(files).join('\n'))
