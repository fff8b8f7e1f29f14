// apt where a comparison with Ansible's cannot reach: URLs, kills, locks, hostile names, hosts without it, and what a look costs.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { aptModule } from "../../src/modules/apt.ts";
import { type Ground, noRoom, openRoom, prepareRooms, type Room } from "../rooms/room.ts";
import { MANY, NEWER, repositoryScript } from "./package_repository.ts";
import { Stage } from "./stage.ts";

const apt = aptModule();
const ignore = noRoom() !== undefined;
let ground: Promise<Ground> | undefined;

Deno.test.afterAll(async () => await (await ground)?.[Symbol.asyncDispose]());

/** A room with the repository, and what a test does in it. */
async function inRoom(deed: (room: Room, stage: Stage) => Promise<void>, words?: string[]): Promise<void> {
  ground ??= prepareRooms(repositoryScript());
  await using room = await openRoom({ ground: await ground });
  await using stage = await Stage.inRoom(room, words);
  await deed(room, stage);
}

async function versions(room: Room): Promise<string> {
  return await room.sh("dpkg-query -W -f '${db:Status-Abbrev}${Package} ${Version}\\n' | grep tiny || :");
}

Deno.test("apt looks at twenty packages that are there in one round trip", { ignore }, async () => {
  await inRoom(async (_room, stage) => {
    const params = { name: [...MANY] };
    const first = await stage.run(apt, params);
    assert.equal(first.result.changed, true, JSON.stringify(first.result));
    assert.equal(stage.looks, 3);
    const again = await stage.run(apt, params);
    assert.equal(again.result.changed, false);
    assert.equal(stage.looks, 4);
  });
});

Deno.test("apt tells in its diff what would come with a package", { ignore }, async () => {
  await inRoom(async (_room, stage) => {
    const plan = await stage.check(apt, { name: "beta-tiny" });
    assert.ok(plan.kind === "change");
    const after = "beta-tiny 1.0\ndelta-tiny 1.0\ngamma-tiny 1.2\n";
    assert.deepEqual(plan.diff, [{ header: "packages", before: "", after }]);
  });
});

Deno.test("apt works in busybox's shell", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    assert.equal((await stage.run(apt, { name: "served-tiny", policy_rc_d: 101 })).result.changed, true);
    assert.equal((await stage.run(apt, { name: ["served-tiny"] })).result.changed, false);
    assert.equal(await room.sh("cat /srv/policy"), "101\n");
    assert.deepEqual(room.changed().filter((line) => line.startsWith("/usr/sbin")), []);
  }, ["busybox", "sh"]);
});

Deno.test(
  "apt fetches a package from a URL, and does not where its name says that it is there",
  { ignore },
  async () => {
    await inRoom(async (room, stage) => {
      const bytes = await stage.shell.get("/srv/debs/loose-tiny_1.0_all.deb");
      const asked: string[] = [];
      await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
        asked.push(new URL(request.url).pathname);
        return request.url.includes("missing")
          ? new Response("", { status: 404 })
          : new Response(new Uint8Array(bytes));
      });
      const base = `http://127.0.0.1:${server.addr.port}`;
      const named = `${base}/loose-tiny_1.0_all.deb`;
      const first = await stage.run(apt, { deb: named });
      assert.equal(first.result.changed, true, JSON.stringify(first.result));
      assert.match(await versions(room), /ii loose-tiny 1\.0/);
      const before = asked.length;
      assert.equal((await stage.run(apt, { deb: named })).result.changed, false);
      assert.equal(asked.length, before);
      assert.equal((await stage.run(apt, { deb: `${base}/download?what='loose'` })).result.changed, false);
      assert.ok(asked.length > before);
      const missing = await stage.run(apt, { deb: `${base}/missing.deb` });
      assert.equal(missing.result.failed, true);
      assert.match(String(missing.result.msg), /Cannot fetch http/);
      assert.deepEqual(room.changed().filter((line) => /^\/tmp\/./.test(line)), []);
    });
  },
);

