// Passwords of connections are secrets from the beginning, wherever they are said; programs say secrets without a shell.
import assert from "node:assert/strict";
import { openVaults } from "../../src/app/open_vaults.ts";
import { openInventory } from "../../src/app/fleet.ts";
import { passwordsIn, secretsOf } from "../../src/app/secrets_at_work.ts";
import { InputError } from "../../src/model/errors.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Play } from "../../src/playbook/playbook.ts";
import { modules } from "../../src/modules/registry.ts";

const never = new AbortController().signal;

Deno.test("passwordsIn() finds those of inventory and plays that say themselves what they are", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(
    `${folder}/hosts.yml`,
    JSON.stringify({
      all: {
        vars: { ansible_become_password: "for-all-hosts" },
        hosts: {
          a: { ansible_password: "of-a", ansible_user: "deploy" },
          b: { ansible_ssh_pass: 123456, ansible_user: "deploy" },
          c: { ansible_password: "{{ vault_c }}" },
          d: { ansible_password: "vagrant", ansible_user: "vagrant" },
        },
      },
    }),
  );
  const inventory = await openInventory([`${folder}/hosts.yml`], openVaults([], () => {}), never);
  await Deno.remove(folder, { recursive: true });
  const play = { vars: new Map([["ansible_sudo_pass", "of-the-play"]]) } as unknown as Play;
  const found = passwordsIn(inventory, { plays: [play] }).toSorted();
  assert.deepEqual(found, ["123456", "for-all-hosts", "of-a", "of-the-play"]);
});

Deno.test("secretsOf() hides what was typed for hosts, and asks a program by its words", async () => {
  const passwords = { connection: new Secret("typed-at-the-terminal") };
  const options = {
    once: false,
    dryRun: false,
    maxIterations: 10,
    onInterrupted: "ask" as const,
    secrets: ["uri.body=command:printf '%s%s\\n' 'two words; ' '$HOME'"],
  };
  const secrets = await secretsOf(options, { modules: modules(), passwords }, never);
  assert.equal(secrets.inject("uri", {}).params["body"], "two words; $HOME");
  assert.equal(secrets.redact("typed-at-the-terminal two words; $HOME"), "(secret) (secret)");
});

Deno.test("secretsOf() tells nothing that a program said, also where it fails", async () => {
  for (
    const [line, sentence] of [["sh -c 'echo hunter2-out; echo hunter2-err >&2; exit 3'", /ended with 3/], [
      "/no/such/program",
      /cannot be run: is it there/,
    ]] as const
  ) {
    const options = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
    const opening = secretsOf({ ...options, secrets: [`uri.body=command:${line}`] }, { modules: modules() }, never);
    await assert.rejects(opening, (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, sentence);
      assert.ok(!error.message.replaceAll(line, "").includes("hunter2"), error.message);
      return true;
    });
  }
});
