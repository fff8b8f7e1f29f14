// Passwords that are typed at a terminal or stand in files: they open the host, and are nowhere on record.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { Canary } from "./canary.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Typing } from "./typing.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
const PASSWORD = "löwe zahn 7";
const CONNECTION = "SSH password: ";
const BECOME = "BECOME password[defaults to SSH password]: ";

/** Runs the program at a terminal and answers its questions; what the terminal showed. */
async function typed(ground: FleetGround, answers: [question: string, answer: string][], ...args: string[]) {
  await using run = await Typing.of(ground, ...args);
  for (const [question, answer] of answers) await run.answer(question, answer);
  const { code } = await run.ended();
  return { code, shown: run.out.replaceAll("\r", "") };
}

Deno.test(
  "run -k and -K take passwords that are typed unseen, files of them do the same, and none of it is on record",
  { ignore },
  async () => {
    await using ground = await FleetGround.make();
    await using canary = new Canary(PASSWORD);
    const user = await ground.farm.user({ password: PASSWORD });
    await using _ = await sudoRules(`${user.name} ALL=(ALL) ALL`);
    await ground.farm.sshd({ names: ["typed"], config: ["AuthorizedKeysFile none"] });
    ground.inventory(["typed"]);
    ground.site("    - shell: id -un >> DIR/world/deeds");
    const flags = ["run", "-f", "site.yml", "-i", "inventory.yml", "-u", user.name, "-b"];

    const first = await typed(ground, [[CONNECTION, PASSWORD], [BECOME, ""]], ...flags, "-k", "-K");
    assert.equal(first.code, 0, first.shown);
    assert.ok(first.shown.startsWith(`${CONNECTION}\n${BECOME}\n`), first.shown);
    assert.deepEqual(ground.deeds, ["root"]);

    // The wrong one is rubbed out: DEL takes a character away, Ctrl-U the line.
    const rubbedOut = `wrong\x15${PASSWORD}ß\x7f`;
    const second = await typed(ground, [[CONNECTION, rubbedOut], [BECOME, PASSWORD]], ...flags, "-k", "-K");
    assert.equal(second.code, 0, second.shown);

    const none = await typed(ground, [[CONNECTION, "\x03"]], ...flags, "-k");
    assert.equal(none.code, 130, none.shown);
    assert.match(none.shown, /No password was typed: nothing was started/);

    const file = ground.write("pass", `${PASSWORD}\n`);
    const files = ["--connection-password-file", "pass", "--become-password-file", "pass"];
    const { code, stderr } = await ground.run(...flags, ...files);
    assert.equal(code, 0, stderr);
    assert.deepEqual(ground.deeds, ["root", "root", "root"]);

    assert.ok(!canary.isIn(first.shown + second.shown + stderr), "a terminal shows a password");
    assert.deepEqual([await canary.files(ground.folder), await canary.files(user.home)], [[file], []]);
    assert.ok(canary.looks > 0);
    assert.deepEqual(canary.processes, []);
  },
);
