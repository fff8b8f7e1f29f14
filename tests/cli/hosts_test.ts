// hosts: what the record and inventories say of hosts, in words and documents, and the graph beside Ansible's own.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { lacking } from "../modules/needs.ts";
import { filesOf, realFiles } from "../templates/files_of.ts";
import { fleetRow } from "./fleet_row.ts";
import { loopRow, run, type Script } from "./scripted_app.ts";
import { capture } from "./captured_io.ts";
import { runWith } from "./scripted_app.ts";

const INI = `[web]
web1 ansible_password=hunter2 colour=red
web2 ansible_host=10.0.0.2 ansible_port=2222 ansible_user=deploy
[db]
db1
[prod:children]
web
db
[web:vars]
api_token=abcdef
limits={"cpu": 2, "password": "hunter3"}
`;

function inventory(text = INI): Pick<Script, "inventory"> {
  const files = filesOf({ "/home/me/inventory": text, "/home/me/host_vars/web1.yml": "colour: blue\n" });
  return { inventory: (sources) => readInventory(sources.map((name) => `/home/me/${name}`), { files }) };
}

const changed = {
  changedAt: "2026-11-22T15:57:00.000Z",
  changedAction: { id: 12, name: "Install nginx", module: "apt" },
};
const fleet = [
  fleetRow({ host: "db1", groups: ["db", "prod"], status: "unknown", seenAt: null }),
  fleetRow(changed),
  fleetRow({ host: "web2", status: "unreachable", lastError: "Connection refused\x1b[2J", seenAt: null }),
  fleetRow({ host: "web3", status: "gone" }),
];

Deno.test("hosts lists who is known, how they are and what was done there last", async () => {
  const { out, exit } = await run(["hosts"], { fleet });
  assert.equal(exit, 0);
  assert.equal(
    out(),
    [
      "HOST  GROUPS     STATUS        LAST SEEN  LAST CHANGE               LOOPS   WHY",
      "db1   db, prod   not seen yet                                       1 site",
      "web1  prod, web  reachable     1 min ago  3 min ago: Install nginx  1 site",
      "web2  prod, web  unreachable                                        1 site  Connection refused\\x1b[2J",
      "3 hosts: 1 reachable, 1 unreachable, 1 not seen yet",
      "1 host is gone from the inventories: ftl2-enterprise hosts --all\n",
    ].join("\n"),
  );
  const all = await run(["hosts", "--all"], { fleet });
  assert.match(all.out(), /^web3 +prod, web +gone +1 min ago/m);
});

Deno.test("hosts has seen a host that it has changed, though the pass has not ended yet", async () => {
  const { out } = await run(["hosts"], {
    fleet: [
      fleetRow({ status: "unknown", seenAt: null, ...changed }),
      fleetRow({ host: "web2", seenAt: "2026-11-22T15:50:00.000Z", ...changed }),
    ],
  });
  assert.match(out(), /^web1 +prod, web +reachable +3 min ago +3 min ago: Install nginx/m);
  assert.match(out(), /^web2 +prod, web +reachable +3 min ago +3 min ago: Install nginx/m);
});

Deno.test("hosts -o json has every field of every host", async () => {
  const { out } = await run(["hosts", "-o", "json"], { fleet });
  const { data: { hosts } } = JSON.parse(out());
  assert.deepEqual(hosts.map(({ host, status }: { host: string; status: string }) => [host, status]), [
    ["db1", "unknown"],
    ["web1", "reachable"],
    ["web2", "unreachable"],
  ]);
  assert.deepEqual(hosts[1].changedAction, { loop: 1, id: 12, name: "Install nginx", module: "apt" });
  assert.deepEqual(hosts[2].loops, [{ id: 1, name: "site" }]);
});

