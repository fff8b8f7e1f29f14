// The status page under wrk, on a record of 1,000 loops and 1,000,000 actions: each page alone, and many at once, beside a plain answer.
import { DatabaseSync } from "node:sqlite";
import { ms, type Row, times } from "./measure.ts";
import { largeRecord } from "./readers_bench.ts";

const LOOPS = 1000;
const ITERATIONS = 200;
const SECONDS = 3;

/** Pages and what the API says of the same. The second loop has many runs, the first one long one. */
const PATHS = [
  "/",
  "/?show=all&sort=drift&way=down",
  "/?q=loop-77",
  "/loops/1",
  "/loops/2",
  "/loops/2/iterations/200",
  "/loops/2/compare/199/200",
  "/actions/1000000",
  "/inbox",
  "/hosts",
  "/hosts/web1",
  "/drift",
  "/rules",
  "/workers",
  "/api/v1/loops",
  "/metrics",
];

/** What `wrk --latency` says. */
interface Measured {
  median: number;
  p99: number;
  perSecond: number;
}

export async function benchPageHttp(folder: string, bundle: string): Promise<Row[]> {
  const db = `${folder}/page.db`;
  await largeRecord(db, ITERATIONS, LOOPS);
  peopled(db);
  // Each request for a page asks for an address of its own, so that nothing kept is sent again.
  const script = `${folder}/fresh.lua`;
  await Deno.writeTextFile(
    script,
    `local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. (wrk.path:find("?", 1, true) and "&" or "?") .. "nth=" .. n)
end
`,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", bundle, "--db", db, "serve", "--listen", "127.0.0.1:0"],
    cwd: folder,
    env: { HOME: folder },
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  try {
    const origin = await addressOf(child.stdout);
    const rows: Row[] = [];
    const plain = await wrk(`${origin}/livez`, 1);
    const plainAll = await wrk(`${origin}/livez`, 16);
    for (const path of PATHS) {
      await answers(origin + path);
      // The API takes no words that it does not know, and keeps nothing.
      const fresh = path.startsWith("/api/") || path === "/metrics" ? undefined : script;
      const alone = await wrk(origin + path, 1, fresh);
      const all = await wrk(origin + path, 16, fresh);
      rows.push({
        what: `GET ${path} alone (p50, p99), 16 at once`,
        ours: `${ms(alone.median)}, ${ms(alone.p99)}, ${Math.round(all.perSecond)}/s`,
        baseline: `${ms(plain.median)}, ${ms(plain.p99)}, ${Math.round(plainAll.perSecond)}/s /livez`,
        ratio: `${times(alone.median / plain.median)} as long`,
      });
    }
    return rows;
  } finally {
    child.kill("SIGTERM");
    await child.status;
  }
}

/** Hosts, questions, drifts and calls to a model beside it, as many as such a record has. */
function peopled(path: string): void {
  using db = new DatabaseSync(path);
  db.exec(`
    PRAGMA synchronous = OFF;
    BEGIN;
    INSERT INTO hosts (loop_id, hostname, ansible_host, groups, status, created_at, updated_at, seen_at, changed_at)
      SELECT l.id, 'web' || ((l.id * 5 + h.value) % 2000 + 1), '10.0.0.1', '["web","prod"]',
        CASE WHEN (l.id + h.value) % 50 = 0 THEN 'unreachable' ELSE 'reachable' END,
        '2026-01-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z'
      FROM loops l, json_each('[0,1,2,3,4]') h;
    INSERT INTO prompts (loop_id, iteration_id, prompt_text, options, response, status, created_at, answered_at, kind, answered_by)
      SELECT id % ${LOOPS} + 1, id, 'Go on with number ' || id || '?', '["yes","no"]', CASE WHEN id % 100 = 0 THEN NULL ELSE 'yes' END,
        CASE WHEN id % 100 = 0 THEN 'pending' ELSE 'answered' END, '2026-11-01T00:00:00.000Z',
        CASE WHEN id % 100 = 0 THEN NULL ELSE '2026-11-01T00:01:00.000Z' END, 'question', 'ann'
      FROM iterations WHERE id <= 5000;
    INSERT INTO drifts (loop_id, run, host, task, name, module, diff, first_seen_at, last_seen_at, action_id, corrected_at)
      SELECT id % ${LOOPS} + 1, id / ${LOOPS} + 1, 'web1', '0.tasks.1', 'Make thing 1', 'copy',
        '[{"what":"/etc/thing","from":"old","to":"new"}]', '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z',
        CASE WHEN id % 40 = 0 THEN NULL ELSE id END, CASE WHEN id % 40 = 0 THEN NULL ELSE '2026-11-01T00:01:00.000Z' END
      FROM iterations WHERE id <= 5000;
    INSERT INTO model_calls (loop_id, iteration_id, purpose, attempt, model, status, brief_hash, reply, tokens_in, tokens_out, cost_usd, ms, started_at, ended_at)
      SELECT loop_id, id, 'decide', 1, 'some-model', 'answered', 'none', '{}', 1000, 100, 0.003, 900,
        '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:01.000Z'
      FROM iterations WHERE id <= 20000;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE);`);
}

/** What the first line that names an address names; the rest is thrown away. */
export async function addressOf(stdout: ReadableStream<Uint8Array>): Promise<string> {
  const [first, rest] = stdout.tee();
  void rest.pipeTo(new WritableStream());
  let said = "";
  for await (const text of first.pipeThrough(new TextDecoderStream())) {
    said += text;
    const [, origin] = /(http:\/\/[\d.:]+)\//.exec(said) ?? [];
    if (origin !== undefined) return origin;
  }
  throw new Error(`serve ended: ${said}`);
}

async function answers(url: string): Promise<void> {
  const { status, body } = await fetch(url);
  await body?.cancel();
  if (status !== 200) throw new Error(`${url} answers ${status}`);
}

async function wrk(url: string, connections: number, script?: string): Promise<Measured> {
  const scripted = script === undefined ? [] : ["-s", script];
  const args = ["-t1", `-c${connections}`, `-d${SECONDS}s`, "--latency", ...scripted, url];
  const { success, stdout, stderr } = await new Deno.Command("wrk", { args }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success || /Non-2xx|Socket errors/.test(said)) throw new Error(`wrk ${url}:\n${said}`);
  return {
    median: milliseconds(/50%\s+(\S+)/.exec(said)?.[1]),
    p99: milliseconds(/99%\s+(\S+)/.exec(said)?.[1]),
    perSecond: Number(/Requests\/sec:\s+(\S+)/.exec(said)?.[1]),
  };
}

/** Of `123.00us`, `4.50ms`, `1.20s`. */
function milliseconds(text = ""): number {
  const [, number, unit] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(number) * ({ us: 0.001, ms: 1, s: 1000 }[unit ?? ""] ?? NaN);
}
