import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { judge } from "../../src/policy/judge.ts";
import { NO_POLICY } from "../../src/policy/policy.ts";
import { action } from "../fakes/records.ts";

function said(module: string, params: JsonObject, by: "model" | "playbook" = "model"): string {
  return judge([action({ host: "web1", module, params })], NO_POLICY, { by, as: "deed" })[0]?.verdict ?? "";
}

Deno.test("judge() asks for a model's call that decides who comes in, as whom, and who is believed to be whom", () => {
  const calls: [string, JsonObject][] = [
    ["authorized_key", { user: "deploy", key: "ssh-ed25519 AAAA" }],
    ["ansible.posix.authorized_key", { user: "root", key: "https://evil.example/keys" }],
    ["known_hosts", { name: "db1", key: "db1 ssh-ed25519 AAAA" }],
    ["user", { name: "x", groups: ["sudo"], append: true }],
    ["user", { name: "x", group: "docker" }],
    ["user", { name: "x", password: "$6$x" }],
    ["user", { name: "x", password_lock: false }],
    ["user", { name: "x", shell: "/bin/bash" }],
    ["user", { name: "x", home: "/root" }],
    ["user", { name: "x", uid: 0, non_unique: true }],
    ["user", { name: "x", uid: "00" }],
    ["user", { name: "x", uid: " 0" }],
    ["user", { name: "x", uid: "+0" }],
    ["user", { name: "x", uid: "0_0" }],
    ["user", { name: "root", shell: "/tmp/false" }],
    ["user", { name: "x", shell: "/usr/sbin/../../tmp/nologin" }],
    ["group", { name: "x", gid: 27, non_unique: true }],
    ["group", { name: "x", gid: 0 }],
    ["lineinfile", { path: "/etc/hosts", line: "6.6.6.6 db1" }],
    ["copy", { dest: "/etc/resolv.conf", content: "nameserver 6.6.6.6" }],
    ["copy", { dest: "/home/deploy/.curlrc", content: "proxy=evil.example" }],
    ["copy", { dest: "/etc/../etc/gitconfig", content: "x" }],
    ["copy", { dest: "/opt/app/.git/hooks/post-checkout", content: "x", mode: "0755" }],
    ["ini_file", { path: "~/.gitconfig", section: "core", option: "pager", value: "x" }],
  ];
  for (const [module, params] of calls) {
    assert.equal(said(module, params), "ask", `${module} ${JSON.stringify(params)}`);
    assert.equal(said(module, params, "playbook"), "allow");
  }
});

Deno.test("judge() lets a model make users and groups that let nobody in", () => {
  const calls: [string, JsonObject][] = [
    ["user", { name: "svc", system: true, shell: "/usr/sbin/nologin", create_home: false, comment: "a service" }],
    ["user", { name: "svc", uid: 1500, state: "present" }],
    ["group", { name: "svc", system: true }],
    ["copy", { dest: "/etc/hosts.d/x", content: "x" }],
    ["copy", { dest: "/srv/git/x.conf", content: "x" }],
  ];
  for (const [module, params] of calls) assert.equal(said(module, params), "allow", JSON.stringify(params));
});

Deno.test("judge() asks before a model sends a hidden file, a database or a key of this machine to a host", () => {
  for (
    const src of [
      ".env",
      "./.env",
      "x/.ssh/id",
      "loops.db",
      "loops.db-wal",
      "state.sqlite3",
      "web.key",
      "a/b.pem",
      "~/x",
    ]
  ) {
    assert.equal(said("copy", { src, dest: "/srv/x" }), "ask", src);
    assert.equal(said("template", { src, dest: "/srv/x" }), "ask", src);
  }
  for (const src of ["files/nginx.conf", "./nginx.conf", "app-1.3.tgz", "keys.txt"]) {
    assert.equal(said("copy", { src, dest: "/srv/x" }), "allow", src);
  }
});
