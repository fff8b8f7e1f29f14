// A made-up web service on hosts that are entered over ssh: a release as a tarball, a configuration, a script with a pid file, and a port that answers.
import { done, eventually, isAlive } from "../sshd/processes.ts";
import { freePort } from "../sshd/sshd.ts";
import { FleetGround } from "./fleet_ground.ts";

/** Each start is a line in a file outside the database; it holds where somebody wants to be in the middle of it. */
const SERVICE = `#!/bin/sh
# start, stop or status of the web service.
cd "$(dirname "$0")" || exit 1
alive() { [ -s pid ] && kill -0 "$(cat pid)" 2>/dev/null; }
case $1 in
  status) alive ;;
  stop) alive && kill "$(cat pid)"; rm -f pid ;;
  start)
    echo "start $(cat ../name)" >>DIR/world/deeds
    while [ -e DIR/world/hold ]; do sleep 0.02; done
    if [ -e lock ]; then echo "lock is there: an earlier release is being served" >&2; exit 1; fi
    alive && exit 0
    # The new server waits until its reader is there.
    mkfifo up.$$ && setsid perl server.pl "$(cat ../port)" up.$$ >/dev/null 2>&1 </dev/null &
    until [ -p up.$$ ]; do sleep 0.01; done
    cat up.$$ >/dev/null; rm -f up.$$; alive ;;
esac
`;

/** It answers with what its configuration said when it started, and ends when its pid file is gone. */
const SERVER = `use strict; use IO::Socket::INET;
my ($port, $up) = @ARGV;
open(my $conf, "<", "app.conf") or die; my $text = join "", <$conf>;
my $listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port, Listen => 9, ReuseAddr => 1) or die;
open(my $pid, ">", "pid") or die; print $pid $$; close $pid;
$SIG{ALRM} = sub { open(my $now, "<", "pid") or exit; exit if <$now> != $$; alarm 1 }; alarm 1;
open(my $told, ">", $up) or die; print $told "up"; close $told;
for (;;) {
  my $client = $listener->accept or next;
  while (my $line = <$client>) { last if $line =~ /^\\r?\\n$/ }
  print $client "HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\n$text"; close $client;
}
`;

/** web1 and web2 over ssh, each with a home and a port of its own, and `control`, which is this machine. */
export class WebService implements AsyncDisposable {
  readonly hosts = ["web1", "web2"] as const;
  readonly #homes = new Map<string, string>();
  readonly #ports = new Map<string, number>();

  private constructor(readonly ground: FleetGround) {}

  static async make(): Promise<WebService> {
    const made = new WebService(await FleetGround.make());
    await made.#build();
    return made;
  }

  async #build(): Promise<void> {
    const { ground, hosts } = this;
    for (const release of ["1.2", "1.3"]) await done("tar", this.#release(release));
    // As systemctl is: the same program on all hosts.
    ground.write("web", '#!/bin/sh\nexec "$HOME/web/service" "$@"\n');
    await Deno.chmod(`${ground.folder}/web`, 0o755);
    await Promise.all(hosts.map(async (name) => {
      const { home } = await ground.farm.sshd({ names: [name] });
      this.#homes.set(name, home);
      this.#ports.set(name, freePort());
      this.#furnish(name);
    }));
    await Deno.writeTextFile(`${this.home("web2")}/web/lock`, "1.1\n");
    ground.inventory(["control: {ansible_connection: local}"]);
    const inventory = ground.lines("inventory.yml").join("\n");
    ground.write("inventory.yml", `${inventory}\n  children:\n    web:\n      hosts:\n        web1:\n        web2:\n`);
  }

  /** The files of a release; returns tar's words for its tarball. */
  #release(release: string): string[] {
    const { folder } = this.ground;
    const from = `release-${release}`;
    Deno.mkdirSync(`${folder}/${from}`);
    this.ground.write(`${from}/server.pl`, SERVER);
    Deno.chmodSync(this.ground.write(`${from}/service`, SERVICE), 0o755);
    return ["-czf", `${folder}/web-${release}.tgz`, "-C", `${folder}/${from}`, "service", "server.pl"];
  }

  /** What is there before anything is done, and what an earlier installation has left. */
  #furnish(host: string): void {
    const home = this.home(host);
    Deno.mkdirSync(`${home}/web`);
    Deno.writeTextFileSync(`${home}/name`, `${host}\n`);
    Deno.writeTextFileSync(`${home}/port`, `${this.#ports.get(host)}\n`);
    Deno.writeTextFileSync(`${home}/web/old.conf`, "release=1.1\n");
  }

  /** $HOME of a host. */
  home(host: string): string {
    return this.#homes.get(host) ?? this.ground.folder;
  }

  /** What a host answers on its port; undefined where nobody does. */
  async answer(host: string): Promise<string | undefined> {
    try {
      return await (await fetch(`http://127.0.0.1:${this.#ports.get(host)}/`)).text();
    } catch {
      return undefined;
    }
  }

  /** What all of them answer, by name. */
  async answers(): Promise<Record<string, string | undefined>> {
    return Object.fromEntries(await Promise.all(this.hosts.map(async (host) => [host, await this.answer(host)])));
  }

  /** Somebody's hand: the service is gone, and its configuration is another one. Resolves once it has ended. */
  async drifts(host: string): Promise<void> {
    const pid = this.#harm(`${this.home(host)}/web`);
    await eventually("the end of the service", () => !isAlive(pid));
  }

  /** At once; and in the order in which a look that falls between the two finds them. */
  #harm(folder: string): number {
    const pid = Number(Deno.readTextFileSync(`${folder}/pid`));
    Deno.writeTextFileSync(`${folder}/app.conf`, "release=0.9\n");
    Deno.kill(pid, "SIGKILL");
    // A killed process that nobody has buried yet would still be found by its pid.
    Deno.removeSync(`${folder}/pid`);
    return pid;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.hosts) {
      await Deno.remove(`${this.home(host)}/web/pid`).catch(() => {});
      await eventually(`the service of ${host} to end`, async () => await this.answer(host) === undefined);
    }
    await this.ground[Symbol.asyncDispose]();
  }
}
