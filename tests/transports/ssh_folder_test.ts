// The private folder of ssh's sockets: the user's own, and nothing stays in it for ever.
import assert from "node:assert/strict";
import { done } from "../sshd/processes.ts";

/** What a process of its own says of the folder, with this TMPDIR. */
async function folderIn(temp: string): Promise<string> {
  const module = import.meta.resolve("../../src/transports/ssh_folder.ts");
  const script = `import { privatePath } from ${JSON.stringify(module)}; console.log(await privatePath("s"));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", script],
    env: { TMPDIR: temp },
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

const place = `ftl2-ssh-${Deno.uid()}`;

Deno.test("privatePath() lies in one folder for all of a user's processes, private, and short enough for a socket", async () => {
  const temp = await Deno.makeTempDir({ dir: "/tmp" });
  const [one, two] = [await folderIn(temp), await folderIn(temp)];
  assert.ok(one.startsWith(`${temp}/${place}/s`) && two.startsWith(`${temp}/${place}/s`));
  assert.notEqual(one, two);
  assert.equal((await Deno.stat(`${temp}/${place}`)).mode! & 0o777, 0o700);
  assert.ok((await folderIn(`/tmp/${"long".repeat(30)}`)).length <= 86);
  await Deno.remove(temp, { recursive: true });
});

Deno.test("privatePath() lies in no folder that somebody else has made, or may look into", async () => {
  const temp = await Deno.makeTempDir({ dir: "/tmp" });
  await Deno.mkdir(`${temp}/elsewhere`, { mode: 0o700 });
  await Deno.symlink(`${temp}/elsewhere`, `${temp}/${place}`);
  assert.ok(!(await folderIn(temp)).includes(`/${place}/`));
  await Deno.remove(`${temp}/${place}`);
  await Deno.mkdir(`${temp}/${place}`);
  await Deno.chmod(`${temp}/${place}`, 0o755);
  const path = await folderIn(temp);
  assert.ok(path.startsWith(temp) && !path.includes(`/${place}/`), path);
  await Deno.remove(temp, { recursive: true });
});

Deno.test("privatePath() takes away what processes left that are gone for a day, and nothing else", async () => {
  const temp = await Deno.makeTempDir({ dir: "/tmp" });
  const folder = `${temp}/${place}`;
  await Deno.mkdir(folder, { mode: 0o700 });
  const child = new Deno.Command("true").spawn();
  await child.status;
  const names = [`s${child.pid}-1`, `p${child.pid}-2`, `s${child.pid}-3`, `s${Deno.pid}-1`, "askpass-1"];
  for (const name of names) await Deno.writeTextFile(`${folder}/${name}`, "");
  const old = names.filter((name) => !name.endsWith("-3")).map((name) => `${folder}/${name}`);
  await done("touch", ["-d", "2 days ago", ...old]);
  await folderIn(temp);
  const left = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  assert.deepEqual(left.sort(), ["askpass-1", `s${child.pid}-3`, `s${Deno.pid}-1`].sort());
  await Deno.remove(temp, { recursive: true });
});
