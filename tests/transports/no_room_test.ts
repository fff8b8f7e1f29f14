import assert from "node:assert/strict";

Deno.test("run() refuses a deed whose input finds no room on the host, starts nothing and goes on", async () => {
  const folder = await Deno.makeTempDir();
  const child = new URL("./no_room_child.ts", import.meta.url).pathname;
  const script = `mkdir "$0/tiny" && mount -t tmpfs -o size=256k tmpfs "$0/tiny" && TMPDIR="$0/tiny" exec "$@"`;
  const args = ["-m", "sh", "-c", script, folder, Deno.execPath(), "run", "-A", "--quiet", child, folder];
  const { code, stdout, stderr } = await new Deno.Command("unshare", { args }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const { refused, message, after } = JSON.parse(new TextDecoder().decode(stdout));
  assert.equal(refused, true, message);
  assert.match(message, /no room for its input/);
  assert.equal(after, "still here\n");
  await assert.rejects(Deno.stat(`${folder}/written`), Deno.errors.NotFound);
  await Deno.remove(folder, { recursive: true });
});
