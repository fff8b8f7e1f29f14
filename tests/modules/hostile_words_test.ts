// Parameters that would do something else if a shell read them: sysctl, mount, hostname and ini_file take them for what they are.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const ignore = noRoom() !== undefined;
/** One word, as a setting's name must be. */
const WORD = "$(>/made)`>/made`;>/made;'\"\\&%s%%";
const WORDS = `${WORD} > /made $(touch /made)`;

const CALLS: [string, JsonObject][] = [
  ["sysctl", { name: WORD.replace(">", ""), value: WORDS, sysctl_file: `/f/${WORDS}`, sysctl_set: true }],
  ["sysctl", { name: "a.b", value: WORDS, sysctl_file: `/f/${WORDS}`, ignoreerrors: true }],
  ["mount", { path: `/m/${WORDS}`, src: WORDS, fstype: "tmpfs", opts: "size=64k", state: "mounted" }],
  ["mount", { path: `/m/${WORDS}`, src: WORDS, fstype: "tmpfs", opts: "size=64k,ro", state: "mounted" }],
  ["mount", { path: `/m/${WORDS}`, state: "absent" }],
  ["mount", { path: `/m/${WORDS}`, src: WORDS, fstype: WORDS, opts: WORDS, state: "ephemeral" }],
  ["mount", { path: `/m/${WORDS}`, src: WORDS, fstype: WORDS, opts: WORDS, fstab: `/t/${WORD}`, state: "present" }],
  ["mount", { path: `/m/${WORDS}`, opts: WORDS, state: "remounted" }],
  ["ini_file", { path: `/f/${WORDS}`, section: WORDS, option: WORDS, value: WORDS, backup: true }],
  ["hostname", { name: WORD }],
  ["hostname", { name: "a>/made" }],
];

Deno.test(
  { name: "modules of servers take their parameters for what they are, whatever is in them", ignore },
  async () => {
    await using room = await openRoom({ unshare: ["--net"] });
    await room.sh(": >/etc/fstab; mkdir /f /t");
    await using stage = await Stage.inRoom(room);
    const outcomes: string[] = [];
    for (const [name, params] of CALLS) {
      const module = modules().get(name);
      assert.ok(module !== undefined);
      const { result } = await stage.run(module, params);
      outcomes.push(`${name} ${result.failed === true ? "failed" : result.changed ? "changed" : "same"}`);
    }
    assert.deepEqual(outcomes, [
      "sysctl failed",
      "sysctl changed",
      "mount changed",
      "mount changed",
      "mount changed",
      "mount failed",
      "mount changed",
      "mount failed",
      "ini_file changed",
      "hostname failed",
      "hostname changed",
    ]);
    assert.equal(await room.sh("ls -d /made 2>/dev/null || :"), "");
    assert.equal(
      await room.sh(`cat '/f/${WORDS.replaceAll("'", "'\\''")}'`),
      `a.b=${WORDS}\n[${WORDS}]\n${WORDS} = ${WORDS}\n`,
    );
  },
);
