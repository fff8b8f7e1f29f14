// A grammar of shell texts, half of them spoilt: what may hide that a program is started.
import * as fc from "fast-check";
import { DOERS, READERS } from "./shell_witness.ts";

const VICTIM = fc.constantFrom(
  ..."victim|'victim'|\"victim\"|v'icti'm|\\victim|vic\\\ntim|$'\\x76ictim'|$'victim'|$\"victim\"|$a|\"$a\"|${a}|${e:-victim}|${e:+x}victim"
    .split("|"),
  ..."$(echo victim)|`echo victim`|{victim,x}|vic*|[v]ictim|v?ctim|./victim|../bin/victim|~/victim|$e victim|$e$a|v\u200bictim|victim\u00a0"
    .split("|"),
  ..."e=victim|! victim|a=b victim|>/dev/null victim|2>&1 victim|<one victim|{ victim;}|(victim)|time victim|vic\"\"tim|''victim"
    .split("|"),
  ...'$((0))victim|""$a|$@victim|${f#x}|\\v\\i\\c\\t\\i\\m|vict"i"m|exec victim|eval victim|command victim|eval "$a"|. ./victim'
    .split("|"),
);
const OTHER = fc.constantFrom(
  "tool",
  "tool",
  "tool",
  ...READERS,
  ...READERS,
  "touch",
  "rm",
  "echo",
  "printf",
  ":",
  "true",
  "false",
);
const WORD = fc.constantFrom(
  ...'one|x|-n|-c|-e|-v|--|-|\'victim\'|"victim"|victim|\'; victim\'|"; victim"|\'$(victim)\'|"\\$(victim)"|$a|$b|$c|"$a"|"$b"|$f|"$f"|$g'
    .split("|"),
  ..."*|'*'|{a,b}|{}|{1..3}|';'|\\;|+|-exec|-delete|'{}'|~|=|a=b|$((1+1))|$((a))|$e|\"\"|''|'two words'|#x|x#y|!|[|]|\\\n|'a\nvictim'|\"a\nvictim\""
    .split("|"),
  ...'5|-k|-I|-I{}|-i|-s|-o|/dev/null|$(victim)|`victim`|"$(victim)"|"`victim`"|$(tool)|${a}|${#a}|${a:-x}|${a@P}|${!a}|<(victim)|>(victim)|$\'\\n\'|@(victim)|-u|-name|.'
    .split("|"),
);
const READING_ARGS = fc.constantFrom(
  "date -s x",
  "date +%s",
  "sort -o new one",
  "sort one",
  "hostname new",
  "hostname -f",
  "uniq one new",
  "sed -i s/a/b/ one",
  "sed -n 1p one",
  "sed 'w new' one",
  "sed '1e victim' one",
  "sed s/a/b/e one",
  "awk '{print}' one",
  "awk 'BEGIN{system(\"victim\")}'",
  "awk '{print > \"new\"}' one",
  "find . -name one",
  "find . -delete",
  "find . -fprint new",
  "find . -exec victim ;",
  "find . -exec victim {} \\;",
  "find . -exec cat {} +",
  "curl http://localhost/",
  "curl -o new http://localhost/",
  "xargs cat",
  "xargs victim",
  "xargs",
  "env",
  "grep -r x .",
  "test -e one",
  "[ -f one ]",
  "[ -v $f ]",
  "[ $g ]",
  "command -v victim",
  "type victim",
  "cat <one",
  "cat >new",
  "read x <one",
  "read $f",
  "unset $f",
  "export x=$a",
  "printf -v $f x",
  "printf %s $f",
  "cd .",
  "set -e",
  "set -- a b",
  "trap victim EXIT",
  "trap - EXIT",
  "alias tool=victim",
  "hash -p victim tool",
  "ln -s ../bin/victim tool2",
  "shopt -s expand_aliases",
  "PS4='$(victim)' tool",
  "set -x",
  "PATH=. tool",
  "test a = b",
  "let 'x=f'",
  "declare -n x=f",
  "getopts a x -a",
  "wait",
  "exit 0",
  "return 0",
);
/** What shells read in different ways, ready to be spoilt further. */
const ODD = fc.constantFrom(
  "echo $(cat <<E)\nvictim\nE\n",
  "cat <<E $(ls\nvictim\nE\n)",
  "cat <<E\\\nF\nvictim\nEF\nvictim\nE\n",
  "cat <<-E\n\tE\nvictim",
  "cat <<E\nE\\\n\nE\nvictim",
  "cat <<'E F'\nE F\nvictim",
  "tool $(case x in x) victim;; esac)",
  "tool ${x:-$(victim)}",
  "tool ${x:-'}'}; victim '}'",
  'tool "${x:-"}"}"; victim',
  "tool $((1+$(victim)))",
  "tool $((victim) )",
  "tool `echo \\`victim\\``",
  'tool "`echo "victim"`"',
  "tool {a,b\\ victim}",
  "env A={1,victim} tool",
  "timeout {5,victim} tool",
  "timeout 5{,\\ victim} tool",
  "tool <one& victim",
  "tool 2>&1& victim",
  "tool &>one victim",
  "tool >& one victim",
  "tool 1<>one|victim",
  "if tool\nthen victim\nfi",
  "for i in victim; do $i; done",
  "for i in a\ndo victim\ndone",
  "ff() (victim)\nff",
  "tool\\\n;vic\\\ntim",
  "tool #\\\nvictim",
  "tool '#\n'victim",
  "find . -name -exec -exec victim \\;",
  "find . $b",
  "find . -exec sh -c 'tool {}' \\;",
  "xargs -I victim victim <one",
  "xargs <one",
  "xargs env <one",
  "xargs -n1 nice <one",
  "echo victim | xargs -I% %",
  "[ -v 'a[$(victim)]' ]",
  "test $g",
  "read 'a[$(victim)]' <one",
  "unset 'a[$(victim)]'",
  "printf -v 'a[$(victim)]' x",
  "PATH=.:$PATH tool",
  "PATH=. tool",
  "env PATH=. tool",
  "export PATH=.; tool",
  "read PATH <one; tool",
  "for PATH in .; do tool; done",
  ": ${PATH:=.}; tool",
  "env A=1 B=$d tool",
  "nice env A=$d tool",
  "timeout $e 5 tool",
  "IFS=x tool",
  "trap 'victim' 0",
  "eval 'vic''tim'",
  "sh -c '$0' victim",
  "sh -c '\"$@\"' x victim",
  "set -k; tool",
  "set -- victim; $1",
  'set victim; "$@"',
);
const REDIRECT = fc.constantFrom(
  "",
  "",
  "",
  "",
  ">/dev/null",
  "2>/dev/null",
  "2>&1",
  "<one",
  ">new",
  ">>new",
  "&>/dev/null",
  ">&2",
  ">&new",
  "<<<victim",
  "2>&-",
  "<>new",
  "{x}>/dev/null",
  "12>/dev/null",
  ">|new",
  "<&0",
);
const JOIN = fc.constantFrom(
  ";",
  "&&",
  "||",
  "|",
  "&",
  "\n",
  "; ",
  " && ",
  " || ",
  " | ",
  " & ",
  " \n ",
  " # \n",
  ";#\n",
  "\\\n",
  " ;\\\n",
  "|&",
  " && \\\n",
  "\r\n",
  ";;",
  "\t;\t",
  "\u2028",
  "\v",
);
const WRAPPER = fc.constantFrom(
  ..."env|env -i|env A=b|env -u A|env -S|env -C .|nice|nice -n 5|nice -5|timeout 5|timeout -s KILL 5|timeout|nohup|stdbuf -oL|setsid|setsid -w|exec|command|command -p|builtin|time|time -p|xargs|xargs -n1|xargs -I{}|xargs -I x|xargs -r0"
    .split("|"),
  ..."find . -exec|find . -name one -exec|find one -ok|find . -name -exec -exec|!|a=b|>/dev/null|eval|sh|bash|dash|sh -c|sh -ec|bash -c -e|sh -c --|sh -c +e|bash -O extglob -c|bash -o pipefail -c|exec -a x|trap|. |timeout $e|env $d"
    .split("|"),
);

