// A check of a configuration is a look where it reads the program's own, and not where whoever asks has chosen the file.
import assert from "node:assert/strict";
import { judge } from "../../src/policy/judge.ts";
import type { Action } from "../../src/model/action.ts";
import { shell } from "./shell_storm.ts";

const LOOKS = [
  "nginx -t",
  "nginx -T",
  "nginx -tq",
  "nginx -V",
  "nginx -t -c /etc/nginx/nginx.conf",
  "sshd -t",
  "sshd -T -f /etc/ssh/sshd_config",
  "visudo -c",
  "visudo -cf /etc/sudoers",
  "visudo -cf /etc/sudoers.d/deploy",
  "haproxy -c -f /etc/haproxy/haproxy.cfg",
  "haproxy -v",
  "named-checkconf -z",
  "named-checkconf -px /etc/bind/named.conf",
  "apachectl configtest",
  "apache2ctl -S",
];

const REFUSED = [
  "nginx -t -c /tmp/x.conf",
  "nginx -tc/tmp/x.conf",
  'nginx -t -c "$file"',
  "nginx -t -c /etc/nginx/nginx.conf -c /tmp/x.conf",
  "nginx -t -c /etc/nginx/../../tmp/nginx.conf",
  "nginx -t -p /tmp/x",
  "nginx -t -g 'error_log /root/x;'",
  "nginx -T -c %s",
  "sshd -t -f /tmp/x",
  "sshd -t -o Include=/tmp/x",
  "visudo -cf /tmp/x",
  "visudo -c /tmp/x",
  "visudo -cf /etc/sudoers.d/../../tmp/x",
  "haproxy -c -f /tmp/x.cfg",
  "haproxy -c -- /tmp/x.cfg",
  "named-checkconf /tmp/x.conf",
  "named-checkconf -p",
  "named-checkconf -t /tmp/x",
  "apachectl -t -f /tmp/x.conf",
  "httpd -t -C 'LoadModule x /tmp/x.so'",
  "php-fpm -t -y /tmp/x.conf",
  "postfix -c /tmp/x check",
];

Deno.test("judge() takes a check of a program's own configuration for a look, and refuses one of a chosen file", () => {
  const said = (cmd: string) => judge([shell(cmd)], { rules: [] }, { by: "model", as: "look" })[0]?.verdict;
  for (const cmd of LOOKS) assert.equal(said(cmd), "allow", cmd);
  for (const cmd of REFUSED) assert.equal(said(cmd), "deny", cmd);
});

Deno.test("judge() lets a model's validate check what comes to lie in the program's own place, and asks elsewhere", () => {
  const said = (params: Action["params"], module = "copy") =>
    judge([{ ...shell(""), module, params }], { rules: [] }, { by: "model", as: "deed" })[0]?.verdict;
  const validate = "nginx -t -c %s";
  assert.equal(said({ dest: "/etc/nginx/nginx.conf", content: "x", validate }), "allow");
  assert.equal(said({ path: "/etc/nginx/nginx.conf", line: "x", validate }, "lineinfile"), "allow");
  assert.equal(said({ dest: "/tmp/x.conf", content: "include /etc/shadow;", validate }), "ask");
  assert.equal(said({ dest: "/etc/nginx/nginx.conf", path: "/tmp/x", line: "x", validate }, "lineinfile"), "ask");
  assert.equal(said({ dest: "/etc/nginx/nginx.conf", content: "x", validate: "haproxy -c -f %s" }), "ask");
  assert.equal(said({ dest: "/tmp/x", content: "Include /etc/shadow", validate: "sshd -t -f %s" }), "ask");
});
