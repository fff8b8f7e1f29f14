// What a decision costs beside the model's own time: a question over HTTP, the brief of 25 hosts, policy on shell texts, secrets taken out.
import { briefText } from "../../src/deciders/brief_text.ts";
import { modelDecider } from "../../src/deciders/model_decider.ts";
import { openModel } from "../../src/deciders/models/open_model.ts";
import type { Action } from "../../src/model/action.ts";
import type { Json } from "../../src/model/json.ts";
import { NO_POLICY } from "../../src/policy/policy.ts";
import { judge } from "../../src/policy/judge.ts";
import type { Brief } from "../../src/ports/decider.ts";
import { Redactor } from "../../src/secrets/redactor.ts";
import { brief, host, said, terms } from "../deciders/a_brief.ts";
import { RecordedTalk } from "../deciders/a_talk.ts";
import { modelServer } from "../fakes/model_server.ts";
import { median, ms, type Row, times } from "./measure.ts";

const ROUNDS = 25;
const HOSTS = 25;

export async function benchDecision(): Promise<Row[]> {
  return [await asking(), await writing(), judging(), await redacting()];
}

/** Hosts with what is usually seen of them, facts, and a little that two of them do not have. */
function fleet(): Brief {
  const names = Array.from({ length: HOSTS }, (_, n) => `web${n + 1}`);
  const df = "Filesystem      Size  Used Avail Use% Mounted on\n/dev/vda1        40G   13G   26G  33% /";
  const free =
    "               total        used        free\nMem:            7937        1411        4302\nSwap:              0";
  const seen = (name: string, n: number): { [look: string]: Json } => ({
    hostname: said(name),
    uptime: said(` 07:27:15 up ${n + 1} days,  load average: 0.${n}, 0.10, 0.08`),
    disk: said(df.replace("33%", `${30 + n}%`)),
    memory: said(free.replace("1411", `${1411 + n}`)),
    service: said(n % 9 === 8 ? "inactive" : "active", n % 9 === 8 ? { rc: 3, failed: true } : {}),
  });
  const facts = { distribution: "Debian", distribution_version: "12.8", kernel: "6.1.0-27-amd64", processor_vcpus: 2 };
  return brief({
    hosts: names.map((name, n) => host(name, { address: `10.0.0.${n + 1}`, groups: ["web", "prod"], facts })),
    observations: { looks: Object.fromEntries(names.map((name, n) => [name, seen(name, n)])) },
  });
}

async function asking(): Promise<Row> {
  const server = modelServer(() => ({ reply: { converged: true, reasoning: "all is there" } }));
  try {
    const signal = new AbortController().signal;
    const model = await openModel(`openai:m@${server.url}`, {
      env: () => undefined,
      words: () => [],
      run: () => Promise.reject(new Error("no program is run")),
    });
    if (model === null) throw new Error("there is no model");
    const decider = modelDecider(model, terms());
    const decide = async () => {
      const decision = await decider.decide(brief(), new RecordedTalk(), signal);
      if (decision.kind !== "converged") throw new Error(`it decided ${JSON.stringify(decision)}`);
    };
    await decide();
    const [asked] = server.asked;
    const messages = [{ role: "system", content: asked?.system }, { role: "user", content: asked?.brief }];
    const schema = { type: "json_schema", json_schema: { name: "response", schema: asked?.schema } };
    const sent = JSON.stringify({ model: "m", messages, response_format: schema });
    const bare = async () => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`${server.url}/chat/completions`, { method: "POST", headers, body: sent });
      if (!answer.ok) throw new Error(await answer.text());
      await answer.json();
    };
    await bare();
    const [ours, baseline] = [await median(ROUNDS, decide), await median(ROUNDS, bare)];
    return {
      what: "a decision by a model that answers at once, over HTTP",
      ours: ms(ours),
      baseline: `${ms(baseline)} the same ${Math.round(sent.length / 1024)} KB by fetch`,
      ratio: `${times(ours / baseline)} as long`,
    };
  } finally {
    await server.close();
  }
}