Deno.test("apt tells a password in the URL of a package to its server, and to no process", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const bytes = await stage.shell.get("/srv/debs/loose-tiny_1.0_all.deb");
    const asked: (string | null)[] = [];
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
      asked.push(request.headers.get("authorization"));
      return request.headers.has("authorization")
        ? new Response(new Uint8Array(bytes))
        : new Response("", { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } });
    });
    // What anybody could read while the program runs.
    await room.sh(`cd /usr/lib/apt; mv apt-helper apt-helper.real; cat >apt-helper <<'EOF'
#!/bin/sh
cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' >>/srv/seen; ls -l netrc >>/srv/seen
exec /usr/lib/apt/apt-helper.real "$@"
EOF
chmod 755 apt-helper`);
    const place = (user: string, name: string) => `http://${user}@127.0.0.1:${server.addr.port}/${name}`;
    const deb = [place("ann:se%3As%26me", "loose-tiny_1.0_all.deb"), place("bob:0ther", "missing.txt?x")];
    const { result } = await stage.run(apt, { deb: deb[0] ?? "" });
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.match(await versions(room), /ii loose-tiny 1\.0/);
    await stage.run(apt, { deb: deb.join(",") });
    assert.deepEqual(new Set(asked), new Set([`Basic ${btoa("ann:se:s&me")}`, `Basic ${btoa("bob:0ther")}`]));
    const seen = await room.sh("cat /srv/seen");
    assert.match(seen, /download-file\nhttp:\/\/127[^]*^-rw------- 1 root root .* netrc$/m);
    assert.doesNotMatch(seen, /se(:|%3A)s|0ther/);
    assert.deepEqual(room.changed().filter((line) => /^\/tmp\/./.test(line)), []);
    const blank = await stage.run(apt, { deb: place("ann:a%20b", "x.deb") });
    assert.match(String(blank.result.msg), /^deb: apt takes no user or password with a blank in it: fetch the file/);
  });
});

Deno.test("apt finds dpkg's tools where a login has not got them in its PATH", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const { result } = await stage.run(apt, { name: "beta-tiny" });
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.match(await versions(room), /ii beta-tiny/);
  }, ["env", "PATH=/usr/bin:/bin", "sh"]);
});

Deno.test("apt takes no empty name for nothing to do", { ignore }, async () => {
  await inRoom(async (_room, stage) => {
    assert.equal((await stage.run(apt, { name: [""] })).result.msg, "No package matching '' is available");
    assert.equal((await stage.run(apt, { name: [] })).result.changed, false);
  });
});

Deno.test("apt installs files whose names are strange", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await room.sh('cp /srv/debs/loose-tiny_1.0_all.deb "/srv/it\'s \\$(touch x) -y"');
    const { result } = await stage.run(apt, { deb: "/srv/it's $(touch x) -y" });
    assert.equal(result.changed, true, JSON.stringify(result));
    assert.match(await versions(room), /ii loose-tiny 1\.0/);
  });
});

Deno.test("apt takes no name for an option, an expression or a shell's text", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const names = [
      "--allow-downgrades",
      "-o=x",
      "alpha-tiny; touch /srv/x",
      "$(touch /srv/x)",
      "a\nb",
      "alpha-tin.",
      "x^",
    ];
    for (const name of names) {
      const { result } = await stage.run(apt, { name: [name] });
      const expected = name.startsWith("-")
        ? `'${name}' is no package: a name cannot begin with a hyphen`
        : `No package matching '${name}' is available`;
      assert.equal(result.msg, expected);
    }
    const released = await stage.run(apt, { name: "alpha-tiny", default_release: "'; touch /srv/x; '" });
    assert.equal(released.result.failed, true);
    const optioned = await stage.run(apt, { name: "gamma-tiny", dpkg_options: "force-confold;touch /srv/x" });
    assert.equal(optioned.result.failed, true);
    assert.equal(await room.sh("ls /srv/x 2>/dev/null || :"), "");
    assert.doesNotMatch(await versions(room), /alpha|gamma/);
  });
});

