// The bundle with nothing beside it, from a path and from a URL: it runs, works, shows its page, asks a model, and keeps its leases.
import assert from "node:assert/strict";
import { ServingWorker } from "../e2e/serving_worker.ts";
import { modelServer } from "../fakes/model_server.ts";
import { isAlive } from "../sshd/processes.ts";
import { Alone, byPath, Shelf } from "./alone.ts";

const EXAMPLE = new URL("../../examples/site.yml", import.meta.url).pathname;

const WAITING = `
- hosts: localhost
  gather_facts: false
  tasks:
    - command: sh -c 'touch DIR/began; until test -e DIR/open; do sleep 0.05; done'
`;

/** What somebody does on their first day. */
async function firstDay(alone: Alone): Promise<void> {
  const version = await alone.run("--version");
  assert.match(version.stdout, /^ftl2-enterprise \d/, version.stderr);
  alone.env["SITE_ROOT"] = `${alone.folder}/site`;
  const { code, envelope } = await alone.json("run", "-f", EXAMPLE);
  assert.equal(code, 0, JSON.stringify(envelope));
  assert.equal((await alone.run("run", "-f", EXAMPLE, "--dry-run")).code, 0);
  await asksModel(alone);
  await servesPage(alone);
}

/** What the providers are made of lies packed in the bundle. */
async function asksModel(alone: Alone): Promise<void> {
  const server = modelServer(() => ({ reply: { converged: true, reasoning: "all is there" } }));
  try {
    Object.assign(alone.env, { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.root });
    for (const model of [`openai:m@${server.url}`, "anthropic:claude-sonnet-5-5"]) {
      const ran = await alone.run("run", "all is there", "--model", model);
      assert.equal(ran.code, 0, ran.stderr);
    }
    assert.deepEqual(server.asked.map(({ protocol }) => protocol), ["openai", "anthropic"]);
  } finally {
    await server.close();
  }
}

/** The page is a process that the worker has started as it was started itself. */
async function servesPage(alone: Alone): Promise<void> {
  alone.write(
    "site.yml",
    "- {hosts: localhost, gather_facts: false, tasks: [{copy: {dest: DIR/new, content: here}}]}\n",
  );
  await using worker = new ServingWorker(alone);
  await alone.until("the page", () => worker.opened.length === 1);
  const [{ url, pid } = { url: "", pid: 0 }] = worker.opened;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ file: "site.yml", name: "mine" });
  const submitted = await fetch(new URL("/api/v1/loops", url), { method: "POST", headers, body });
  assert.equal((await submitted.json()).ok, true);
  await alone.until("convergence", () => alone.lines("new").join() === "here");
  assert.match(await (await fetch(new URL("/loops/mine", url))).text(), /<!doctype html>[^]*mine/i);
  worker.child.kill("SIGTERM");
  assert.equal(await worker.end(), 0);
  assert.ok(!isAlive(pid));
}

/** When the lease of the only loop ends. */
const lease = (alone: Alone): string =>
  String(alone.query("select lease_expires_at from loops")[0]?.["lease_expires_at"]);

Deno.test("the bundle does a first day's work from a path, alone", async () => {
  using alone = await byPath();
  await firstDay(alone);
  assert.deepEqual(alone.packages(), []);
});

Deno.test("the bundle does a first day's work from a URL, alone, and is loaded from there once", async () => {
  await using shelf = await Shelf.open();
  using alone = new Alone(shelf.url);
  await firstDay(alone);
  assert.deepEqual(shelf.asked, ["/ftl2-enterprise.js"]);
  assert.deepEqual(alone.packages(), []);
});

Deno.test("the bundle's first line starts it, where deno is on PATH", async () => {
  using alone = await byPath();
  const path = `${alone.folder}/bin`;
  await Deno.mkdir(path);
  await Deno.symlink(Deno.execPath(), `${path}/deno`);
  await Deno.chmod(alone.program, 0o755);
  const env = { ...alone.env, PATH: `${path}:/usr/bin:/bin` };
  const command = new Deno.Command("./ftl2-enterprise.js", {
    args: ["--version"],
    cwd: alone.folder,
    env,
    clearEnv: true,
  });
  const { code, stdout, stderr } = await command.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  assert.match(new TextDecoder().decode(stdout), /^ftl2-enterprise \d/);
});

Deno.test("the bundle from a URL keeps its lease by the heartbeat's thread while its own stands still", async () => {
  await using shelf = await Shelf.open();
  using alone = new Alone(shelf.url);
  alone.env["BLOCKED"] = `${alone.folder}/go`;
  alone.preload = new URL("blocked.ts", import.meta.url).pathname;
  alone.write("site.yml", WAITING);
  assert.equal((await alone.run("submit", "-f", "site.yml")).code, 0);
  await using worker = new ServingWorker(alone);
  await alone.until("the command", () => alone.lines("began").length === 0 && exists(`${alone.folder}/began`));
  worker.child.kill("SIGUSR2");
  await alone.until("standstill", () => exists(`${alone.folder}/go.shut`));
  const before = lease(alone);
  await alone.until("a heartbeat", () => lease(alone) > before);
  const between = lease(alone);
  await alone.until("another one", () => lease(alone) > between);
  alone.write("open", "");
  alone.write("go", "");
  await alone.until("convergence", () => alone.query("select status from loops")[0]?.["status"] === "completed");
  worker.child.kill("SIGTERM");
  assert.equal(await worker.end(), 0);
});

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
