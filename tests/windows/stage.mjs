// @ts-check
/** A user of Windows: a home directory, the installed command, and a local STS. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { atTerminal } from '../cli/pty.mjs'
import { nodeCommand, nodeEnvironment, nodePath, runNode, windowsPath } from './wine.mjs'

/** A batch file that runs a script beside it with its arguments. */
const BATCH = (/** @type {string} */ script) => `@echo off\r\n"%NODE_EXE%" "%~dp0${script}" %*\r\n`

export class Stage {
  /**
   * @param {object} options
   * @param {string} options.version of Node
   * @param {string} options.folder for the home directory
   * @param {string} options.cli the installed command
   * @param {import('../../tools/sts/server.mjs').Sts} options.sts
   */
  constructor({ version, folder, cli, sts }) {
    this.version = version
    this.cli = windowsPath(cli)
    this.sts = sts
    this.home = mkdtempSync(join(folder, 'home-'))
    /** @type {Record<string, string>} */
    this.env = {
      USERPROFILE: windowsPath(this.home),
      NODE_EXE: windowsPath(nodePath(version)),
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    for (const [name, text] of Object.entries(demoFiles())) this.write(`.aws/${name}`, text)
  }

  /** Writes a file below the home directory; gives its path in Windows. @param {string} name @param {string | Buffer} content */
  write(name, content) {
    const path = join(this.home, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return windowsPath(path)
  }

  /** Writes a batch file and its script. @param {string} name @param {string} source */
  writeBatch(name, source) {
    this.write(`${name}.js`, source)
    return this.write(name, BATCH(`${name.split('/').at(-1)}.js`))
  }

  /** @param {string} name */
  read(name) {
    return readFileSync(join(this.home, name), 'utf8')
  }

  /** Runs the command. @param {readonly string[]} args @param {import('./wine.mjs').Variables} [env] */
  run(args, env = {}) {
    return runNode(this.version, [this.cli, ...args], { ...this.env, ...env })
  }

  /** Runs a script. @param {string} script its path in Windows @param {readonly string[]} args @param {import('./wine.mjs').Variables} [env] */
  runScript(script, args, env = {}) {
    return runNode(this.version, [script, ...args], { ...this.env, ...env })
  }

  /** Runs the command at a terminal. @param {string[]} args @param {[seen: string, typed: string][]} script */
  atTerminal(args, script) {
    return atTerminal(nodeCommand(this.version, [this.cli, ...args]), nodeEnvironment(this.env), script)
  }

  /** How often a call was made. @param {string} action */
  calls(action) {
    return this.sts.requests.filter((request) => request.action === action).length
  }
}
