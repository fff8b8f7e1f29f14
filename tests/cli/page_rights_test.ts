// What an opened page gives up, seen from within.
import assert from "node:assert/strict";

const RIGHTS = new URL("../../src/cli/page_rights.ts", import.meta.url).href;

/** Whether programs may be started afterwards, in a process of its own: what is given up does not come back. */
async function afterwards({ untilEof = false, typed, standalone = false }: {
  untilEof?: boolean;
  typed?: string;
  standalone?: boolean;
}): Promise<string> {
  const code = `
    Object.defineProperty(Deno, "build", { value: { ...Deno.build, standalone: ${standalone} } });
    const { giveUpRights } = await import(${JSON.stringify(RIGHTS)});
    const env = (name) => name === "FTL2_PROGRAM" ? ${JSON.stringify(typed)} : undefined;
    await giveUpRights({ io: { env }, flags: { untilEof: ${untilEof} } });
    const may = (name) => Deno.permissions.querySync({ name }).state;
    console.log(may("run"), may("ffi"), may("import"), may("net"), may("read"));`;
  const args = ["run", "-A", "--no-config", `data:text/javascript,${encodeURIComponent(code)}`];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args, stdin: "null" }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("giveUpRights() leaves a page no program to start where a worker started it or nobody could give it less", async () => {
  const less = "prompt prompt prompt granted granted";
  assert.equal(await afterwards({ untilEof: true }), less);
  assert.equal(await afterwards({ typed: "ftl2-enterprise" }), less);
  assert.equal(await afterwards({ standalone: true }), less);
});

Deno.test("giveUpRights() leaves it what it was given by deno's flags", async () => {
  assert.equal(await afterwards({}), "granted granted granted granted granted");
});
