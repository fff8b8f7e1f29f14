// A request that changes something on the server, as one command under a receipt: its answer comes back in the output.
import type { Command } from "../../model/command.ts";
import { curlScript, privateFolder } from "./curl_script.ts";
import { TELL_ANSWER } from "./answer.ts";
import type { HttpRequest } from "./request.ts";
import { urlFilename } from "./url.ts";
import type { Params } from "../frame/parameters.ts";
import { LOOK } from "../files/path_facts.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";
import type { UriTerms } from "./uri_result.ts";

/**
 * Sends the request and tells the answer, and with a `dest` writes the body of an accepted one: to a neighbour first. Tells `put`,
 * which is `written`, `same` or `failed`. What is asked of the answer goes the same way, so that a receipt can be read by anyone.
 */
export function sendCommand(request: HttpRequest, terms: UriTerms, params: Params): Command {
  const { script, stdin } = curlScript(request);
  const told = terms.dest === undefined ? quote(JSON.stringify(terms)) : destTerms(terms);
  const put = terms.dest === undefined ? "" : putScript(terms, params);
  const place = terms.dest === undefined ? "" : `${LOOK}D=${pathWord(terms.dest)}
if [ -d "$D" ]; then D=\${D%/}/${quote(fileName(terms.url))}; fi
M=$(umask)
`;
  const whole = `${place}${privateFolder()}e terms ${told}
${script}ask || exit 1
${TELL_ANSWER}${put}exit 0`;
  return { argv: ["sh", "-c", whole], stdin };
}

/** The path as the host expands it, within a JSON text: a quote or a backslash in it is escaped. */
function destTerms(terms: UriTerms): string {
  const [before = "", after = ""] = JSON.stringify({ ...terms, dest: "\u0001" }).split("\\u0001");
  return `${quote(before)}"$(printf '%s' "$D" | sed 's/[\\\\"]/\\\\&/g')"${quote(after)}`;
}

function putScript(terms: UriTerms, params: Params): string {
  const owner = ["owner", "group"].map((name) => params.text(name) ?? "");
  const chown = owner.join("") === "" ? "" : `chown ${quote(owner.join(":").replace(/:$/, ""))} "$w" &&`;
  const mode = params.raw("mode");
  const bits = typeof mode === "number" ? mode.toString(8) : typeof mode === "string" ? mode : undefined;
  const chmod = bits === undefined ? "" : `chmod ${quote(bits)} "$w" &&`;
  return `case " ${terms.accepted.join(" ")} " in *" $i "*) if [ "$r" -eq 0 ]; then
if cmp -s "$t/o" "$D"; then e put same
else umask "$M"; w=\${D%/*}/.ftl2.\${t##*.}
if { [ ! -e "$D" ] || cp -p -- "$D" "$w"; } && cat "$t/o" >"$w" && ${chown} ${chmod} mv -f -- "$w" "$D"; then e put written
else rm -f -- "$w"; e put failed; fi; fi; fi ;; esac
look result "$D"
`;
}

function fileName(url: string): string {
  return urlFilename(url.replace(/\/+(?=$|[?#])/, "")) ?? "index.html";
}
