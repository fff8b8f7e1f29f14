import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { setupModule } from "../../src/modules/setup.ts";
import { Stage } from "./stage.ts";

const setup = setupModule();

/** Facts that hold still from one program to the next. */
const ALIKE = [
  "all_ipv4_addresses",
  "all_ipv6_addresses",
  "apparmor",
  "architecture",
  "bios_vendor",
  "bios_version",
  "board_serial",
  "chassis_version",
  "cmdline",
  "default_ipv4",
  "default_ipv6",
  "device_links",
  "devices",
  "distribution",
  "distribution_major_version",
  "distribution_minor_version",
  "distribution_release",
  "distribution_version",
  "dns",
  "effective_group_id",
  "effective_user_id",
  "fibre_channel_wwn",
  "fips",
  "form_factor",
  "hostnqn",
  "hostname",
  "is_chroot",
  "iscsi_iqn",
  "kernel",
  "kernel_version",
  "lo",
  "local",
  "lsb",
  "lvm",
  "machine",
  "machine_id",
  "memtotal_mb",
  "nodename",
  "os_family",
  "pkg_mgr",
  "proc_cmdline",
  "processor",
  "processor_cores",
  "processor_count",
  "processor_nproc",
  "processor_threads_per_core",
  "processor_vcpus",
  "product_name",
  "real_group_id",
  "real_user_id",
  "selinux",
  "service_mgr",
  "swaptotal_mb",
  "system",
  "system_capabilities",
  "system_capabilities_enforced",
  "system_vendor",
  "user_dir",
  "user_gecos",
  "user_gid",
  "user_id",
  "user_shell",
  "user_uid",
  "userspace_architecture",
  "userspace_bits",
  "virtualization_role",
  "virtualization_type",
];
const FEWEST = 60;
/** What there is no word for without Python on the host, or no use. */
const WITHOUT = [
  "distribution_file_parsed",
  "distribution_file_path",
  "distribution_file_variety",
  "python",
  "python_version",
];

async function facts(stage: Stage, params: JsonObject = {}): Promise<JsonObject> {
  const { result } = await stage.run(setup, params);
  assert.notEqual(result.failed, true, JSON.stringify(result));
  return result.ansible_facts as JsonObject;
}

for (const words of [["sh"], ["bash"], ["busybox", "sh"]]) {
  Deno.test(`setup gathers in one round trip (${words.join(" ")})`, async () => {
    await using stage = await Stage.open(words);
    const found = await facts(stage);
    assert.equal(stage.looks, 1);
    assert.equal(found.ansible_user_uid, Deno.uid());
    assert.equal(found.ansible_kernel, Deno.osRelease());
    assert.equal((found.ansible_env as JsonObject).HOME, Deno.env.get("HOME"));
    const { epoch } = found.ansible_date_time as { epoch: string };
    assert.ok(Math.abs(Number(epoch) * 1000 - Date.now()) < 60_000);
    assert.ok(Object.keys(found).length > 60);
  });
}

Deno.test("setup asks a host only for what its subset needs", async () => {
  await using stage = await Stage.open();
  assert.deepEqual(Object.keys(await facts(stage, { gather_subset: ["!all", "!min", "fips"] })), [
    "ansible_fips",
    "gather_subset",
    "module_setup",
  ]);
  const network = await facts(stage, { gather_subset: ["!all", "!min", "network"] });
  assert.ok("ansible_default_ipv4" in network && "ansible_kernel" in network && "ansible_os_family" in network);
  assert.ok(!("ansible_env" in network || "ansible_devices" in network));
});

Deno.test("setup filters names and leaves subsets out", async () => {
  await using stage = await Stage.open();
  const found = await facts(stage, { filter: ["ansible_user_*", "mem*"], gather_subset: ["!hardware"] });
  assert.deepEqual(Object.keys(found).filter((name) => /mem/.test(name)), []);
  assert.ok(Object.keys(found).every((name) => /^ansible_user_\w+$/.test(name)));
});

Deno.test("setup says what Ansible's setup says", async () => {
  const ansible = await new Deno.Command("ansible", {
    args: ["-m", "setup", "-c", "local", "-i", "localhost,", "localhost"],
    env: { ANSIBLE_NOCOLOR: "1", ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3" },
    stdin: "null",
  }).output().catch(() => undefined);
  if (ansible === undefined) {
    assert.notEqual(Deno.env.get("CI"), "true", "ansible is not installed");
    await Deno.stdout.write(new TextEncoder().encode("skipped: ansible is not installed\n"));
    return;
  }
  const text = new TextDecoder().decode(ansible.stdout);
  const theirs: JsonObject = JSON.parse(text.slice(text.indexOf("{"))).ansible_facts;
  await using stage = await Stage.open();
  const ours = await facts(stage);
  let compared = 0;
  for (const name of ALIKE.map((fact) => `ansible_${fact}`)) {
    if (theirs[name] === undefined) continue;
    assert.deepEqual(ours[name], theirs[name], name);
    compared++;
  }
  assert.ok(compared >= FEWEST, `only ${compared} facts compared`);
  for (const name of ["interfaces", "virtualization_tech_guest", "virtualization_tech_host"]) {
    const sorted = (found: JsonObject) => (found[`ansible_${name}`] as string[]).toSorted();
    assert.deepEqual(sorted(ours), sorted(theirs), name);
  }
  for (const name of theirs.ansible_interfaces as string[]) {
    const fact = `ansible_${name.replaceAll("-", "_")}`;
    assert.deepEqual(ours[fact], theirs[fact], fact);
  }
  const mounts = (found: JsonObject) =>
    (found.ansible_mounts as JsonObject[])
      .map(({ mount, device, fstype, options, uuid, size_total }) => ({
        mount,
        device,
        fstype,
        options,
        uuid,
        size_total,
      }));
  assert.deepEqual(mounts(ours), mounts(theirs));
  for (const fact of ["memory_mb", "date_time", "mounts"]) {
    const [mine, other] = [ours[`ansible_${fact}`], theirs[`ansible_${fact}`]];
    assert.equal(typeof mine, typeof other, fact);
  }
  const keys = (found: JsonObject) => Object.keys(found.ansible_date_time as JsonObject).sort();
  assert.deepEqual(keys(ours), keys(theirs));
  const missing = Object.keys(theirs).filter((name) => !Object.hasOwn(ours, name)).map((name) => name.slice(8)).sort();
  assert.deepEqual(missing, WITHOUT);
});
