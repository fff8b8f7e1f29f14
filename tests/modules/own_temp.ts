// A folder for temporary files of one file of tests: who counts or removes what was left in /tmp would meet other processes there.

/** Sets TMPDIR while the tests of the calling file run. */
export function ownTemp(): void {
  const before = Deno.env.get("TMPDIR");
  let folder = "";
  Deno.test.beforeAll(async () => {
    folder = await Deno.makeTempDir({ prefix: "temp-" });
    Deno.env.set("TMPDIR", folder);
  });
  Deno.test.afterAll(async () => {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    await Deno.remove(folder, { recursive: true });
  });
}

/** Names of folders that looks and deeds have made for themselves in the folder for temporary files, and not removed. */
export function leftBehind(): string[] {
  return [...Deno.readDirSync(Deno.env.get("TMPDIR") ?? "/tmp")].map(({ name }) => name)
    .filter((name) => name.startsWith("ftl2."));
}
