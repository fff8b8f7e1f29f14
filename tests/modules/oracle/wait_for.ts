// Scenarios of wait_for, and the ports that they wait for.
import type { Scenario, Suite } from "./scenario.ts";

const scenarios: Scenario[] = [
  { name: "wait_for a file", before: "touch f", params: { path: "@/f" } },
  { name: "wait_for a file that does not come", params: { path: "@/f", timeout: 1 } },
  { name: "wait_for a file that is gone", params: { path: "@/f", state: "absent" } },
  { name: "wait_for a file that does not go", before: "touch f", params: { path: "@/f", state: "absent", timeout: 1 } },
  { name: "wait_for a file below a file", before: "touch f", params: { path: "@/f/x", timeout: 1 } },
  {
    name: "wait_for a text",
    before: "printf 'a\\nstarted in 42 ms\\nb\\n' > f",
    params: { path: "@/f", search_regex: "^started in (?P<ms>\\d+) (ms|s)$" },
  },
  {
    name: "wait_for a text without groups",
    before: "echo 'ready ü' > f",
    params: { path: "@/f", search_regex: "ready ü$" },
  },
  {
    name: "wait_for a text that does not come",
    before: "echo a > f",
    params: { path: "@/f", search_regex: "b", timeout: 1 },
  },
  {
    name: "wait_for a group that does not match",
    before: "echo ab > f",
    params: { path: "@/f", search_regex: "a(x)?(b)" },
  },
  { name: "wait_for a port", params: { port: "PORT_OPEN" } },
  { name: "wait_for a port by name", params: { port: "PORT_OPEN", host: "localhost" } },
  { name: "wait_for a port that stops", params: { port: "PORT_CLOSED", state: "stopped" } },
  { name: "wait_for a port to be absent", params: { port: "PORT_CLOSED", state: "absent" } },
  { name: "wait_for a port that does not stop", params: { port: "PORT_OPEN", state: "stopped", timeout: 1 } },
  { name: "wait_for a port that does not start", params: { port: "PORT_CLOSED", timeout: 1 } },
  {
    name: "wait_for what a port says",
    params: { port: "PORT_TALKS", search_regex: "OpenSSH" },
    alike: ["state", "port", "path", "search_regex", "msg"],
  },
  {
    name: "wait_for what a port does not say",
    params: { port: "PORT_TALKS", search_regex: "FTP", timeout: 1 },
    alike: ["state", "port", "path", "search_regex", "match_groups", "match_groupdict", "msg"],
  },
  { name: "wait_for a drained port", params: { port: "PORT_CLOSED", state: "drained" } },
  { name: "wait_for a busy port to drain", params: { port: "PORT_BUSY", state: "drained", timeout: 1 } },
  {
    name: "wait_for a busy port to drain on any address",
    params: { port: "PORT_BUSY", state: "drained", host: "0.0.0.0", timeout: 1 },
  },
  {
    name: "wait_for a busy port to drain elsewhere",
    params: { port: "PORT_BUSY", state: "drained", host: "127.0.0.9", timeout: 1 },
  },
  {
    name: "wait_for a busy port without those that do not count",
    params: { port: "PORT_BUSY", state: "drained", exclude_hosts: ["127.0.0.1"] },
  },
  {
    name: "wait_for a busy port in other states",
    params: { port: "PORT_BUSY", state: "drained", active_connection_states: ["SYN_SENT"] },
  },
  { name: "wait_for port and path", params: { port: "PORT_OPEN", path: "@/f" }, alike: ["msg"] },
  { name: "wait_for a path to be stopped", params: { path: "@/f", state: "stopped" }, alike: ["msg"] },
  { name: "wait_for a path to be drained", params: { path: "@/f", state: "drained" }, alike: ["msg"] },
  {
    name: "wait_for excluded hosts without draining",
    params: { port: "PORT_OPEN", exclude_hosts: ["a"] },
    alike: ["msg"],
  },
  {
    name: "wait_for an unknown state of connections",
    params: { port: "PORT_OPEN", active_connection_states: ["OPEN"] },
    alike: ["msg"],
  },
  { name: "wait_for a bad expression", before: "touch f", params: { path: "@/f", search_regex: "(" }, alike: [] },
  { name: "wait_for a second without port and path", params: { timeout: 1 } },
  { name: "wait_for nothing at once after a delay", before: "touch f", params: { path: "@/f", delay: 1 } },
];

/** The suite. */
export const suite: Suite = {
  atLeast: 28,
  // What has elapsed, in whole seconds, is how busy the machine was: wait_for_test.ts counts by a clock of its own.
  alike: ["state", "port", "path", "search_regex", "match_groups", "match_groupdict", "msg"],
  // Half of them wait until they are late; other hosts are tried in wait_for_test.ts.
  programs: null,
  scenarios: scenarios.map((scenario) => ({ blind: "a dry run does not wait", ...scenario })),
  async open() {
    const listen = () => Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const [open, talks, busy] = [listen(), listen(), listen()];
    const portOf = (listener: Deno.TcpListener) => String(listener.addr.port);
    const banner = new TextEncoder().encode("SSH-2.0-OpenSSH_9.2\r\n");
    const kept: Deno.Conn[] = [];
    const serve = async (listener: Deno.TcpListener, greet: (connection: Deno.Conn) => Promise<unknown>) => {
      for await (const connection of listener) {
        kept.push(connection);
        await greet(connection).catch(() => undefined);
      }
    };
    const served = [
      serve(open, () => Promise.resolve()),
      serve(talks, (connection) => connection.write(banner)),
      serve(busy, () => Promise.resolve()),
    ];
    kept.push(await Deno.connect({ hostname: "127.0.0.1", port: busy.addr.port }));
    return {
      words: {
        PORT_OPEN: portOf(open),
        PORT_TALKS: portOf(talks),
        PORT_BUSY: portOf(busy),
        // Nobody is given it by chance, as a port that was free a moment ago is.
        PORT_CLOSED: "1",
      },
      async [Symbol.asyncDispose]() {
        for (const listener of [open, talks, busy]) listener.close();
        await Promise.all(served);
        for (const connection of kept) connection.close();
      },
    };
  },
};
