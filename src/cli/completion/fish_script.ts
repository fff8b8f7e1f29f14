// Completion in fish, from 3.1 on.

/** The script. `start` is quoted for a shell. */
export function fishScript({ program, start, names }: { program: string; start: string; names: string }): string {
  return `# Completes ftl2-enterprise in fish: commands, flags, files, loops, questions, hosts, rules and modules.
#
# In this shell:  ${program} completion fish | source
# In every one:   ${program} completion fish > ~/.config/fish/completions/ftl2-enterprise.fish
# Another name:   complete -c NAME --wraps ftl2-enterprise
# Names come from the database that the line says (--db). Nothing that stands there is executed.

function __ftl2_enterprise_complete
    set -l typed (commandline -cp | string collect)
    set -l words (commandline -opc)
    set -l start (string replace -r '^~/' "$HOME/" -- $words[1])
    if not type -q -- "$start"
        set start ${start}
    end
    set -l lines ($start completion fish -- "$typed" 2>/dev/null </dev/null)
    set -l token (commandline -ct)
    set -l before (string match -r -- '^--[^=]+=' $token)
    set -l part (string replace -r -- '^--[^=]+=' '' $token)
    switch "$lines[1]"
        case 'files*'
            string replace -r -- '^' "$before" (__fish_complete_path "$part")
        case 'folders*'
            string replace -r -- '^' "$before" (__fish_complete_directories "$part" '')
        case '*'
            printf '%s\\n' $lines[2..-1]
    end
end

for name in ${names}
    complete -c $name -f -k -a '(__ftl2_enterprise_complete)'
end`;
}
