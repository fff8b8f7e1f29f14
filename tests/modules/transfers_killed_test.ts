// Downloads and archives that are killed at every program of their deeds: old or new, never half, and the next run finishes.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { ShellBroken } from "../../src/model/errors.ts";
import type { Module } from "../../src/ports/module.ts";
import { archiveModule } from "../../src/modules/archive.ts";
import { getUrlModule } from "../../src/modules/get_url.ts";
import { unarchiveModule } from "../../src/modules/unarchive.ts";
import { uriModule } from "../../src/modules/uri.ts";
import { DyingShell } from "./dying_shell.ts";
import { lacking } from "./needs.ts";
import { leftBehind, ownTemp } from "./own_temp.ts";
import { Stage } from "./stage.ts";
import { WebServer } from "./web_server.ts";

interface Deed {
  module: Module;
  params: JsonObject;
  before: string;
  /** Shell whose output is one of `states`, whenever it is killed; the last one is where the next run ends. */
  look: string;
  states: string[];
}

async function shell(stage: Stage, script: string): Promise<string> {
  const made = await new Deno.Command("sh", { args: ["-c", script], cwd: stage.folder, stdin: "null" }).output();
  assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
  return new TextDecoder().decode(made.stdout);
}

async function dieEverywhere(deed: Deed): Promise<void> {
  const kept = leftBehind();
  let deaths = 0;
  for (const when of ["before", "after", "amid"] as const) {
    for (let at = 1;; at++) {
      await using stage = await Stage.open();
      await shell(stage, deed.before);
      const traps = await Deno.makeTempDir({ prefix: "traps-" });
      const params: JsonObject = JSON.parse(JSON.stringify(deed.params).replaceAll("@", stage.folder));
      const call = stage.call(params);
      const plan = await deed.module.look(call);
      assert.ok(plan.kind === "change", JSON.stringify(plan));
      const dying = new DyingShell(traps, { at, when }, stage.shell);
      const receipt = { loop: "killed", action: 1, token: 1 };
      await deed.module.apply(plan, { ...call, shell: () => Promise.resolve(dying.deed()), receipt }).catch((error) => {
        if (!(error instanceof ShellBroken)) throw error;
      });
      const left = await shell(stage, deed.look);
      assert.ok(deed.states.includes(left), `${when} program ${at}: ${left}`);
      const { result } = await stage.run(deed.module, params);
      assert.notEqual(result.failed, true, `${when} program ${at}: ${JSON.stringify(result)}`);
      assert.equal(await shell(stage, deed.look), deed.states.at(-1), `the run after a death ${when} program ${at}`);
      await Deno.remove(traps, { recursive: true });
      if (!dying.died) break;
      deaths++;
    }
  }
  assert.ok(deaths >= 3, `only ${deaths} deaths`);
  for (const name of leftBehind().filter((each) => !kept.includes(each))) {
    await Deno.remove(`${Deno.env.get("TMPDIR") ?? "/tmp"}/${name}`, { recursive: true });
  }
}

ownTemp();

const OLD = "old\n".repeat(10);
const ignore = lacking("curl", "tar", "gzip", "setsid");

for (const make of [getUrlModule, uriModule]) {
  Deno.test({
    name: `${make().name}: killed at any moment, the file is the old or the new`,
    ignore,
    fn: async () => {
      await using server = WebServer.open();
      server.put("f", "of the server\n");
      await dieEverywhere({
        module: make(),
        params: { url: `${server.url}/files/f`, dest: "@/f", force: true, mode: "0600" },
        before: `printf '${OLD.replaceAll("\n", "\\n")}' >f; chmod 640 f`,
        look: "stat -c %a f; cat f",
        states: [`640\n${OLD}`, "600\nof the server\n"],
      });
    },
  });
}

Deno.test({
  name: "unarchive: killed at any moment, each file is the old or the new",
  ignore,
  fn: () => {
    const [old, fresh] = [OLD, "new of the archive\n"];
    return dieEverywhere({
      module: unarchiveModule(),
      params: { src: "@/a.tgz", dest: "@/out", remote_src: true },
      before: `mkdir -p s/d out/d; for f in s/f s/d/g; do echo new of the archive >$f; done
tar czf a.tgz -C s f d; for f in out/f out/d/g; do printf '${old.replaceAll("\n", "\\n")}' >$f; done`,
      look: "cat out/f; echo; cat out/d/g",
      states: [`${old}\n${old}`, `${old}\n${fresh}`, `${fresh}\n${old}`, `${fresh}\n${fresh}`],
    });
  },
});

for (const [format, unpack] of [["gz", "tar xzf ../a"], ["zip", "unzip -q ../a"]]) {
  Deno.test({
    name: `archive as ${format}: killed at any moment, nothing is gone that is not in the archive`,
    ignore: ignore || lacking("zip", "unzip"),
    fn: () =>
      dieEverywhere({
        module: archiveModule(),
        params: { path: ["@/s/*/*"], dest: "@/a", format: format ?? "", remove: true },
        before: "mkdir -p s/d s/e; echo one >s/d/f; echo two >s/d/g; echo three >s/e/h; echo old >a",
        look: `if [ "$(tr -d '\\0' <a)" = old ]; then cat s/d/f s/d/g s/e/h
else mkdir x; cd x; ${unpack}; cd ..; for f in d/f d/g e/h; do if [ -e x/$f ]; then cat x/$f; else cat s/$f; fi; done; rm -rf x; fi`,
        states: ["one\ntwo\nthree\n"],
      }),
  });
}
