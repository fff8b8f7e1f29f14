// A request as a script of the host: curl is told everything on its standard input, so that no secret stands in a list of arguments.
import { TELL } from "../scripts/fields.ts";
import { pathWord } from "../scripts/shell_words.ts";
import { joined } from "../text/byte_text.ts";
import type { HttpRequest } from "./request.ts";
import { percentEncoded } from "./url.ts";

/** Redirects that are followed, as many as Python's urllib follows. */
const MOST_REDIRECTS = 10;

// A file that is sent by -T is read as it goes, one of --data-binary is held in memory; but to a URL that ends with a slash -T adds
// the file's name.
/**
 * Shell function `ask`: reads the request from standard input, and leaves in the folder `$t` the answer's body (`o`) and the heads
 * of all answers on the way (`h10`, `h11` …). Sets `i` to the status, `r` to curl's exit status,
 * `u` to the last URL and `S` to the body's length.
 *
 * The request is lines, each after the letter of its part, up to one that is a dot; what follows is the body. Parts: `a` goes with
 * every request, `f` with the first, `p` only to the server that was asked for, `b` while the body is sent.
 */
const ASK = `origin() { q=\${1#*://}; q=\${1%%://*}://\${q%%[/?#]*}; }
ask() {
A= F= P= B=
while IFS= read -r l && [ "$l" != . ]; do case $l in
a*) A="$A\${l#?}
" ;; f*) F="$F\${l#?}
" ;; p*) P="$P\${l#?}
" ;; b*) B="$B\${l#?}
" ;; m*) m=\${l#?} ;; u*) u=\${l#?} ;; esac; done
[ "$b" != "$t/b" ] || cat >"$t/b" || return
[ -z "$b" ] || B="\${B}request = \\"$m\\"
"
x=10
origin "$u"; home=$q
while :; do
k=$A; [ "$x" -gt 10 ] || k=$k$F
origin "$u"; [ "$q" != "$home" ] || k=$k$P
if [ -n "$b" ]; then k=$k$B
else case $m in GET) ;; HEAD) k="\${k}head
" ;; POST|PUT|PATCH) k="\${k}request = \\"$m\\"
header = \\"Content-Length: 0\\"
" ;; *) k="\${k}request = \\"$m\\"
" ;; esac; fi
: >"$t/o"
p=\${u%%[?#]*} p=\${p#*://} d=
if [ -n "$b" ]; then case $p in */|"\${p%%/*}") d=--data-binary ;; *) d=-T ;; esac; fi
case $d in --data-binary) set -- "$d" "@$b" ;; -T) set -- "$d" "$b" ;; *) set -- ;; esac
i=$(printf '%surl = "%s"\\n' "$k" "$u" | send "$t/h$x" "$@" 2>"$t/e"); r=$?
l=\${i#* } i=\${i%% *}
S=\${l%%[. ]*} l=\${l#* }
[ "$r" -eq 0 ] || break
case $i in 301|302|303|307|308) ;; *) break ;; esac
[ -n "$l" ] || break
case $follow:$i:$m in
none:*) break ;;
all:*|*:GET|*:HEAD) ;;
urllib2:30[123]:POST) ;;
*) break ;;
esac
case $l in http://*|https://*|ftp://*) ;; *) e forbidden "$l"; break ;; esac
[ "$x" -lt ${10 + MOST_REDIRECTS} ] || { e circle yes; break; }
case $i:$m in 307:*|308:*) ;; 30[123]:HEAD) b= ;; 30[23]:*|301:POST) m=GET b= ;; *) b= ;; esac
while :; do case $l in *\\"*) l=\${l%%\\"*}%22\${l#*\\"} ;; *\\\\*) l=\${l%%\\\\*}%5C\${l#*\\\\} ;; *) break ;; esac; done
u=$l x=$((x + 1))
done
[ "$decompress" = no ] || while IFS= read -r l; do case $l in
[Hh][Tt][Tt][Pp]/*) z= ;;
[Cc]ontent-[Ee]ncoding:*[Gg][Zz][Ii][Pp]*) z=yes ;;
esac; done <"$t/h$x" 2>/dev/null
[ -z "$z" ] || [ ! -s "$t/o" ] || { mv "$t/o" "$t/z"; gzip -dc <"$t/z" >"$t/o" 2>"$t/e" || { [ "$r" -ne 0 ] || r=61; }; rm -f "$t/z"; S=$(wc -c <"$t/o"); }
}
`;

