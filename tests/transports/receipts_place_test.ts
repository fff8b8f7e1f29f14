// Where receipts lie for a user without a home, when many sessions of his begin at once.
import assert from "node:assert/strict";
import { localTransport } from "../../src/transports/local.ts";
import { enter } from "../fakes/entrances.ts";

/** Nobody's: the folder in /var/tmp is made by this test and taken away by it. */
const UID = 54_000 + Deno.pid % 10_000;

Deno.test({
  name: "sessions of a user without a home that begin at once share one place for receipts",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const place = `/var/tmp/.ftl2-${UID}`;
    const shell = ["setpriv", `--reuid=${UID}`, "--clear-groups", "env", "HOME=/nonexistent", "sh"];
    try {
      for (let round = 0; round < 8; round++) {
        const opened = await Promise.all(
          Array.from({ length: 8 }, () => localTransport({ shell }).open(enter("localhost"))),
        );
        const hold = { uid: "place", token: round + 1 };
        const states = await Promise.all(opened.map((each) => each.hold(hold)));
        assert.deepEqual(states, Array(8).fill("free"));
        await Promise.all(opened.map((each) => each[Symbol.asyncDispose]()));
        assert.equal((await Deno.stat(place)).uid, UID);
        await Deno.remove(place, { recursive: true });
      }
    } finally {
      await Deno.remove(place, { recursive: true }).catch(() => {}); // gone, where all went well
    }
  },
});

/** What somebody else may have put in the way, and makes everything readable or writable by him. */
const PLANTED: Record<string, (place: string) => Promise<void>> = {
  "a folder of his, open to all": async (place) => {
    await Deno.mkdir(place);
    await Deno.chmod(place, 0o777);
    await Deno.chown(place, UID + 1, UID + 1);
  },
  "a link to a folder of ours": async (place) => {
    await Deno.mkdir(`${place}.theirs`);
    await Deno.chown(`${place}.theirs`, UID, UID);
    await Deno.symlink(`${place}.theirs`, place);
  },
  "a file": (place) => Deno.writeTextFile(place, ""),
};

for (const [what, plant] of Object.entries(PLANTED)) {
  Deno.test({
    name:
      `a session of a user without a home leaves no receipt where somebody else has put ${what}, and starts no deed`,
    ignore: Deno.uid() !== 0,
    fn: async () => {
      const place = `/var/tmp/.ftl2-${UID}`;
      const shell = ["setpriv", `--reuid=${UID}`, "--clear-groups", "env", "HOME=/nonexistent", "sh"];
      const made = await Deno.makeTempFile();
      try {
        await plant(place);
        await using session = await localTransport({ shell }).open(enter("localhost"));
        const wrong = /somebody else's or a link: remove it/;
        await assert.rejects(session.hold({ uid: "place", token: 1 }), wrong);
        const receipt = { loop: "place", action: 1, token: 1 };
        await assert.rejects(session.run(["sh", "-c", `echo deed >${made}`], { receipt }), wrong);
        assert.equal(await Deno.readTextFile(made), "");
        for (const folder of [place, `${place}.theirs`]) {
          const there = await Deno.stat(folder).catch(() => undefined);
          if (there?.isDirectory === true) assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
        }
      } finally {
        for (const path of [place, `${place}.theirs`]) await Deno.remove(path, { recursive: true }).catch(() => {}); // not all are there
        await Deno.remove(made);
      }
    },
  });
}