Deno.test("hosts puts together what several loops know of one machine, and keeps machines of one name apart", async () => {
  const other = { loop: 2, loopName: "nightly" };
  const { out } = await run(["hosts", "-o", "json"], {
    fleet: [
      fleetRow({ status: "unreachable", lastError: "away", seenAt: "2026-11-21T00:00:00.000Z", ...changed }),
      fleetRow({ ...other, changedAt: "2026-11-01T00:00:00.000Z" }),
      fleetRow({ host: "web2", seenAt: "2026-11-22T15:59:30.000Z", status: "unreachable", lastError: "away" }),
      fleetRow({ ...other, host: "web2" }),
      fleetRow({ host: "web9", address: "10.0.0.1" }),
      fleetRow({ ...other, host: "web9", address: "10.9.0.1" }),
      fleetRow({ host: "web10", heardAt: "2026-11-22T15:59:30.000Z", status: "unreachable", lastError: "off" }),
      fleetRow({ ...other, host: "web10" }),
      fleetRow({ host: "web11", lastError: "Cannot become root" }),
      fleetRow({ host: "x", status: "gone", groups: ["old"] }),
      fleetRow({ ...other, host: "x", status: "unknown", seenAt: null, groups: ["new"] }),
    ],
  });
  const { data: { hosts } } = JSON.parse(out());
  const short = hosts.map((one: Record<string, unknown>) => [one.host, one.address, one.status, one.lastError]);
  assert.deepEqual(short, [
    ["web1", null, "reachable", null],
    ["web2", null, "unreachable", "away"],
    ["web9", "10.0.0.1", "reachable", null],
    ["web9", "10.9.0.1", "reachable", null],
    ["web10", null, "unreachable", "off"],
    ["web11", null, "reachable", "Cannot become root"],
    ["x", null, "unknown", null],
  ]);
  assert.deepEqual(hosts[0].loops, [{ id: 1, name: "site" }, { id: 2, name: "nightly" }]);
  assert.deepEqual([hosts[0].changedAction.id, hosts[0].changedAt], [12, changed.changedAt]);
  assert.deepEqual(hosts.at(-1).groups, ["new"]);
});

Deno.test("hosts PATTERN and --limit choose among what is on record", async () => {
  const names = async (...argv: string[]) => {
    const { out } = await run(["hosts", "-o", "json", ...argv], { fleet });
    return JSON.parse(out()).data.hosts.map(({ host }: { host: string }) => host);
  };
  assert.deepEqual(await names("web"), ["web1", "web2"]);
  assert.deepEqual(await names("prod:!web2"), ["db1", "web1"]);
  assert.deepEqual(await names("--limit", "web"), ["web1", "web2"]);
  assert.deepEqual(await names("--limit", "web:web9", "prod", "--all"), ["web1", "web2", "web3"]);
  const warned = await run(["hosts", "--limit", "web:web9"], { fleet });
  assert.equal(warned.err(), "warning: Could not match supplied host pattern, ignoring: web9\n");
});

Deno.test("hosts refuses what names no host, with the name that may be meant", async () => {
  const { exit, err } = await run(["hosts", "web11"], { fleet });
  assert.equal(exit, 2);
  assert.equal(
    err(),
    'error: No host on record in loops.db is named by "web11"\nDid you mean web1? ftl2-enterprise hosts lists them all\n',
  );
  const files = await run(["hosts", "-i", "inventory", "prd"], { ...inventory() });
  assert.match(
    files.err(),
    /No host in the inventory is named by "prd"\nDid you mean prod\? ftl2-enterprise hosts -i inventory lists/,
  );
  assert.match((await run(["hosts"], { fleet: [] })).out(), /loops\.db knows no host yet.*run -f FILE -i INVENTORY/);
});