/** A script and what it reads. */
export interface CurlScript {
  /** Defines `ask`; run after the folder `$t` was made. */
  script: string;
  stdin: string | Uint8Array;
}

/** The functions for one request, and the request itself as their standard input. */
export function curlScript(request: HttpRequest): CurlScript {
  const { tls, body } = request;
  const path = (option: string, value: string | undefined) =>
    value === undefined ? "" : ` ${option} ${pathWord(value)}`;
  const options = path("--cacert", tls.ca) + path("--cert", tls.cert) + path("--key", tls.key) +
    path("--unix-socket", request.socket);
  const where = body === undefined ? "b=" : body instanceof Uint8Array ? "b=$t/b" : `b=${pathWord(body.path)}`;
  // Only a redirect can need the cookies of the answer before it.
  const jar = request.follow === "none" ? "" : ' -b "$t/j" -c "$t/j"';
  const script =
    `send() { h=$1; shift; curl -q -sS -K - -D "$h" -o "$t/o"${jar}${options} "$@" -w '%{http_code} %{size_download} %{redirect_url}'; }
${where} follow=${request.follow} decompress=${request.decompress ? "yes" : "no"} z=
${ASK}`;
  const head = `${configLines(request).join("\n")}\n.\n`;
  if (!(body instanceof Uint8Array) || body.length === 0) return { script, stdin: head };
  return { script, stdin: joined([new TextEncoder().encode(head), body]) };
}

function configLines(request: HttpRequest): string[] {
  const { tls, credentials, timeout } = request;
  const lines = [
    `m${request.method}`,
    `u${request.url.replaceAll(NOT_IN_A_URL, percentEncoded)}`,
    ...["globoff", "path-as-is", "http1.1", "suppress-connect-headers", 'proto = "=http,https,ftp,file"'].map(always),
    ...[`connect-timeout = ${timeout}`, `speed-time = ${timeout}`, "speed-limit = 1"].map(always),
  ];
  if (!tls.validate) lines.push(always("insecure"));
  if (!request.proxy) lines.push(always('noproxy = "*"'));
  if (tls.ciphers.length > 0) lines.push(always(`ciphers = ${quoted(tls.ciphers.join(":"))}`));
  if (credentials !== undefined) {
    lines.push(`puser = ${quoted(`${credentials.user}:${credentials.password}`)}`, "pbasic");
    // Two ways to log in make curl ask without any first.
    if (!credentials.always) lines.push("pdigest");
  } else if (request.netrc) lines.push("pnetrc-optional");
  const names = new Set<string>();
  for (const [name, value] of request.headers) {
    const small = name.toLowerCase();
    names.add(small);
    const part = request.unredirected.includes(small)
      ? "f"
      : small === "authorization" || small === "cookie"
      ? "p"
      : small === "content-type" || small === "content-length" || small === "transfer-encoding"
      ? "b"
      : "a";
    // A size that is not the body's own would break the exchange.
    if (small === "content-length") continue;
    lines.push(`${part === "b" && request.body === undefined ? "a" : part}${header(name, value)}`);
  }
  if (!names.has("accept")) lines.push(always('header = "Accept:"'));
  if (request.body !== undefined) {
    lines.push('bheader = "Expect:"');
    if (!names.has("content-type")) lines.push(`b${header("Content-Type", "application/x-www-form-urlencoded")}`);
  }
  return lines;
}

/** What would end the line, or the quotes that the URL stands in. */
const NOT_IN_A_URL = /[\0-\x20"\\\x7f]/g;

function always(line: string): string {
  return `a${line}`;
}

function header(name: string, value: string): string {
  return `header = ${quoted(value === "" ? `${name};` : `${name}: ${value}`)}`;
}

/** A text in quotes, as curl's configuration reads it, on one line. */
function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"\t\n\r]/g, (sign) => ESCAPED[sign] ?? sign)}"`;
}

const ESCAPED: Record<string, string> = { "\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Shell that makes the folder `$t`, only ours, below the one that the word names or where the host keeps such things; says so when it cannot. */
export function privateFolder(below?: string): string {
  const place = below === undefined ? '"${TMPDIR:-/tmp}"' : below;
  return `${TELL}command -v curl >/dev/null || { e missing curl; exit 0; }
umask 077; T=${place}; t=$(mktemp -d "\${T%/}/ftl2.XXXXXXXX") || exit 1
trap 'rm -rf -- "$t"' EXIT; trap 'exit 143' TERM HUP INT
`;
}
