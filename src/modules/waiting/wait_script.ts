// Scripts that wait on a host: until something holds, or the time is over.
import type { Params } from "../frame/parameters.ts";
import { addressHex, CONNECTION_STATES, portHex } from "./connections.ts";
import { LOOK } from "../files/path_facts.ts";
import { pathWord, quote } from "../scripts/shell_words.ts";

/** One stretch of waiting. */
export interface Stretch {
  /** Seconds to sleep before the first look. */
  first: number;
  /** Centiseconds until it is over, `first` included. */
  left: number;
  /** Seconds between two looks. */
  sleep: number;
  /** Shell that runs once before, for functions that the look uses. */
  before?: string;
}

/** Sets `t` to centiseconds of a clock that only goes forward. Starts no program on Linux. */
const CLOCK =
  `clock() { if [ -r /proc/uptime ]; then read -r t _ </proc/uptime; t=\${t%.*}\${t#*.}; else t=$(date +%s)00; fi; }`;

/**
 * Looks again and again. `look` tells `held` (and more) and exits 0 where it holds, tells `wrong` and exits where waiting makes
 * no sense, and goes on otherwise; where the time is over, `late` is told.
 */
export function waiting(look: string, { first, left, sleep, before = "" }: Stretch): string {
  return `${LOOK}${CLOCK}
clock; x=$((t + ${Math.ceil(left)}))
${before}
${first > 0 ? `sleep ${first}` : ":"}
while clock; [ "$t" -lt "$x" ]; do
${look}
sleep ${sleep}
done
e late yes`;
}

/** Holds when a path is there, and tells `path`; one that cannot be looked at is wrong. With `seen`, only when it is no longer what it was then. */
export function pathThere(path: string, seen?: string): string {
  const held = seen === undefined
    ? `e held yes; look path "$p"; exit 0`
    : `g=$(stat -L -c '%s %i %y' -- "$p" 2>/dev/null || stat -L -f '%z %i %m' -- "$p")
[ "$g" = ${quote(seen)} ] || { e held "$g"; look path "$p"; exit 0; }`;
  return `p=${pathWord(path)}
if [ -e "$p" ]; then ${held}
else m=$(LC_ALL=C stat -L -- "$p" 2>&1); case $m in *": No such file or directory"*) ;; *) [ -e "$p" ] || { e wrong "\${m##*: }"; exit 0; } ;; esac; fi`;
}

/** Holds when a path is not there. */
export function pathGone(path: string): string {
  return `p=${pathWord(path)}\n[ -e "$p" ] || { e held yes; exit 0; }`;
}

const HAS = `h() { command -v "$1" >/dev/null 2>&1; }
hb() { h bash && bash -c 'exec 3<>/dev/udp/127.0.0.1/9' 2>/dev/null; }`;
const NO_MEANS = `else e wrong "wait_for needs bash, nc or curl on the host: install one of them"; exit 0; fi`;

/** What the means to connect are called with. */
function target(params: Params) {
  const [host, port] = [params.text("host") ?? "", params.number("port") ?? 0];
  const url = quote(`telnet://${host.includes(":") ? `[${host}]` : host}:${port}`);
  return {
    host,
    port,
    words: `${quote(host)} ${port}`,
    url,
    limit: Math.max(params.number("connect_timeout") ?? 5, 1),
  };
}

/**
 * Defines `try`, which holds where a port answers. Tells `wrong` on a host without any means. curl and busybox's nc cannot but wait
 * for connect_timeout where the port is open and says nothing.
 */
export function trying(params: Params): string {
  const { host, port, words, url, limit } = target(params);
  const own = ["127.0.0.1", "0.0.0.0", "::1", "::"].flatMap(addressHex).map((hex) => `${hex}:${portHex(port)}`);
  const listening = `elif [ -r /proc/net/tcp ]; then
try() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | { while read -r _ l _ s _; do [ "$s" = 0A ] || continue
case ' ${own.join(" ")} ' in *" $l "*) exit 0 ;; esac; done; exit 1; }; }`;
  return `${HAS}
w=; ! h timeout || w="timeout $((${limit} + 1))"
if hb; then
try() { $w bash -c 'exec 3<>"/dev/tcp/$0/$1"' ${words} 2>/dev/null; }
elif h nc && case $(nc -h 2>&1) in *-z*) ;; *) false ;; esac; then
try() { nc -z -w ${limit} ${words} </dev/null >/dev/null 2>&1; }
${["127.0.0.1", "::1", "localhost"].includes(host) ? listening : ""}
elif h curl; then
try() { c=$(curl -s -m ${limit} --connect-timeout ${limit} -o /dev/null -w '%{time_connect}' ${url} </dev/null)
case $c in *[1-9]*) ;; *) false ;; esac; }
elif h nc && h timeout; then
try() { $w nc -w ${limit} ${words} </dev/null >/dev/null 2>&1; case $? in 0 | 124 | 143) ;; *) false ;; esac; }
${NO_MEANS}`;
}

/** Defines `hear`, which tells what a port says, until it has been quiet for so many seconds (bash), or for so many in all; never for more than are `left`. */
export function hearing(params: Params, seconds: number, left: number): string {
  const { words, url, limit } = target(params);
  const whole = Math.max(1, Math.ceil(seconds));
  return `${HAS}
w=; ! h timeout || w="timeout ${Math.ceil(left) + 1}"
if hb; then
hear() { $w bash -c 'q=${
    seconds.toFixed(1)
  }; [ "\${BASH_VERSINFO[0]}" -ge 4 ] || q=${whole}; exec 3<>"/dev/tcp/$0/$1" || exit 1
while IFS= read -r -t "$q" l <&3; do printf "%s\n" "$l"; done; printf %s "$l"' ${words} 2>/dev/null; }
elif h curl; then
hear() { curl -s -N -m ${whole} --connect-timeout ${limit} ${url} </dev/null 2>/dev/null; }
elif h nc && h timeout; then
hear() { timeout ${whole} nc -w ${limit} ${words} </dev/null 2>/dev/null; }
${NO_MEANS}`;
}

/** Holds when no connection of the given states is left between one of our addresses and anyone but the excluded. */
export function drained(params: Params, addresses: { ours: string[]; excluded: string[] }): string {
  const states = params.texts("active_connection_states").map((name) => CONNECTION_STATES[name] ?? "");
  const [ours, excluded] = [addresses.ours, addresses.excluded].map((all) => all.flatMap(addressHex));
  const any = (address: string) => (ours ?? []).includes(addressHex(address).at(-1) ?? "") ? "yes" : "";
  return `[ -r /proc/net/tcp ] || { e wrong "state=drained needs /proc/net/tcp on the host"; exit 0; }
if cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | { while read -r _ l r s _; do
case ' ${states.join(" ")} ' in *" $s "*) ;; *) continue ;; esac
case $l in *:${portHex(params.number("port") ?? 0)}) ;; *) continue ;; esac
case ' ${(excluded ?? []).join(" ")} ' in *" \${r%:*} "*) continue ;; esac
case ' ${(ours ?? []).join(" ")} ' in *" \${l%:*} "*) exit 1 ;; esac
case $l in ????????:* | 0000000000000000FFFF0000*) [ -z '${any("0.0.0.0")}' ] || exit 1 ;; *) [ -z '${
    any("::")
  }' ] || exit 1 ;; esac
done; }; then e held yes; exit 0; fi`;
}
