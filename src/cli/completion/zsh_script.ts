// Completion in zsh.

/** The script. `start` is quoted for a shell. */
export function zshScript({ program, start, names }: { program: string; start: string; names: string }): string {
  return `#compdef ${names}
# Completes ftl2-enterprise in zsh: commands, flags, files, loops, questions, hosts, rules and modules.
#
# In this shell:  source <(${program} completion zsh)      (compinit must have run)
# In every one:   put that line into ~/.zshrc, below compinit; or
#                 mkdir -p ~/.zsh/completions && ${program} completion zsh > ~/.zsh/completions/_ftl2-enterprise
#                 with  fpath=(~/.zsh/completions $fpath)  in ~/.zshrc, above compinit
# Another name:   compdef _ftl2-enterprise NAME
# Names come from the database that the line says (--db). Nothing that stands there is executed.

_ftl2-enterprise() {
  local program=\${(Q)words[1]} how line value what
  local typed="\${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX"
  local -a start lines closed open
  program=\${program/#\\~\\//$HOME/}
  if (( $+functions[$program] )) || whence -p -- "$program" > /dev/null; then
    start=("$program")
  else
    start=(${start})
  fi
  lines=("\${(@f)$("\${start[@]}" completion zsh -- "$typed" 2> /dev/null < /dev/null)}")
  how=$lines[1]
  if [[ $PREFIX == --*=* ]]; then compset -P 1 '*='; fi
  case $how in
    files*) _files ; return ;;
    folders*) _files -/ ; return ;;
  esac
  for line in "\${(@)lines[2,-1]}"; do
    value=\${line%%$'\\t'*}
    what=\${line#*$'\\t'}
    value=\${\${value//\\\\/\\\\\\\\}//:/\\\\:}
    if [[ $how == *nospace ]]; then open+=("$value:$what"); else closed+=("$value:$what"); fi
  done
  if (( $#open )); then _describe -V -t words word open -S ''; fi
  if (( $#closed )); then _describe -V -t words word closed; fi
}

if [[ $funcstack[1] == _ftl2-enterprise ]]; then
  _ftl2-enterprise "$@"
else
  compdef _ftl2-enterprise ${names}
fi`;
}
