import assert from "node:assert/strict";
import { ansibleFindings } from "../../../src/app/doctor/ansible.ts";
import { clockFinding, moment, zoneFinding } from "../../../src/app/doctor/clock.ts";
import { diskFindings, roomFinding } from "../../../src/app/doctor/disk.ts";
import { installCommand } from "../../../src/app/doctor/install_command.ts";
import { modelFinding, withoutLogin } from "../../../src/app/doctor/model.ts";
import { pageFinding } from "../../../src/app/doctor/page.ts";
import { homeFinding, isOlder, userFinding } from "../../../src/app/doctor/program.ts";
import { shellFindings } from "../../../src/app/doctor/shell.ts";
import { terminalFinding } from "../../../src/app/doctor/terminal.ts";
import { kindOf } from "../../../src/store/disk_room.ts";
import { Door } from "../../server/open_door.ts";
import { folderHere, lookAt, standings, variables } from "./ground.ts";

const { signal } = new AbortController();
const NOW = Date.UTC(2026, 10, 23, 20);

function clockAt(...walls: number[]) {
  let steady = 0;
  return { now: () => walls.length > 1 ? walls.shift()! : walls[0]!, monotonic: () => steady += 10 };
}

Deno.test("clockFinding: a sane clock, one of 1970, one behind the record, one that is set meanwhile", () => {
  const stands = (walls: number[], latest: number | null) => {
    const clock = clockAt(...walls);
    const [found] = clockFinding(clock, { before: moment(clock), latest });
    return [found!.standing, found!.found];
  };
  assert.deepEqual(stands([NOW], NOW - 1), ["ok", "2026-11-23T20:00:00Z, after all that is on record"]);
  assert.deepEqual(stands([NOW], NOW + 900)[0], "ok");
  assert.match(stands([1000], null).join(" "), /^problem it says 1970-01-01T00:00:01Z/);
  assert.match(stands([NOW], NOW + 7_200_000).join(" "), /^problem .* 2 h before the latest row of the record$/);
  assert.match(stands([NOW, NOW - 60_000], null).join(" "), /^warning it was set back by 1 min/);
  assert.match(stands([NOW, NOW + 60_000], null).join(" "), /^warning it was set forward by/);
});

Deno.test("zoneFinding: TZ that names no zone is warned of", () => {
  for (const [zone, standing] of [["Europe/Paris", "ok"], ["Europe/Pariss", "warning"]]) {
    using _zone = variables({ TZ: zone });
    assert.equal(zoneFinding()[0]!.standing, standing, zone);
  }
});

Deno.test("roomFinding: little room, none, no files left, memory and a network", () => {
  const of = (bytes: number, files: number | null, kind: string | null, uses = ["the database"]) =>
    roomFinding({ bytes, files, kind }, { path: "/srv", uses, type: (command) => command });
  assert.equal(of(5e9, 1e6, null).standing, "ok");
  assert.equal(of(1e6, 1e6, null).standing, "problem");
  assert.equal(of(1e8, 1e6, null).standing, "warning");
  assert.equal(of(5e9, 3, null).standing, "problem");
  assert.equal(of(5e9, 300, null).standing, "warning");
  assert.match(of(5e9, null, "memory").found, /gone when this machine restarts/);
  assert.match(of(5e9, null, "NFS").found, /lies on NFS/);
  assert.equal(of(5e9, null, "NFS", ["receipts"]).standing, "ok");
  assert.deepEqual([kindOf(0x6969), kindOf(-11317950), kindOf(0xef53)], ["NFS", "SMB", null]);
});

Deno.test("diskFindings: the file systems of database, temporary files and home, each once", () => {
  using folder = folderHere();
  using _here = variables({ HOME: folder.path, TMPDIR: folder.path });
  const found = diskFindings(lookAt(folder.path));
  assert.equal(found.length, 1);
  assert.match(found[0]!.found, /\(the database, temporary files, receipts\)/);
});