Deno.test("hosts HOST shows variables with their files, facts with their age, loops and the last error", async () => {
  const vars = {
    colour: { value: "blue", from: "/home/me/host_vars/web1.yml" },
    ansible_password: { value: "(secret)", from: "/home/me/inventory" },
    limits: { value: { cpu: 2 }, from: "/home/me/inventory" },
  };
  const facts = { ansible_distribution: "Debian", ansible_lvm: { vgs: {} } };
  const row = fleetRow({ ...changed, address: "::1", port: 22, vars, facts, factsAt: "2026-11-22T14:00:00.000Z" });
  const away = fleetRow({
    loop: 2,
    loopName: "nightly",
    address: "::1",
    port: 22,
    status: "unreachable",
    lastError: "away",
  });
  const script = {
    fleet: [{ ...row, seenAt: "2026-11-22T15:59:30.000Z" }, away],
    loops: [loopRow(), loopRow({ id: 2, status: "completed" })],
  };
  const { out } = await run(["hosts", "web1"], script);
  assert.equal(
    out(),
    [
      "host         web1",
      "address      [::1]:22",
      "groups       prod, web",
      "status       reachable",
      "last seen    2026-11-22 15:59:30 (30 s ago)",
      "last change  2026-11-22 15:57:00 (3 min ago): Install nginx (apt), action 12 of loop 1",
      "loops        1 site, pending; reachable",
      "             2 nightly, completed; unreachable: away",
      "facts        2026-11-22 14:00:00 (2 h ago)",
      "to type      ftl2-enterprise history 1 --actions",
      "",
      "variables",
      "NAME              VALUE      FROM",
      "colour            blue       host_vars/web1.yml",
      "ansible_password  (secret)   inventory",
      'limits            {"cpu":2}  inventory',
      "",
      "facts",
      "NAME                  VALUE",
      "ansible_distribution  Debian",
      'ansible_lvm           {"vgs":{}}\n',
    ].join("\n"),
  );
  const { data: { hosts: [one] } } = JSON.parse((await run(["hosts", "web1", "-o", "json"], script)).out());
  assert.deepEqual([one.vars.colour, one.facts], [vars.colour, facts]);
  assert.deepEqual(one.loops.map((loop: Record<string, unknown>) => [loop.id, loop.standing, loop.lastError]), [
    [1, "pending", null],
    [2, "completed", "away"],
  ]);
});

Deno.test("hosts --loop shows only what one loop knows", async () => {
  const script = {
    fleet: [fleetRow(), fleetRow({ loop: 2, loopName: "nightly", host: "db1" })],
    loops: [loopRow(), loopRow({ id: 2, name: "nightly" })],
  };
  const { out } = await run(["hosts", "--loop", "nightly"], script);
  assert.match(out(), /^db1 /m);
  assert.doesNotMatch(out(), /web1/);
  assert.match((await run(["hosts", "--loop", "weekly"], script)).err(), /There is no loop "weekly"/);
});

Deno.test("hosts -i shows an inventory without a database, and no secret of it", async () => {
  const { out, asked } = await run(["hosts", "-i", "inventory"], inventory());
  assert.deepEqual(asked.opened, []);
  assert.equal(
    out(),
    [
      "HOST  ADDRESS               GROUPS",
      "web1                        prod, web",
      "web2  deploy@10.0.0.2:2222  prod, web",
      "db1                         db, prod\n",
    ].join("\n"),
  );
  const one = (await run(["hosts", "-i", "inventory", "web1"], inventory())).out();
  assert.match(one, /^status +no loop has met it$/m);
  assert.match(one, /^ansible_password +\(secret\) +inventory$/m);
  assert.match(one, /^api_token +\(secret\) +inventory$/m);
  assert.match(one, /^colour +blue +host_vars\/web1\.yml$/m);
  assert.match(one, /^limits +\{"cpu":2,"password":"\(secret\)"\}/m);
  const document = await run(["hosts", "-i", "inventory", "web1", "-o", "json"], inventory());
  assert.doesNotMatch(document.out() + one, /hunter|abcdef/);
});

Deno.test("hosts -i with --limit and a pattern shows what Ansible would choose, in its order", async () => {
  const names = async (...argv: string[]) => {
    const texts = new Map([["/home/me/names", "db1\n"]]);
    const { out } = await run(["hosts", "-i", "inventory", "-o", "json", ...argv], inventory(), { texts });
    return JSON.parse(out()).data.hosts.map(({ host }: { host: string }) => host);
  };
  assert.deepEqual(await names("--limit", "db:web[1]"), ["web2", "db1"]);
  assert.deepEqual(await names("prod:!web1"), ["web2", "db1"]);
});

Deno.test("hosts -i shows beside each host what the record knows of that machine", async () => {
  const rows = [
    fleetRow({ ...changed, groups: ["former"] }),
    fleetRow({ host: "web2", address: "10.9.9.9" }),
    fleetRow({ host: "elsewhere" }),
  ];
  const { out } = await run(["hosts", "-i", "inventory"], { ...inventory(), fleet: rows }, {
    files: ["/home/me/loops.db"],
  });
  assert.match(out(), /^web1 +prod, web +reachable +1 min ago +3 min ago: Install nginx +1 site$/m);
  assert.match(out(), /^web2 +deploy@10\.0\.0\.2:2222 +prod, web +not seen yet$/m);
  assert.match(out(), /^db1 +db, prod +not seen yet$/m);
  assert.match(out(), /^3 hosts: 1 reachable, 2 not seen yet$/m);
  assert.doesNotMatch(out(), /elsewhere|former/);
});

