import assert from "node:assert/strict";
import { hostPattern } from "../../src/rules/host_pattern.ts";

const GROUPS = new Map([["all", ["web1", "web2", "db1"]], ["web", ["web1", "web2"]], ["db", ["db1"]]]);

Deno.test("hostPattern() names a group where it is that group, hosts by name where it is none, and nothing where it is everything", () => {
  const hosts = ["web1", "web2", "db1"];
  assert.deepEqual(hostPattern(["web2", "web1"], { hosts, groups: GROUPS }), { hosts: "web" });
  assert.deepEqual(hostPattern(["web1", "db1"], { hosts, groups: GROUPS }), { hosts: "web1,db1" });
  assert.deepEqual(hostPattern(hosts, { hosts, groups: GROUPS }), {});
  assert.deepEqual(hostPattern(["localhost"], { hosts: ["localhost"], groups: new Map() }), {});
});

Deno.test("hostPattern() of a loop that was limited says nothing of the other hosts of its inventory", () => {
  const hosts = ["web1", "web2"];
  assert.deepEqual(hostPattern(hosts, { hosts, groups: GROUPS }), { hosts: "web" });
  assert.deepEqual(hostPattern(["web1"], { hosts: ["web1", "db1"], groups: GROUPS }), { hosts: "web" });
  assert.deepEqual(hostPattern(["db1", "web1"], { hosts: ["web1", "db1"], groups: GROUPS }), { hosts: "db1,web1" });
});