const name = fc.oneof({ weight: 3, arbitrary: OTHER }, { weight: 1, arbitrary: VICTIM });

/** The texts. */
export const shellTexts: fc.Arbitrary<string> = fc.letrec<{ command: string; list: string; text: string }>((tie) => ({
  command: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    {
      weight: 9,
      arbitrary: fc.tuple(name, fc.array(WORD, { maxLength: 3 }), REDIRECT).map(([program, words, redirect]) =>
        [program, ...words, redirect].filter((each) => each !== "").join(" ")
      ),
    },
    { weight: 3, arbitrary: READING_ARGS },
    { weight: 2, arbitrary: ODD },
    {
      weight: 5,
      arbitrary: fc.tuple(WRAPPER, fc.oneof(VICTIM, tie("command"))).map((each) => each.join(" ")),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(
        fc.constantFrom("sh -c", "bash -c", "dash -ec", "eval", "env sh -c", "xargs sh -c"),
        tie("list"),
      ).map(([shell, list]) => `${shell} '${list.replaceAll("'", "'\\''")}'`),
    },
    { weight: 1, arbitrary: tie("list").map((list) => `(${list})`) },
    { weight: 1, arbitrary: tie("list").map((list) => `{ ${list}; }`) },
    { weight: 1, arbitrary: tie("list").map((list) => `echo $(${list})`) },
    { weight: 1, arbitrary: tie("list").map((list) => `echo "\`${list}\`"`) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie("command"), tie("list")).map(([test, list]) => `if ${test}; then ${list}; else tool; fi`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.array(WORD, { maxLength: 2 }), tie("list")).map(([words, list]) =>
        `for i in ${words.join(" ")}; do ${list}; done`
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("x", "*", "$a", '"x"|y'), tie("list")).map(([pattern, list]) =>
        `case x in ${pattern}) ${list};; esac`
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom("ff", "tool", "cat", "function ff"), tie("command")).map(([f, body]) =>
        `${f}() { ${/\b(ff|tool|cat)\b/.test(body) ? "victim" : body}; }; ${f}`
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom("cat", "tool", "sh", "xargs"),
        fc.constantFrom("E", "'E'", "\\E", '"E"', "E F", "$a"),
        tie("list"),
        fc.constantFrom("\nE\n", "\nE", "", "\n\tE\n", "\nE \n"),
      ).map(([program, end, list, close]) => `${program} <<${end}\n${list}${close}`),
    },
    { weight: 1, arbitrary: tie("list").map((list) => `while false; do ${list}; done`) },
  ),
  list: fc.tuple(tie("command"), fc.array(fc.tuple(JOIN, tie("command")), { maxLength: 2 })).map(([head, rest]) =>
    head + rest.flat().join("")
  ),
  text: fc.tuple(
    tie("list"),
    fc.array(
      fc.tuple(fc.nat(200), fc.constantFrom(..."'\"\\`$(){}[]<>|&;#\n \t!*?~=+-0a", "", "$(", "<<", "&&", "victim")),
      { maxLength: 2 },
    ),
    fc.boolean(),
  ).map((
    [list, spoilt, whole],
  ) =>
    whole ? list : spoilt.reduce((text, [at, sign]) => {
      const place = text.length === 0 ? 0 : at % text.length;
      return text.slice(0, place) + sign + text.slice(sign === "" ? place + 1 : place);
    }, list)
  ),
})).text;

/** Names of stand-ins that a text that only reads may start. */
export const MAY_READ: readonly string[] = READERS;
/** Names of stand-ins that it may not. */
export const MAY_NOT: readonly string[] = DOERS;