Deno.test("apt waits for another that is at work", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await using other = await Stage.inRoom(room);
    const deed = async (on: Stage, params: JsonObject, loop: string) => {
      const call = on.call(params);
      const plan = await apt.look(call);
      assert.ok(plan.kind === "change");
      return await apt.apply(plan, { ...call, receipt: { loop, action: 1, token: 1 } });
    };
    const [one, two] = await Promise.all([
      deed(stage, { name: "beta-tiny" }, "one"),
      deed(other, { name: ["alpha-tiny", "conf-tiny"] }, "two"),
    ]);
    assert.deepEqual([one.changed, two.changed], [true, true], JSON.stringify([one, two]));
    assert.match(await versions(room), /ii alpha-tiny[^]*ii beta-tiny[^]*ii conf-tiny/);
  });
});

Deno.test("apt says who holds the lock once lock_timeout is over", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const [program = "", ...args] = room.enter([
      "/usr/bin/python3",
      "-c",
      "import fcntl, sys; f = open('/var/lib/dpkg/lock-frontend', 'w'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()",
    ]);
    const holder = new Deno.Command(program, { args, stdin: "piped", stdout: "piped" }).spawn();
    const reader = holder.stdout.getReader();
    await reader.read();
    const { result } = await stage.run(apt, { name: "alpha-tiny", lock_timeout: 0 });
    assert.equal(result.failed, true);
    assert.match(String(result.msg), /Could not get lock.*lock_timeout/s);
    await holder.stdin.close();
    await reader.cancel();
    await holder.status;
    assert.equal((await stage.run(apt, { name: "alpha-tiny", lock_timeout: 0 })).result.changed, true);
  });
});

Deno.test("apt finishes what was killed, or says what has to be done before", { ignore }, async () => {
  const killer = {
    name: "killer-tiny",
    version: "1.0",
    postinst: "[ -e /srv/killed ] || { touch /srv/killed; kill -9 $PPID; }",
  };
  await using built = await prepareRooms(repositoryScript([killer]));
  await using room = await openRoom({ ground: built });
  await using stage = await Stage.inRoom(room);
  const first = await stage.run(apt, { name: "killer-tiny" });
  assert.equal(first.result.failed, true);
  const second = await stage.run(apt, { name: "killer-tiny" });
  if (second.result.failed === true) {
    assert.match(String(second.result.msg), /dpkg was interrupted.*command: dpkg --configure -a/s);
    await room.sh("dpkg --configure -a");
  }
  assert.equal((await stage.run(apt, { name: "killer-tiny" })).result.changed, false);
  assert.match(await versions(room), /ii killer-tiny/);
});

Deno.test("apt puts back the policy that a killed deed had put away", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    const path = "/usr/sbin/policy-rc.d";
    const theirs = "#!/bin/sh\nexit 7\n";
    await room.sh(`printf '#!/bin/sh\\nexit 7\\n' >${path}.ftl2-kept
printf '#!/bin/sh\\n# for the time of an installation\\nexit 101\\n' >${path}`);
    await stage.run(apt, { name: "alpha-tiny", policy_rc_d: 101 });
    assert.equal(await room.sh(`cat ${path}; ls ${path}.*  2>/dev/null || :`), theirs);
  });
});

Deno.test("apt renews lists that are old, alone once a run, and not for what is there", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await room.sh(`${NEWER}; touch -d '2 hours ago' /var/lib/apt/lists`);
    const params = { update_cache: true, cache_valid_time: 3600 };
    const alone = await stage.run(apt, params);
    assert.ok(alone.plan.kind === "change" && alone.plan.cannotTell === true);
    assert.equal(alone.result.cache_updated, true, JSON.stringify(alone.result));
    assert.ok(Number(alone.result.cache_update_time) > Number(alone.plan.result.cache_update_time));
    assert.equal((await stage.run(apt, params)).plan.kind, "same");
    assert.equal((await stage.run(apt, { name: "fresh-tiny", update_cache: true })).result.changed, true);
    const there = await stage.run(apt, { name: "fresh-tiny", update_cache: true });
    assert.deepEqual([there.plan.kind, there.result.cache_updated], ["same", false]);
  });
});

