/** Terminals with the credentials of the selected profile. */
import * as vscode from 'vscode'
import { visible } from './visible.ts'

/** The variables that select a profile: they would apply its region and endpoints to the credentials of another one. */
const SELECTING = { AWS_PROFILE: null, AWS_DEFAULT_PROFILE: null }

/** The variables of new terminals, unless the setting `rolehop.terminals` is off. */
export class Terminals {
  readonly #environment: vscode.GlobalEnvironmentVariableCollection

  constructor(environment: vscode.GlobalEnvironmentVariableCollection) {
    this.#environment = environment
    // Persisted variables would put secrets into terminals of later windows.
    environment.persistent = false
    environment.clear()
  }

  get isOn(): boolean {
    return vscode.workspace.getConfiguration('rolehop').get<boolean>('terminals', true)
  }

  /** Sets these variables in new terminals; `undefined` removes them. */
  set(variables: Readonly<Record<string, string>> | undefined): void {
    this.#environment.clear()
    if (!variables || !this.isOn) return
    this.#environment.description = 'Credentials of the selected AWS profile'
    for (const [name, value] of Object.entries(variables)) this.#environment.replace(name, value)
  }

  /** Opens a terminal with the variables that are set, named after their profile. */
  open(profile: string): void {
    const iconPath = new vscode.ThemeIcon('key')
    // The editor would store the environment of other terminals, to open them again after a restart.
    const options = { name: visible(profile), iconPath, env: SELECTING, isTransient: true }
    vscode.window.createTerminal(options).show()
  }
}
