#!/bin/sh
echo "args: $*"
echo "word: $WORD"
ls -d dir 2>/dev/null || true
exit ${2:-0}