Deno.test("apt cleans its cache where something is in it", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    assert.equal((await stage.run(apt, { clean: true })).plan.kind, "same");
    await room.sh(
      "cp /srv/repo/alpha-tiny_1.0_all.deb /var/cache/apt/archives/; cp /srv/debs/loose-tiny_1.0_all.deb /var/cache/apt/archives/",
    );
    const some = await stage.run(apt, { autoclean: true });
    assert.equal(some.result.changed, true, JSON.stringify(some.result));
    assert.equal(await room.sh("cd /var/cache/apt/archives; ls *.deb"), "alpha-tiny_1.0_all.deb\n");
    assert.equal((await stage.run(apt, { autoclean: true })).result.changed, false);
    assert.equal((await stage.run(apt, { clean: true })).result.changed, true);
    assert.equal(await room.sh("cd /var/cache/apt/archives; ls *.deb 2>/dev/null || :"), "");
    assert.equal((await stage.run(apt, { clean: true })).plan.kind, "same");
  });
});

Deno.test("apt mends dependencies that are broken", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await room.sh("dpkg --force-depends -i /srv/repo/beta-tiny_1.0_all.deb");
    const broken = await stage.run(apt, { name: "alpha-tiny" });
    assert.equal(broken.result.failed, true);
    assert.equal((await stage.run(apt, { state: "fixed" })).result.changed, true);
    assert.match(await versions(room), /ii beta-tiny[^]*ii gamma-tiny/);
    assert.equal((await stage.run(apt, { state: "fixed" })).plan.kind, "same");
  });
});

Deno.test("apt looks as any user, and says that root has to do it", { ignore }, async () => {
  await inRoom(async (_room, stage) => {
    const plan = await stage.check(apt, { name: "beta-tiny" });
    assert.ok(plan.kind === "change");
    const output = await stage.shell.run(plan.commands[0]?.argv ?? []);
    const result = apt.conclude(plan.result, output);
    assert.equal(result.failed, true);
    assert.match(String(result.msg), /are you root.*become: true/s);
  }, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp/nobody", "sh"]);
});

Deno.test("apt says that a host is none of Debian's", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await room.sh("rm /usr/bin/apt-get");
    const { result } = await stage.run(apt, { name: "x" });
    assert.match(String(result.msg), /The host has no apt-get: apt is for Debian/);
  });
});

Deno.test("apt takes no option for a package: a look stays a look", { ignore }, async () => {
  await inRoom(async (room, stage) => {
    await room.sh(`mkdir -p /srv/src/debian; cd /srv/src/debian; echo 'x (1) unstable; urgency=low' >changelog
printf 'Source: x\\nBuild-Depends: alpha-tiny\\n\\nPackage: x\\nArchitecture: all\\n' >control`);
    const name = ["-oAPT::Get::Simulate=0", " -oDPkg::Pre-Invoke::=touch /srv/run", "/srv/src"];
    for (const state of ["build-dep", "present", "latest", "absent"]) {
      const plan = await stage.check(apt, { name, state });
      assert.equal(plan.kind, "fail", state);
      assert.match(await room.sh("ls /srv"), /^src$/m);
      assert.doesNotMatch(await room.sh("ls /srv"), /^run$/m, `a look with ${state} ran a program`);
      assert.match(
        String(plan.result.msg),
        /'-oAPT::Get::Simulate=0' is no package: a name cannot begin with a hyphen/,
      );
    }
    assert.equal(await versions(room), "");
  });
});
