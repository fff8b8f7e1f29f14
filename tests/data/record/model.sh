#!/bin/sh
# The model of the record: it wants a page made, by a command for those whose goal says so, until there is one.
brief=$(cat)
here=$(dirname "$0")
if [ -e "$here/words" ]; then echo '{"converged": true, "reasoning": "the words are there"}'; exit; fi
case $brief in
*"by a command"*) echo '{"reasoning": "no words yet", "actions": [{"module": "shell", "params": {"cmd": "echo hello > '"$here"'/by-command"}}]}' ;;
*) echo '{"reasoning": "no words yet", "actions": [{"module": "copy", "params": {"dest": "'"$here"'/words", "content": "hello\n"}}]}' ;;
esac
