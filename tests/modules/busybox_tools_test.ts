// Modules of servers where all programs are busybox's: sysctl, mount, hostname, and files for cron.
import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import { noRoom, openRoom } from "../rooms/room.ts";
import { Stage } from "./stage.ts";

const ignore = noRoom() !== undefined;
const BIN = "/opt/busybox";
const PREPARE = `mkdir -p ${BIN} /etc/cron.d; busybox --install -s ${BIN}; : >/etc/fstab; echo old >/etc/hostname`;
/** The folders that modules add to PATH are hidden by empty ones, so that nothing else is found. */
const HIDE = "mkdir -p /none; for d in /usr/local/sbin /usr/sbin; do mount --bind /none $d; done";

interface Deed {
  module: string;
  params: JsonObject;
  /** What must then be so: a text and what it prints. */
  look: string;
  prints: string;
}

const DEEDS: Deed[] = [
  {
    module: "sysctl",
    params: { name: "net.ipv4.ip_forward", value: "1", sysctl_file: "/etc/s.conf", sysctl_set: true },
    look: "cat /etc/s.conf /proc/sys/net/ipv4/ip_forward",
    prints: "net.ipv4.ip_forward=1\n1\n",
  },
  {
    module: "sysctl",
    params: { name: "net.ipv4.tcp_keepalive_intvl", value: "70", sysctl_file: "/etc/s.conf" },
    look: "cat /proc/sys/net/ipv4/tcp_keepalive_intvl",
    prints: "70\n",
  },
  {
    module: "mount",
    params: { path: "/m/a b", src: "tmpfs", fstype: "tmpfs", opts: "size=64k", state: "mounted" },
    look: "cat /etc/fstab; grep -c '/m/a.040b' /proc/self/mountinfo",
    prints: "tmpfs /m/a\\040b tmpfs size=64k 0 0\n1\n",
  },
  {
    module: "mount",
    params: { path: "/m/a b", src: "tmpfs", fstype: "tmpfs", opts: "size=64k,ro", state: "mounted" },
    look: "cat /etc/fstab; grep '/m/a.040b' /proc/self/mountinfo | cut -d' ' -f6",
    prints: "tmpfs /m/a\\040b tmpfs size=64k,ro 0 0\nro,relatime\n",
  },
  {
    module: "mount",
    params: { path: "/m/a b", state: "absent" },
    look: "cat /etc/fstab; ls /m",
    prints: "",
  },
  {
    module: "hostname",
    params: { name: "new", use: "alpine" },
    look: "hostname; cat /etc/hostname",
    prints: "new\nnew\n",
  },
  {
    module: "cron",
    params: { name: "n", job: "true", user: "root", cron_file: "jobs", special_time: "daily" },
    look: "cat /etc/cron.d/jobs",
    prints: "#Ansible: n\n@daily root true\n",
  },
];

Deno.test({ name: "modules of servers do their work with nothing but busybox", ignore }, async () => {
  await using room = await openRoom({ unshare: ["--net"] });
  await room.sh(`${PREPARE}; ${HIDE}`);
  await using stage = await Stage.inRoom(room, ["/usr/bin/env", `PATH=${BIN}`, `${BIN}/sh`]);
  for (const { module: name, params, look, prints } of DEEDS) {
    const module = modules().get(name);
    assert.ok(module !== undefined);
    const { result, plan } = await stage.run(module, params);
    assert.equal(plan.kind, "change", `${name}: ${JSON.stringify(result)}`);
    assert.equal(result.failed, undefined, `${name}: ${JSON.stringify(result)}`);
    assert.equal(await room.sh(look), prints, name);
    assert.equal((await stage.run(module, params)).plan.kind, "same", name);
  }
});
