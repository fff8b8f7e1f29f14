import assert from "node:assert/strict";
import type { Action } from "../../src/model/action.ts";
import { secretRead } from "../../src/policy/secret_files.ts";
import { action } from "../fakes/records.ts";

const slurp = (src: string): Action => action({ module: "slurp", params: { src } });
const shell = (cmd: string): Action => action({ module: "shell", params: { cmd } });

Deno.test("secretRead() knows the files that systems keep keys and passwords in", () => {
  const secret = [
    ..."/etc/shadow /etc/shadow- /etc/shadow~ /etc/gshadow.bak /var/backups/shadow.bak /etc/security/opasswd".split(
      " ",
    ),
    ..."/etc/ssh/ssh_host_rsa_key /root/.ssh/deploy /srv/keys/id_ed25519 /etc/ssl/private/x /etc/x/privkey.pem".split(
      " ",
    ),
    ..."/etc/wireguard/wg0.conf /etc/NetworkManager/system-connections/x.nmconnection /etc/ppp/chap-secrets".split(" "),
    ..."/etc/ipsec.secrets /etc/mysql/debian.cnf /etc/kubernetes/admin.conf /etc/krb5.keytab /srv/app/.env".split(" "),
    ..."/srv/app/.env.production /root/.bash_history /root/.psql_history /root/.npmrc /root/.config/gh/hosts.yml".split(
      " ",
    ),
    ..."/root/.azure/x /run/secrets/db /var/run/secrets/kubernetes.io/serviceaccount/token /proc/1/environ".split(" "),
    ..."/proc/7/task/7/environ /proc/7/mem /proc/kcore /dev/sda /dev/nvme0n1 /dev/mapper/root /dev/mem".split(" "),
  ];
  for (const path of secret) {
    assert.equal(secretRead(slurp(path)), path);
    assert.equal(secretRead(shell(`cat ${path} | base64`)), path);
  }
  const open =
    "/etc/passwd /root/.ssh/config /root/.ssh/id_rsa.pub /srv/app/.env.example /etc/ssl/certs/x.pem /etc/nginx/nginx.conf " +
    "/etc/kubernetes/manifests/x.yaml /dev/null /proc/meminfo /proc/1/status /run/nginx.pid /etc/hosts";
  for (const path of open.split(" ")) assert.equal(secretRead(slurp(path)), undefined, path);
});

Deno.test("secretRead() knows globs that fit such files", () => {
  const fitting =
    "/etc/shad* /etc/s?adow /etc/[s]hadow* /etc/* /e*/sh*w /etc/{passwd,shadow} ~/.ss*/* /etc/*?*?*?*?*?*?*?*?*?*x /home/*/.net* " +
    "/root/.* /proc/*/environ /proc/[0-9]*/envi* /etc/ssh/ssh_host_* /etc/ssl/*/* /dev/sd? /var/backups/*";
  for (const path of fitting.split(" ")) {
    assert.equal(secretRead(shell(`cat ${path}`)), path.replace(/^'|'$/g, ""), path);
  }
  const others = "/etc/*-release /etc/*.conf /etc/nginx/* /var/log/*.log /root/* /home/*/* /proc/[0-9]*/status " +
    "/sys/class/net/*/address /etc/ssl/certs/* /dev/tty* * *.yml /etc/[p]asswd";
  for (const path of others.split(" ")) assert.equal(secretRead(shell(`cat ${path}`)), undefined, path);
});

Deno.test("secretRead() knows commands that tell secrets without naming their file", () => {
  for (
    const cmd of [
      "getent shadow",
      "ps auxe",
      "ps eww",
      "ps aux e",
      "ps -ef e",
      "ps -p 1 eww",
      "ps -o pid,args --sort pid e",
      "grep -r pass /etc",
      "grep -Rin x /",
      "cd / && egrep --recursive x /root/",
    ]
  ) {
    assert(secretRead(shell(cmd)) !== undefined, cmd);
  }
  for (
    const cmd of [
      "ps aux",
      "ps -ef",
      "ps -eo pid,etime",
      "ps -u deploy -o pid",
      "ps -C node",
      "ps --user deploy",
      "grep -r x /etc/nginx",
      "grep root /etc/passwd",
      "ls -R /etc",
    ]
  ) {
    assert.equal(secretRead(shell(cmd)), undefined, cmd);
  }
});
