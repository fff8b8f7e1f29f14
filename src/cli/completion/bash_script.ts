// Completion in bash, from 3.2 on, with or without the package bash-completion.

/** The script. `start` is quoted for a shell. */
export function bashScript({ program, start, names }: { program: string; start: string; names: string }): string {
  return `# Completes ftl2-enterprise in bash: commands, flags, files, loops, questions, hosts, rules and modules.
#
# In this shell:  source <(${program} completion bash)
# In every one:   put that line into ~/.bashrc; or, where the package bash-completion is installed,
#                 ${program} completion bash > ~/.local/share/bash-completion/completions/ftl2-enterprise
# Another name:   complete -o default -F _ftl2_enterprise NAME
# Names come from the database that the line says (--db). Nothing that stands there is executed.

_ftl2_enterprise() {
  local typed=\${COMP_LINE:0:COMP_POINT} program=$1 width=0 how='' value
  local -a start
  case $program in "~/"*) program=$HOME/\${program:2} ;; esac
  case $(type -t -- "$program") in
    file | function) start=("$program") ;;
    *) start=(${start}) ;;
  esac
  # Only where a list is shown do sentences stand in it.
  case \${COMP_TYPE:-9} in 33 | 63 | 64) width=\${COLUMNS:-80} ;; esac
  COMPREPLY=()
  {
    read -r how
    while IFS= read -r value; do COMPREPLY+=("$value"); done
  } < <("\${start[@]}" completion bash -- "$typed" "$2" "$width" 2> /dev/null < /dev/null)
  case $how in
    files*) ;;
    folders*) compopt +o default -o dirnames 2> /dev/null ;;
    *) compopt +o default 2> /dev/null ;;
  esac
  case $how in *nospace) compopt -o nospace 2> /dev/null ;; esac
  compopt -o nosort 2> /dev/null
  return 0
}

complete -o default -F _ftl2_enterprise ${names}`;
}