Deno.test("hosts --graph draws the inventory of the loops that are under way, or says why it cannot tell", async () => {
  const { options } = loopRow();
  const loop = (id: number, source: string) =>
    loopRow({ id, name: `l${id}`, options: { ...options!, inventory: [source] } });
  const script = { ...inventory(), loops: [loop(1, "inventory"), loop(2, "inventory")] };
  assert.match((await run(["hosts", "--graph"], script)).out(), /^@all:\n {2}\|--@ungrouped:\n {2}\|--@prod:\n/);
  const two = { ...script, loops: [loop(1, "inventory"), loop(2, "other")] };
  assert.match((await run(["hosts", "--graph"], two)).err(), /have 2 different inventories.*\n.*--graph -i INVENTORY/);
  assert.match((await run(["hosts", "--graph", "--loop", "1"], two)).out(), /^@all:/);
  assert.match((await run(["hosts", "--graph"], {})).err(), /No loop that is under way has an inventory/);
  const none = await run(["hosts", "-i", "inventory", "--graph", "wbe"], script);
  assert.match(none.err(), /There is no group "wbe" in the inventory\nDid you mean web\?/);
  const far = await run(["hosts", "-i", "inventory", "--graph", "kitchen"], inventory());
  assert.match(far.err(), /There is no group "kitchen" in the inventory\n--graph draws all groups/);
  const { out } = await run(["hosts", "-i", "inventory", "--graph", "web", "-o", "json"], script);
  assert.deepEqual(JSON.parse(out()).data, {
    group: "web",
    groups: { web: { children: [], hosts: ["web1", "web2"] } },
  });
});

Deno.test("hosts --watch shows each change of the record, and each warning once", async () => {
  const captured = capture({ ticking: true });
  const rows = [fleetRow({ status: "unknown", seenAt: null })];
  const meanwhile = [() => false, () => false, () => (rows[0] = fleetRow(), true), () => true];
  const { out, err, exit } = await runWith(captured, ["hosts", "--watch", "--limit", "web1:nobody"], {
    fleet: rows,
    meanwhile: () => meanwhile.shift()?.() ?? (captured.send("SIGINT"), false),
  });
  assert.equal(exit, 0);
  assert.deepEqual([...out().matchAll(/not seen yet|reachable/g)].map(([word]) => word), ["not seen yet", "reachable"]);
  assert.equal(err().match(/ignoring: nobody/g)?.length, 1);
});

Deno.test("hosts refuses flags that would be ignored", async () => {
  for (
    const [argv, words] of [
      ["--graph --watch", /--graph draws whole groups.*--watch means nothing there/],
      ["--graph -i inventory --limit web", /--graph draws.*--limit/],
      ["--graph -i inventory --loop 1", /--graph draws.*--loop/],
      ["-i inventory --all", /-i shows the hosts that inventories have now, and --all those that have left/],
      ["-i inventory --watch", /There is no database loops\.db, and --watch is about what is on record/],
      ["-i inventory --loop 1", /There is no database loops\.db, and --loop is about/],
    ] as const
  ) {
    const { exit, err } = await run(["hosts", ...argv.split(" ")], inventory());
    assert.equal(exit, 2, argv);
    assert.match(err(), words);
  }
});

Deno.test({
  name: "hosts --graph prints what `ansible-inventory --graph` prints",
  ignore: lacking("ansible-inventory"),
  fn: async () => {
    const folder = new URL("../inventory/patterns/", import.meta.url).pathname;
    const files = realFiles();
    for (
      const [source, ...group] of [["web.ini"], ["nested.yml"], ["odd.ini"], ["web.ini", "prod"], ["c,a,b"]] as const
    ) {
      const { stdout } = await new Deno.Command("ansible-inventory", {
        args: ["-i", source, "--graph", ...group],
        cwd: folder,
        stdin: "null",
      }).output();
      const path = source.includes(",") ? source : `${folder}${source}`;
      const { out } = await run(["hosts", "-i", source, "--graph", ...group], {
        inventory: () => readInventory([path], { files }),
      });
      assert.equal(out(), new TextDecoder().decode(stdout), source);
    }
  },
});
