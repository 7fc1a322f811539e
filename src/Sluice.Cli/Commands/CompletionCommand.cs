using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice completion</c>: scripts that ask the parser, by its <c>[suggest]</c> directive, what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        _sluice() {
            local word=${COMP_WORDS[COMP_CWORD]}
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(sluice "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _sluice sluice
        """;

    private const string Zsh =
        """
        #compdef sluice
        _sluice() {
            local -a words_found
            words_found=("${(@f)$(sluice "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            [[ -n $words_found ]] && compadd -a words_found || _files
        }
        compdef _sluice sluice
        """;

    private const string Fish =
        """
        complete -c sluice -a "(sluice '[suggest:'(string length -- (commandline -cp))']' (commandline -cp) 2>/dev/null)"
        """;

    private const string PowerShell =
        """
        Register-ArgumentCompleter -Native -CommandName sluice -ScriptBlock {
            param($word, $line, $position)
            sluice "[suggest:$position]" "$line" 2>$null | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or pwsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Print a script that completes command lines of sluice.") { shell };
        command.SetAction(result =>
        {
            result.InvocationConfiguration.Output.WriteLine(result.GetValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                _ => PowerShell,
            });
            return 0;
        });
        return command;
    }
}
