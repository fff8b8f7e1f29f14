// The words that start a shell as another user, where only their text can tell.
import assert from "node:assert/strict";
import type { Become } from "../../src/model/way.ts";
import { becomeWords, GO, newSigns } from "../../src/transports/become_words.ts";

async function printed(become: Become, stdin: string): Promise<string> {
  const words = becomeWords(become, { shell: ["sh"], signs: newSigns(), withPassword: true });
  const child = new Deno.Command(words[0]!, { args: words.slice(1), stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin));
  await writer.close();
  const { stdout, stderr } = await child.output();
  return new TextDecoder().decode(new Uint8Array([...stdout, ...stderr]));
}

Deno.test("becomeWords() start nothing until they are told to: who is asked must listen first", async () => {
  const become = { method: "sudo", user: "bob", exe: "echo" } as const;
  assert.equal(await printed(become, ""), "");
  assert.match(await printed(become, GO), /^[0-9a-f]{32} home .*\n-H -S -p ftl2-[0-9a-f]+: -u bob -- sh -c /);
});

Deno.test("becomeWords() take the flags of a way instead of their own, and ask where there is an answer", () => {
  const flags = (become: Become, withPassword: boolean) => {
    const words = becomeWords(become, {
      shell: ["sh"],
      signs: { mark: "0123456789abcdef", prompt: "ask:" },
      withPassword,
    });
    return words.slice(4, words.indexOf(become.user) + 1).join(" ");
  };
  const user = "bob";
  const cases: [Become, string, string][] = [
    [{ method: "sudo", user }, "sudo -H -S -n -u bob", "sudo -H -S -p ask: -u bob"],
    [{ method: "sudo", user, flags: ["-HSn"] }, "sudo -HSn -u bob", "sudo -HS -p ask: -u bob"],
    [{ method: "sudo", user, flags: ["-i"] }, "sudo -i -n -u bob", "sudo -i -S -p ask: -u bob"],
    [{ method: "sudo", user, flags: ["--non-interactive"] }, "sudo --non-interactive -u bob", "sudo -S -p ask: -u bob"],
    [{ method: "sudo", user, exe: "/opt/sudo", flags: [] }, "/opt/sudo -n -u bob", "/opt/sudo -S -p ask: -u bob"],
    [{ method: "su", user, flags: ["-", "-m"] }, "su - -m bob", "su - -m bob"],
    [{ method: "su", user, exe: "sudo su" }, "sudo su bob", "sudo su bob"],
    [{ method: "doas", user }, "doas -n -u bob", "doas -n -u bob"],
    [{ method: "doas", user, flags: ["-n", "-L"] }, "doas -n -L -u bob", "doas -n -L -u bob"],
  ];
  for (const [become, without, withOne] of cases) {
    assert.equal(flags(become, false), without);
    assert.equal(flags(become, true), withOne);
  }
});