async function writing(): Promise<Row> {
  const [told, words] = [fleet(), terms()];
  const ours = await median(ROUNDS, () => Promise.resolve(briefText(told, words)));
  const baseline = await median(ROUNDS, () => Promise.resolve(JSON.stringify(told)));
  const [text, json] = [briefText(told, words).length, JSON.stringify(told).length];
  return {
    what: `a brief of ${HOSTS} hosts with 5 looks each, ${text} characters`,
    ours: ms(ours),
    baseline: `${ms(baseline)} as JSON, ${json} characters`,
    ratio: `${Math.round(100 * text / json)} % of its size`,
  };
}

/** Each is told apart by its number, so that none is known from before. */
const TEXTS = [
  (n: number) => `systemctl is-active nginx-${n}`,
  (n: number) => `df -h / | tail -1 | awk '{print $5}' # ${n}`,
  (n: number) => `apt-get update && apt-get install -y nginx-${n}`,
  (n: number) => `for f in /etc/nginx/*.${n}; do grep -q listen "$f" || echo "$f"; done`,
  (n: number) => `tar czf "/var/backups/etc-$(date +%F)-${n}.tgz" /etc 2>/dev/null`,
  (n: number) => `if [ -f /etc/app/${n}.conf ]; then cat /etc/app/${n}.conf; else printf '%s\\n' none; fi`,
  (n: number) => `find /var/log -name '*.${n}' -mtime +7 -exec rm -f {} +`,
  (n: number) => `curl -fsS "http://localhost:8080/health?${n}" > /dev/null`,
  (n: number) => `env LC_ALL=C sudo -u www sh -c 'echo ${n} > /srv/www/version'`,
  (n: number) => `cat > /etc/motd.${n} <<'END'\nThis host is kept as described.\nEND`,
];

function judging(): Row {
  const count = 1000;
  const policy = {
    rules: [
      { decision: "deny" as const, match: { program: ["rm", "mkfs*"], params: {} }, place: "policy.yml:1" },
      { decision: "ask" as const, match: { program: ["apt-get"], params: {} }, place: "policy.yml:2" },
    ],
  };
  const each = (action: (n: number) => Pick<Action, "module" | "params">, rules: typeof policy | typeof NO_POLICY) => {
    const actions = Array.from({ length: count }, (_, n) => ({ host: "web1", name: "", task: null, ...action(n) }));
    const began = performance.now();
    judge(actions, rules, { by: "model", as: "deed" });
    return 1000 * (performance.now() - began) / count;
  };
  const shell = (n: number) => ({ module: "shell", params: { cmd: TEXTS[n % TEXTS.length]!(n) } });
  const plain = (n: number) => ({ module: "file", params: { path: `/srv/${n}`, state: "directory" } });
  const best = (call: () => number) => Math.min(...Array.from({ length: 5 }, call));
  const [ours, baseline] = [best(() => each(shell, policy)), best(() => each(plain, policy))];
  return {
    what: `judging one of ${count} shell texts, by a policy of two rules`,
    ours: `${ours.toFixed(1)} µs`,
    baseline: `${baseline.toFixed(1)} µs an action of file`,
    ratio: `${times(ours / baseline)} as long`,
  };
}

async function redacting(): Promise<Row> {
  const redactor = new Redactor();
  const values = Array.from({ length: 20 }, (_, n) => `k${n}-Zq7/${(n * 7919 + 104729).toString(36)}+secret${n}`);
  redactor.add(values);
  const line = 'Nov 23 07:27:15 web1 nginx[1234]: GET /index.html HTTP/1.1 200 612 "-" "curl/7.88.1" rt=0.004\n';
  const told = line.repeat(100_000);
  const parts = values.map((value, n) => `${told.slice(n * 500_000, (n + 1) * 500_000)}password=${value}\n`);
  // Flat, as what comes from a host is: a rope would be paid for by whoever reads it first.
  const bytes = new TextEncoder().encode(parts.join(""));
  const decoder = new TextDecoder();
  const text = decoder.decode(bytes);
  const shown = redactor.redact(text);
  if (values.some((value) => shown.includes(value))) throw new Error("a value is left");
  const ours = await median(5, () => Promise.resolve(redactor.redact(text)));
  const baseline = await median(5, () => Promise.resolve(decoder.decode(bytes)));
  return {
    what: `${Math.round(text.length / 1e6)} MB without 20 secrets, ${Math.round(text.length / 1e3 / ours)} MB/s`,
    ours: ms(ours),
    baseline: `${ms(baseline)} a plain copy`,
    ratio: `${times(ours / baseline)} as long`,
  };
}
