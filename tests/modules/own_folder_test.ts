// Files that root writes into folders of accounts, whose owners put links in place of what root is about to touch.
import assert from "node:assert/strict";
import { authorizedKeyModule } from "../../src/modules/authorized_key.ts";
import { copyModule } from "../../src/modules/copy.ts";
import { uriModule } from "../../src/modules/uri.ts";
import { userModule } from "../../src/modules/user.ts";
import { noRoom, openRoom, type Room } from "../rooms/room.ts";
import { Stage } from "./stage.ts";
import { WebServer } from "./web_server.ts";

const ignore = noRoom() !== undefined;
const authorizedKey = authorizedKeyModule();
const copy = copyModule();
const uri = uriModule();
const user = userModule();
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA4xkI9yGYPDQcAmUvpGCoZY6kEhgx6YhHYMjLjnC/h/ ann";
const GENERATE = { name: "ann", generate_ssh_key: true, ssh_key_type: "ed25519" };
/** Everybody may look for it, root alone may write in it. */
const SYSTEM = "mkdir /srv/daily; echo root >/srv/victim; chmod 600 /srv/victim; useradd -m ann; chown ann: /home/ann";
const STATE = "stat -c '%n %U %a' /srv/daily /srv/daily/* /srv/victim 2>/dev/null; cat /srv/victim";
const UNTOUCHED = "/srv/daily root 755\n/srv/victim root 600\nroot\n";

/** Looks, lets `meanwhile` happen, and does what was found. */
async function late(stage: Stage, room: Room, { user, meanwhile }: { user: string; meanwhile: string }) {
  const call = stage.call({ user, key: KEY });
  const plan = await authorizedKey.look(call);
  assert.equal(plan.kind, "change", JSON.stringify(plan.result));
  await room.sh(meanwhile);
  return await authorizedKey.apply(plan as typeof plan & { kind: "change" }, {
    ...call,
    receipt: { loop: "late", action: 1, token: 1 },
  });
}

for (const [what, folder] of [["is there", "install -d -o ann -g root -m 755 /home/ann/.ssh"], ["is not there", ":"]]) {
  Deno.test(
    `authorized_key follows no link that comes after the look, where the folder ${what}`,
    { ignore },
    async () => {
      await using room = await openRoom();
      await room.sh(`${SYSTEM}; ${folder}`);
      await using stage = await Stage.inRoom(room);
      const meanwhile = "cd /home/ann; rm -rf .ssh; ln -s /srv/daily .ssh; chown -h ann: .ssh";
      const result = await late(stage, room, { user: "ann", meanwhile });
      assert.equal(result.failed, true, JSON.stringify(result));
      assert.equal(await room.sh(STATE), UNTOUCHED);
    },
  );
}

/** The account waits for a file of ours in its folder, and is there before each program that could touch it. */
const SWAP = `for name in cat chown chmod mv wc; do cp /bin/$name /bin/$name.real; done
for name in cat chown chmod mv wc; do
printf '#!/bin/sh\\nfor f in /home/ann/.ssh/.ftl2.*; do [ ! -e "$f" ] || ln -sfn /srv/victim "$f"; done\\nexec /bin/%s.real "$@"\\n' $name >/bin/$name.new
chmod.real 755 /bin/$name.new; mv.real /bin/$name.new /bin/$name; done`;

Deno.test(
  "authorized_key, copy and uri write to what they made, whatever is put in its place",
  { ignore },
  async () => {
    await using server = WebServer.open();
    const theirs = { owner: "ann", mode: "0644" };
    const content = { content: "new", ...theirs };
    const answer = { url: `${server.url}/text`, method: "POST", ...theirs };
    for (
      const [module, params, path] of [
        [authorizedKey, { user: "ann", key: KEY }, "/home/ann/.ssh/authorized_keys"],
        [copy, { ...content, dest: "/home/ann/.ssh/copied" }, "/home/ann/.ssh/copied"],
        [copy, { ...content, dest: "/home/ann/.ssh/known", backup: true }, "/home/ann/.ssh/known"],
        [uri, { ...answer, dest: "/home/ann/.ssh/answer" }, "/home/ann/.ssh/answer"],
        [uri, { ...answer, dest: "/home/ann/.ssh/known" }, "/home/ann/.ssh/known"],
      ] as const
    ) {
      await using room = await openRoom();
      await room.sh(`${SYSTEM}; install -d -o ann -g ann -m 700 /home/ann/.ssh; echo old >/home/ann/.ssh/known`);
      await using stage = await Stage.inRoom(room);
      const call = stage.call(params);
      const plan = await module.look(call);
      await room.sh(SWAP);
      const receipt = { loop: "late", action: 1, token: 1 };
      await module.apply(plan as typeof plan & { kind: "change" }, { ...call, receipt });
      assert.equal(await room.sh(`readlink ${path} || :`), "/srv/victim\n", "nothing was swapped");
      assert.equal(await room.sh(STATE.replace("cat ", "cat.real ")), UNTOUCHED, path);
    }
  },
);

