// The words that ssh is started with: what it makes of them is asked of ssh itself (-G).
import assert from "node:assert/strict";
import type { Way } from "../../src/model/way.ts";
import { remoteCommand, sshWords } from "../../src/transports/ssh_words.ts";
import { noFarm, sshFarm } from "../sshd/farm.ts";
import { done } from "../sshd/processes.ts";

const ignore = noFarm() !== undefined;
const session = { control: { socket: "/tmp/s", master: true }, password: false };

/** What ssh understands. */
async function understood(way: Partial<Way>, password = false): Promise<(key: string) => string | undefined> {
  const words = sshWords({ host: "web1", connection: "ssh", ...way }, { ...session, password });
  const lines = (await done("ssh", ["-G", "-F", "/dev/null", ...words])).split("\n");
  return (key) => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
}

Deno.test(
  { name: "sshWords() say whom, where and with what, and nothing where the way says nothing", ignore },
  async () => {
    const plain = await understood({});
    assert.deepEqual(["hostname", "port", "batchmode", "connecttimeout"].map(plain), ["web1", "22", "yes", "10"]);
    assert.deepEqual(["serveraliveinterval", "serveralivecountmax"].map(plain), ["10", "2"]);
    assert.deepEqual(
      ["stricthostkeychecking", "requesttty"].map(plain),
      ["ask", "false"],
    );
    const all = await understood({
      address: "fe80::1%eth0",
      port: 2222,
      user: "DOMAIN-x.y@z",
      timeout: 2.5,
      hostKeys: "accept-new",
    }, true);
    assert.deepEqual(["hostname", "port", "user"].map(all), ["fe80::1%eth0", "2222", "DOMAIN-x.y@z"]);
    assert.deepEqual(["batchmode", "numberofpasswordprompts", "connecttimeout"].map(all), ["no", "1", "3"]);
    assert.equal(all("stricthostkeychecking"), "accept-new");
  },
);

Deno.test({
  name: "sshWords() let the way's own arguments win, save for terminals and for what sessions share",
  ignore,
}, async () => {
  const own = [
    "-o",
    "ConnectTimeout=77",
    "-oServerAliveInterval=5",
    "-p",
    "99",
    "-l",
    "mine",
    "-tt",
    "-o",
    "ControlPath=/x",
  ];
  const way = await understood({
    port: 22,
    user: "yours",
    arguments: [...own, "-o", "StrictHostKeyChecking=no"],
    hostKeys: "accept-new",
  });
  assert.deepEqual(["connecttimeout", "serveraliveinterval", "port", "user"].map(way), ["77", "5", "99", "mine"]);
  assert.equal(way("stricthostkeychecking"), "false");
  assert.deepEqual(["requesttty", "controlpath", "controlpersist"].map(way), ["false", "/tmp/s", "no"]);
});

Deno.test({ name: "sshWords() name a key file whatever it is called", ignore }, async () => {
  await using farm = await sshFarm();
  const sshd = await farm.sshd({ names: ["far"], config: ["PasswordAuthentication no"] });
  const base = ["-F", "/dev/null", "-o", `UserKnownHostsFile=${farm.knownHosts}`, "-o", "IdentitiesOnly=yes"];
  for (const name of ["plain", "-a b", "100%h", `it's "\\ %`]) {
    const keyFile = `${farm.folder}/${name}`;
    await Deno.copyFile(farm.keyFile, keyFile);
    const way: Way = { host: "far", connection: "ssh", address: "127.0.0.1", port: sshd.port, user: "root", keyFile };
    const words = sshWords({ ...way, arguments: base }, {
      control: { socket: "none", master: false },
      password: false,
    });
    assert.equal(await done("ssh", [...words, "echo in"]), "in\n", name);
  }
});

Deno.test("remoteCommand() brings words through login shells", async () => {
  const words = ["printf", "%s|", "it's", "a\\b", "\\'", "$HOME", "`x`", "*", "", "-n", "~", "é"];
  for (const shell of ["sh", "bash", "dash", "tcsh", "fish"]) {
    const there = new Deno.Command("sh", { args: ["-c", `command -v ${shell}`], stdout: "null" }).outputSync().success;
    if (!there && Deno.env.get("CI") !== "true") continue;
    const said = await done(shell, ["-c", remoteCommand("mark", words)]);
    assert.equal(said, `mark\n${words.slice(2).map((word) => `${word}|`).join("")}`, shell);
  }
});