Deno.test("installCommand: one line where the system is known, one for each family where it is not", () => {
  const packages = { debian: "openssh-client", redhat: "openssh-clients", darwin: "openssh" };
  const on = (release: string, os = "linux", root = false) => installCommand(packages, { os, release, root });
  assert.deepEqual(on('NAME="x"\nID=ubuntu\nID_LIKE=debian\n'), ["sudo apt-get install openssh-client"]);
  assert.deepEqual(on('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "linux", true), ["dnf install openssh-clients"]);
  assert.deepEqual(on("ID=alpine\n", "linux", true), ["apk add openssh-client"]);
  assert.deepEqual(on("", "darwin"), ["brew install openssh"]);
  assert.equal(on("ID=plan9\n").length, 3);
});

Deno.test("shellFindings: the sh of this machine, and a PATH without its programs", async () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  const [here] = await shellFindings(look, signal);
  assert.ok(here!.standing === "ok" || here!.standing === "note", here!.found);
  using _path = variables({ PATH: folder.path });
  assert.match((await shellFindings(look, signal))[0]!.found, /^no program sh on PATH/);
  await Deno.symlink("/bin/sh", `${folder.path}/sh`);
  const [bare] = await shellFindings(look, signal);
  assert.equal(bare!.standing, "problem");
  assert.match(bare!.found, /finds no awk, no base64/);
});

Deno.test("ansibleFindings: what is installed here, no Python, and an Ansible whose Python is gone", async () => {
  using folder = folderHere();
  const look = lookAt(folder.path);
  const [here] = await ansibleFindings(look, signal);
  const { stdout } = await new Deno.Command("ansible", { args: ["--version"] }).output();
  const version = /core ([\d.]+)/.exec(new TextDecoder().decode(stdout))![1]!;
  assert.equal(here!.standing, "ok");
  assert.ok(here!.found.startsWith(`ansible-core ${version} (`), here!.found);
  using _path = variables({ PATH: folder.path });
  const [none] = await ansibleFindings(look, signal);
  assert.deepEqual([none!.standing, /^no Python/.test(none!.found)], ["note", true]);
  await Deno.writeTextFile(`${folder.path}/ansible`, "#!/nowhere/bin/python3\n", { mode: 0o755 });
  const [broken] = await ansibleFindings(look, signal);
  assert.equal(broken!.standing, "warning");
  assert.match(broken!.found, /\/nowhere\/bin\/python3, which starts it, does not run/);
});

Deno.test("modelFinding: none, one by its key, and one that is asked; no key is told", async () => {
  const none = { ANTHROPIC_API_KEY: undefined, OPENAI_API_KEY: undefined, OPENAI_BASE_URL: undefined };
  using folder = folderHere();
  const { clock } = lookAt(folder.path);
  {
    using _none = variables({ ...none, PATH: folder.path });
    assert.deepEqual((await modelFinding(undefined, clock, signal))[0]!.standing, "note");
    assert.deepEqual((await modelFinding(true, clock, signal))[0]!.standing, "problem");
  }
  using _key = variables({ ...none, OPENAI_API_KEY: "sk-4711", OPENAI_BASE_URL: "http://ann:pw@127.0.0.1:9/v1" });
  const [found] = await modelFinding(undefined, clock, signal);
  assert.equal(found!.standing, "ok");
  assert.match(found!.found, /^openai:\S+@http:\/\/127\.0\.0\.1:9\/v1 \(OPENAI_API_KEY and OPENAI_BASE_URL set\)/);
  assert.doesNotMatch(found!.found, /4711|ann|pw@/);
  assert.equal(withoutLogin("openai:m@https://u:p@h/v1?key=1"), "openai:m@https://h/v1");

  const program = `${folder.path}/think`;
  await Deno.writeTextFile(program, `#!/bin/sh\ncat >>${folder.path}/asked\necho '{"ok":true}'\n`, { mode: 0o755 });
  const [answered] = await modelFinding(`command:${program}`, clock, signal);
  assert.equal(answered!.standing, "ok", answered!.found);
  assert.match(answered!.found, /answered in \d+\.\d s; tokens unknown, cost unknown$/);
  assert.match(await Deno.readTextFile(`${folder.path}/asked`), /"ok": true/);
  await Deno.writeTextFile(program, "#!/bin/sh\ncat >/dev/null\necho no credit >&2\nexit 3\n");
  const [refused] = await modelFinding(`command:${program}`, clock, signal);
  assert.equal(refused!.standing, "problem");
  assert.match(refused!.found, /does not answer: .*no credit/);
});

Deno.test("pageFinding: a port that is free, and one that another program has", async () => {
  const look = lookAt("/tmp");
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = (async () => {
    for await (const each of taken) {
      await each.write(new TextEncoder().encode("220 mail.example.com ESMTP\r\n"));
      each.close();
    }
  })();
  const { port } = taken.addr;
  const [other] = await pageFinding(look, port);
  assert.deepEqual([other!.standing, other!.mend], ["warning", ["ftl2-enterprise serve --listen 127.0.0.1:0"]]);
  taken.close();
  await answering.catch(() => {});
  assert.equal((await pageFinding(look, port))[0]!.standing, "ok");
});

Deno.test("pageFinding: a page of ours that is open already is nobody else's program", async () => {
  await using door = await Door.open();
  const [open] = await pageFinding(lookAt("/tmp"), Number(new URL(door.url).port));
  assert.deepEqual([open!.standing, open!.found], ["ok", `it is open already: ${door.url}`]);
});

Deno.test("homeFinding, userFinding, terminalFinding, isOlder: what is worth a word", () => {
  using folder = folderHere();
  assert.equal(homeFinding(undefined)[0]!.standing, "warning");
  assert.equal(homeFinding(`${folder.path}/none`)[0]!.standing, "warning");
  assert.equal(homeFinding(folder.path)[0]!.standing, "ok");
  Deno.writeTextFileSync(`${folder.path}/.ftl2`, "");
  assert.equal(homeFinding(folder.path)[0]!.standing, "problem");
  const umask = Deno.umask(0);
  try {
    assert.match(userFinding()[0]!.found, /umask 0000: everybody may write/);
    Deno.umask(0o022);
    assert.equal(userFinding()[0]!.standing, "ok");
  } finally {
    Deno.umask(umask);
  }
  const terminal = { isTerminal: true, columns: 80 };
  for (const [lang, standing] of [["C", "note"], ["en_US.UTF-8", "ok"]]) {
    using _lang = variables({ LC_ALL: undefined, LC_CTYPE: undefined, LANG: lang });
    assert.deepEqual(standings(terminalFinding({ terminal })), [`${standing} terminal`]);
  }
  assert.deepEqual(["2.8.9", "2.9.0", "3.0.0", "1.40.0"].map(isOlder), [true, false, false, true]);
});
