// Places that an inventory leads to: this machine's sshd, another user, and both at once. The playbooks stay as they are.
import { type Farm, sshFarm } from "../sshd/farm.ts";
import { sudoRules } from "../transports/become_ground.ts";
import type { TestUser } from "../sshd/users.ts";
import { type Me, myself, type Place, type TreeAt } from "./place.ts";

/** Ways into a farm, one for each combination; they go with it. */
export interface FarPlaces extends AsyncDisposable {
  farm: Farm;
  /** Who is become. */
  user: TestUser;
  ssh: Place;
  become: Place;
  both: Place;
  /** How many have logged in over ssh so far. */
  logins(): Promise<number>;
}

/**
 * What runs for who is logged in: sessions begin in the tree and know the case's environment, as they do on this machine. ssh says which
 * tree (SetEnv), and the tree's file of words says the rest. Ansible's file transfers go through it, too.
 */
const ENTER = `#!/bin/sh
. "$ORACLE_TREE.words" && cd "$ORACLE_TREE" && umask 022 || exit
case $SSH_ORIGINAL_COMMAND in
  *sftp*) exec /usr/lib/openssh/sftp-server ;;
  *) exec /bin/sh -c "$SSH_ORIGINAL_COMMAND" ;;
esac
`;

/** One sshd and one user. */
export async function farPlaces(): Promise<FarPlaces> {
  const farm = await sshFarm();
  const script = `${farm.folder}/enter`;
  await Deno.writeTextFile(script, ENTER, { mode: 0o755 });
  const user = await farm.user();
  // As where sudo was told to leave these words alone.
  const rules = await sudoRules('Defaults:root env_keep += "ORACLE_WORD ORACLE_URL ORACLE_REGISTERED"');
  const sshd = await farm.sshd({ names: ["trees"], config: ["AcceptEnv ORACLE_TREE", `ForceCommand ${script}`] });
  const them: Me = { uid: user.uid, gid: user.uid, name: user.name, home: user.home };
  const over = async ({ path, env }: TreeAt) => {
    const words = Object.entries(env).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
    await Deno.writeTextFile(`${path}.words`, words.join(""));
    const args = `${farm.commonArgs} -o SetEnv=ORACLE_TREE=${path}`;
    return `ansible_connection=ssh ansible_host=trees ansible_ssh_common_args='${args}'`;
  };
  const as = `ansible_become=true ansible_become_user=${user.name}`;
  const place = (words: Place["words"], me: Me, variables: (tree: TreeAt) => Promise<string> | string): Place => ({
    words,
    me,
    enter: async (tree) => {
      const file = `${tree.path}.ini`;
      const said = await variables(tree);
      const lines = tree.fleet ? ["[all:vars]", ...said.match(/\w+=('[^']*'|\S+)/g) ?? []] : [`localhost ${said}`];
      await Deno.writeTextFile(file, `${lines.map((line) => tree.fleet ? unquoted(line) : line).join("\n")}\n`);
      return ["-i", file];
    },
  });
  return {
    farm,
    user,
    ssh: place(["ssh"], myself(), over),
    // The plays of a fleet say themselves which of their hosts are local.
    become: place(["become"], them, ({ fleet }) => fleet ? as : `ansible_connection=local ${as}`),
    both: place(["ssh", "become"], them, async (tree) => `${await over(tree)} ${as}`),
    logins: async () => (await sshd.log()).split("Accepted publickey").length - 1,
    [Symbol.asyncDispose]: async () => {
      await rules[Symbol.asyncDispose]();
      await farm[Symbol.asyncDispose]();
    },
  };
}

/** A group's variable has no words: its value goes to the end of the line. */
function unquoted(line: string): string {
  return line.replace(/='(.*)'$/, "=$1");
}