Deno.test(
  "authorized_key still takes a folder that root's link leads to, and homes behind links",
  { ignore },
  async () => {
    await using room = await openRoom();
    await room.sh(`${SYSTEM}; mkdir /srv/keys; ln -s /srv/keys /home/ann/.ssh; mkdir /srv/real; ln -s real /srv/homes
useradd -m -d /srv/homes/bob bob`);
    await using stage = await Stage.inRoom(room);
    for (const name of ["ann", "bob"]) {
      const { result } = await stage.run(authorizedKey, { user: name, key: KEY });
      assert.equal(result.changed, true, JSON.stringify(result));
      assert.equal((await stage.run(authorizedKey, { user: name, key: KEY })).plan.kind, "same");
    }
    assert.equal(
      await room.sh("stat -c '%n %U %a' /srv/keys /srv/keys/* /srv/real/bob/.ssh /srv/real/bob/.ssh/*"),
      "/srv/keys ann 700\n/srv/keys/authorized_keys ann 600\n/srv/real/bob/.ssh bob 700\n/srv/real/bob/.ssh/authorized_keys bob 600\n",
    );
  },
);

Deno.test(
  "user makes no key in a folder that is not the account's, and gives none of it away",
  { ignore },
  async () => {
    await using room = await openRoom();
    await room.sh(`${SYSTEM}; ln -s /srv/daily /home/ann/.ssh; chown -h ann: /home/ann/.ssh`);
    await using stage = await Stage.inRoom(room);
    const { result } = await stage.run(user, GENERATE);
    assert.equal(result.failed, true, JSON.stringify(result));
    assert.equal(await room.sh(STATE), UNTOUCHED);
  },
);

Deno.test("user makes a key where nobody can put a link in its place", { ignore }, async () => {
  await using room = await openRoom();
  await room.sh(`${SYSTEM}; install -d -o ann -g ann -m 700 /home/ann/.ssh
mv /usr/bin/ssh-keygen /usr/bin/ssh-keygen.real
cat >/usr/bin/ssh-keygen <<'END'
#!/bin/sh
for d in /home/ann/.ssh/.ftl2.*; do [ ! -d "$d" ] || { mv "$d" /home/ann/was; ln -s /srv/daily "$d"; }; done
exec ssh-keygen.real "$@"
END
chmod 755 /usr/bin/ssh-keygen`);
  await using stage = await Stage.inRoom(room);
  const { result } = await stage.run(user, GENERATE);
  assert.equal(await room.sh(STATE), UNTOUCHED);
  assert.equal(result.failed ?? false, false, JSON.stringify(result));
  assert.equal(
    await room.sh("stat -c '%n %U %a' /home/ann/.ssh/*"),
    "/home/ann/.ssh/id_ed25519 ann 600\n/home/ann/.ssh/id_ed25519.pub ann 644\n",
  );
});

Deno.test(
  "user makes a key in a folder of root's in the home, and of the account's elsewhere",
  { ignore },
  async () => {
    await using room = await openRoom();
    await room.sh(
      `${SYSTEM}; mkdir /home/ann/.ssh; install -d -o bob -g bob /srv/bob 2>/dev/null || { useradd -m bob; install -d -o bob -g bob /srv/bob; }
ln -s /srv/bob /home/bob/.ssh; chown -h bob: /home/bob/.ssh`,
    );
    await using stage = await Stage.inRoom(room);
    for (const name of ["ann", "bob"]) {
      const { result } = await stage.run(user, { ...GENERATE, name });
      assert.match(String(result.ssh_public_key), /^ssh-ed25519 /, JSON.stringify(result));
    }
    assert.equal(await room.sh("stat -c '%n %U' /srv/bob/*"), "/srv/bob/id_ed25519 bob\n/srv/bob/id_ed25519.pub bob\n");
  },
);

Deno.test("user tells no file as a public key that the account may not read", { ignore }, async () => {
  await using room = await openRoom();
  await room.sh(`${SYSTEM}; mkdir /home/ann/.ssh; cd /home/ann/.ssh; echo >id_ed25519; ln -s /srv/victim id_ed25519.pub
chown -hR ann: .`);
  await using stage = await Stage.inRoom(room);
  const { result } = await stage.run(user, GENERATE);
  assert.equal(result.ssh_public_key, null);
  await room.sh("cd /home/ann/.ssh; rm id_ed25519.pub; echo public >id_ed25519.pub; chown root id_ed25519.pub");
  assert.equal((await stage.run(user, GENERATE)).result.ssh_public_key, "public", "root's own, for everybody to read");
});
