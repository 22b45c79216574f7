import type { Command } from '../command.ts'
import { SHELLS, type Shell } from '../completion/shells.ts'

/** `rolehop completion SHELL`: prints a completion script. The AWS CLI has `aws_completer` instead. */
export function completion(commands: () => readonly Command[]): Command {
  return {
    name: 'completion',
    arguments: ['SHELL'],
    choices: SHELLS,
    options: [],
    summary: 'print a script that completes commands, options and profile names',
    details: `SHELL is bash, zsh, fish or powershell. To load the script in every session, add this line:

  bash        eval "$(rolehop completion bash)"       to ~/.bashrc
  zsh         eval "$(rolehop completion zsh)"        to ~/.zshrc, after compinit
  fish        rolehop completion fish | source        to ~/.config/fish/config.fish
  powershell  rolehop completion powershell | Out-String | Invoke-Expression
                                                      to $PROFILE`,
    example: 'eval "$(rolehop completion bash)"',

    async run(context) {
      const [shell] = context.args
      const { completionScript } = await import('../completion/script.ts')
      context.out.write(completionScript(shell as Shell, commands()))
      return 0
    },
  }
}
