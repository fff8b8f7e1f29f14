// Passwords that are typed at a terminal or stand in files: they open the host, and are nowhere on record.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { FleetGround } from "./fleet_ground.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
const PASSWORD = "löwe zahn 7";

/** Runs a command at a terminal of its own, where each question is answered by the next answer; prints what the terminal showed. */
const AT_TERMINAL = `
import os, pty, sys
answers = os.environ["ANSWERS"].split("|")
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = b""
seen = 0
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:
        break
    if not some:
        break
    shown += some
    if answers and shown[seen:].rstrip(b" ").endswith(b":") and b"assword" in shown[seen:]:
        seen = len(shown)
        os.write(terminal, (answers.pop(0) + "\\r").encode())
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
`;

async function atTerminal(ground: FleetGround, answers: string[], ...args: string[]) {
  const { DENO_DIR } = ground.env;
  const root = new URL("../../", import.meta.url).pathname;
  const program = [Deno.execPath(), "run", "-A", "--config", `${root}deno.json`, `${root}main.ts`, "--db", ground.db];
  const { code, stdout, stderr } = await new Deno.Command("/usr/bin/python3", {
    args: ["-c", AT_TERMINAL, ...program, ...args],
    cwd: ground.folder,
    env: { HOME: ground.folder, DENO_DIR, NO_COLOR: "1", TERM: "xterm", ANSWERS: answers.join("|") },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, shown: decoder.decode(stdout).replaceAll("\r", ""), stderr: decoder.decode(stderr) };
}

/** Everything that is kept of the database, as bytes that are text. */
function onRecord(ground: FleetGround): string {
  const files = [...Deno.readDirSync(ground.folder)].filter(({ name }) => name.startsWith("loops.db"));
  return files.map(({ name }) => new TextDecoder().decode(Deno.readFileSync(`${ground.folder}/${name}`))).join("\n");
}

Deno.test(
  "run -k and -K take passwords that are typed unseen, files of them do the same, and none of it is on record",
  { ignore },
  async () => {
    await using ground = await FleetGround.make();
    const user = await ground.farm.user({ password: PASSWORD });
    await using _ = await sudoRules(`${user.name} ALL=(ALL) ALL`);
    await ground.farm.sshd({ names: ["typed"], config: ["AuthorizedKeysFile none"] });
    ground.inventory(["typed"]);
    ground.site("    - shell: id -un >> DIR/world/deeds".replaceAll("DIR", ground.folder));
    const flags = ["run", "-f", "site.yml", "-i", "inventory.yml", "-u", user.name, "-b"];

    const first = await atTerminal(ground, [PASSWORD, ""], ...flags, "-k", "-K");
    assert.equal(first.code, 0, first.shown);
    assert.match(first.shown, /^SSH password: \nBECOME password\[defaults to SSH password\]: \n/);
    assert.deepEqual(ground.deeds, ["root"]);

    // The wrong one is rubbed out: DEL takes a character away, Ctrl-U the line.
    const second = await atTerminal(ground, [`wrong\x15${PASSWORD}ß\x7f`, PASSWORD], ...flags, "-k", "-K");
    assert.equal(second.code, 0, second.shown);

    const none = await atTerminal(ground, ["\x03"], ...flags, "-k");
    assert.equal(none.code, 130, none.shown);
    assert.match(none.shown, /No password was typed: nothing was started/);

    ground.write("pass", `${PASSWORD}\n`);
    const files = ["--connection-password-file", "pass", "--become-password-file", "pass"];
    const { code, stderr } = await ground.run(...flags, ...files);
    assert.equal(code, 0, stderr);
    assert.deepEqual(ground.deeds, ["root", "root", "root"]);

    assert.ok(!onRecord(ground).includes(PASSWORD));
    assert.ok(!first.shown.includes(PASSWORD));
  },
);
