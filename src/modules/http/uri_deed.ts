// A request that changes something on the server, as one command under a receipt: its answer comes back in the output.
import type { Command } from "../../model/command.ts";
import { curlScript, privateFolder } from "./curl_script.ts";
import { TELL_ANSWER } from "./answer.ts";
import type { HttpRequest } from "./request.ts";
import { bodyFilename } from "./url.ts";
import type { Params } from "../frame/parameters.ts";
import { ownerWord } from "../files/attributes.ts";
import { chmodWord } from "../files/mode.ts";
import { LOOK } from "../files/path_facts.ts";
import { HOLD, owned, permitted } from "../files/write_file.ts";
import { fileWord, quote } from "../scripts/shell_words.ts";
import type { UriTerms } from "./uri_result.ts";

/**
 * Sends the request and tells the answer, and with a `dest` writes the body of an accepted one: to a neighbour first. Tells `put`,
 * which is `written`, `same` or `failed`. What is asked of the answer goes the same way, so that a receipt can be read by anyone.
 */
export function sendCommand(request: HttpRequest, terms: UriTerms, params: Params): Command {
  const { script, stdin } = curlScript(request);
  // The path as the host expands it.
  const told = `${quote(JSON.stringify(terms))}${terms.dest === undefined ? "" : ' dest "$D"'}`;
  const put = terms.dest === undefined ? "" : putScript(terms, params);
  const place = terms.dest === undefined ? "" : `${LOOK}D=${fileWord(terms.dest)}
if [ -d "$D" ]; then D=\${D%/}/${quote(bodyFilename(terms.url))}; fi
M=$(umask)
`;
  const whole = `${place}${privateFolder()}e terms ${told}
${script}ask || exit 1
${TELL_ANSWER}${put}exit 0`;
  return { argv: ["sh", "-c", whole], stdin };
}

/** Mode and owner of the file that is replaced are kept; a new one gets what the umask `$M` leaves. */
const KEEP = `if w=$(stat -L -c '%a %u:%g' -- "$D" 2>/dev/null || stat -L -f '%Lp %u:%g' "$D" 2>/dev/null); then
m=\${w% *} w=\${w#* }; ${owned('"$w"')} 2>/dev/null
else m=$(printf %o $((0666 & ~M))); fi`;

function putScript(terms: UriTerms, params: Params): string {
  const owner = ownerWord(params);
  const mode = params.raw("mode");
  const steps = [
    't=$(mktemp "${D%/*}/.ftl2.XXXXXXXX") || exit 1',
    'k() { rm -f -- "$t"; exit 1; }',
    HOLD,
    'cat <"$1" >&9 || k',
    KEEP,
    ...(owner === "" ? [] : [`${owned(owner)} || k`]),
    `${permitted('"$m"')} || k`,
    ...(mode === null ? [] : [`${permitted(chmodWord(mode))} || k`]),
    "exec 9>&-",
    'mv -f -- "$t" "$D" || k',
  ];
  return `put() {
${steps.join("\n")}
}
case " ${terms.accepted.join(" ")} " in *" $i "*) if [ "$r" -eq 0 ]; then
if cmp -s "$t/o" "$D"; then e put same
elif ( put "$t/o" ); then e put written
else e put failed; fi; fi ;; esac
look result "$D"
`;
}
