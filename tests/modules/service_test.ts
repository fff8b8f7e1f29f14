// Services where a comparison with Ansible's modules does not reach: hostile names and outputs, round trips, what is told of several programs.
import assert from "node:assert/strict";
import { modules } from "../../src/modules/registry.ts";
import { readTransaction } from "../../src/modules/dnf/dnf_table.ts";
import { Fields } from "../../src/modules/scripts/fields.ts";
import { serviceList } from "../../src/modules/services/service_list.ts";
import { unitProperties } from "../../src/modules/services/systemctl_show.ts";
import { RUNS, saidSteps, step, stepScript, toldRun } from "../../src/modules/scripts/told_runs.ts";
import { compose } from "../../src/modules/scripts/one_script.ts";
import { Stage } from "./stage.ts";

const HOSTILE = ["a'; touch OWNED; '", "$(touch OWNED)", "`touch OWNED`", "a\ntouch OWNED", "x y", "é*"];

for (const shell of [["sh"], ["busybox", "sh"], ["bash"]]) {
  Deno.test(`service, systemd and sysvinit in ${shell.join(" ")} take a name for nothing but a name, in one look`, async () => {
    await using stage = await Stage.open(shell);
    const known = modules();
    for (const name of HOSTILE) {
      const text = name.replaceAll("OWNED", stage.path("owned"));
      for (const module of ["service", "sysvinit", "systemd"]) {
        stage.looks = 0;
        const plan = await stage.check(known.get(module)!, { name: text, state: "stopped", enabled: false });
        assert.notEqual(plan.kind, "change", `${module} ${text}: ${JSON.stringify(plan)}`);
        assert.ok(stage.looks <= 1, `${module}: ${stage.looks} looks`);
      }
    }
    assert.deepEqual(stage.names(), []);
  });

  Deno.test(`RUNS in ${shell.join(" ")} tells outputs and exit status apart`, async () => {
    await using stage = await Stage.open(shell);
    const script = `${RUNS}r one sh -c 'printf "a\\n\\n"; echo b >&2; exit 3'\nr two true\n`;
    const { stdout } = await stage.shell.run(["sh", "-c", script]);
    const fields = new Fields(stdout);
    assert.deepEqual(toldRun(fields, "one"), { rc: 3, out: "a\n\n", err: "b" });
    assert.deepEqual(toldRun(fields, "two"), { rc: 0, out: "", err: "" });
    assert.equal(toldRun(fields, "three"), undefined);
  });

  Deno.test(`saidSteps() in ${shell.join(" ")} has what each step said until one failed`, async () => {
    await using stage = await Stage.open(shell);
    const { argv } = compose([
      step("first", ["echo", "one"]),
      stepScript("second", 'echo two >&2; exit "$1"', ["4"]),
      step("third", ["touch", stage.path("third")]),
    ]);
    assert.deepEqual(saidSteps(await stage.shell.run(argv)), [
      { name: "first", rc: 0, out: "one\n", err: "" },
      { name: "second", rc: 4, out: "", err: "two\n" },
    ]);
    assert.deepEqual(stage.names(), []);
  });
}

Deno.test("unitProperties() reads values of several lines and braces that are none", () => {
  const text = "Description={ of a brace\nExecStart={ path=/a ;\n argv[]=b }\nNames=a.service\nno property\n";
  assert.deepEqual(unitProperties(text), {
    Description: "{ of a brace",
    ExecStart: "{ path=/a ;\n argv[]=b }",
    Names: "a.service",
  });
});

Deno.test("readTransaction() reads dnf 5's table, where what is replaced stands below", () => {
  const text = "Package Arch Version Repository Size\nUpgrading:\n a x86_64 2.0-1 updates 1.0 MiB\n" +
    "   replacing a x86_64 1.0-1 fedora 1.0 MiB\nRemoving:\n b noarch 1-1 fedora 1 KiB\n\nTransaction Summary:\n Upgrading: 1 package\n";
  assert.deepEqual(readTransaction(text), {
    install: ["a-2.0-1.x86_64"],
    remove: ["b-1-1.noarch"],
    older: [],
    replace: ["a.x86_64"],
  });
});

Deno.test("serviceList() reads upstart and chkconfig, and survives lines that are none", () => {
  const told = (name: string, out: string) => `${name}.out\0${out}\0${name}.err\0\0${name}.rc\x000\0`;
  const levels = "0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off";
  const output = told("upstart", "cron start/running, process 12\nrc stop/waiting\nnonsense\n") +
    told("rh", `crond \t${levels}\n__proto__ \t${levels}\nhalf 0:on\n`) + told("rh crond", "is running");
  const { services, warnings } = serviceList(new Fields(output));
  assert.deepEqual(warnings, []);
  assert.deepEqual(services["cron"], { name: "cron", state: "running", goal: "start", source: "upstart" });
  assert.deepEqual(services["crond"], { name: "crond", state: "running", status: "enabled", source: "sysv" });
  assert.equal(Object.hasOwn(services, "half"), false);
  assert.ok(Object.hasOwn(services, "__proto__"));
  assert.equal(Object.getPrototypeOf(services), Object.prototype);
});

Deno.test("service believes upstart that what it was to start runs already", () => {
  const service = modules().get("service")!;
  const predicted = { name: "a", changed: true, state: "started" };
  const said = (stderr: string) =>
    service.conclude(predicted, {
      ...{ rc: 1, stdout: "\x1estart\x1e", stderr: `\x1estart\x1e${stderr}` },
      ...{ truncated: false, timedOut: false, cancelled: false, startedAt: "", endedAt: "" },
    });
  assert.equal(said("start: Job is already running: a").failed, undefined);
  assert.equal(said("start: Unknown job: a").failed, true);
});
