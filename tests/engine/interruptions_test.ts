import assert from "node:assert/strict";
import type { World } from "../../src/engine/world.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { Died } from "../crash/mortal.ts";
import { ending, Ground, handlers, play, type Visit } from "./ground.ts";

/** A worker that dies before it writes the first end of an action. */
const DIES: Visit = {
  world: ({ journal }) => ({
    journal: {
      ...journal,
      finishAction: () => Promise.reject(new Died("before finishAction")),
      noteActions: (iteration, notes, ends = []) =>
        ends.length > 0
          ? Promise.reject(new Died("before the first end is written"))
          : journal.noteActions(iteration, notes),
    },
  }),
};

async function die(ground: Ground): Promise<void> {
  await assert.rejects(ground.visit(DIES), Died);
}

/** A world whose shells are the usual ones, with other methods in place of theirs. */
function shells(usual: World, others: (shell: Shell) => Partial<Shell>): Partial<World> {
  const over = (shell: Shell): Shell => {
    const own = others(shell);
    return new Proxy(shell, {
      get: (_, property) => {
        const value = Reflect.get(own, property) ?? Reflect.get(shell, property);
        return typeof value === "function" ? value.bind(shell) : value;
      },
    });
  };
  return {
    shells: { get: async (host) => over(await usual.shells.get(host)), drop: (host) => usual.shells.drop(host) },
  };
}

/** Stops a visit at the first event that fits: `stop` starts nothing more, `signal` ends what runs, too. */
function stopping(when: (event: Parameters<NonNullable<Visit["hear"]>>[0]) => boolean, kill: boolean): Visit {
  const [stop, signal] = [new AbortController(), new AbortController()];
  return {
    stop: stop.signal,
    signal: signal.signal,
    hear: (event) => {
      if (!when(event)) return;
      stop.abort();
      if (kill) signal.abort();
    },
  };
}

Deno.test("runLoop() lets the running action end when it is stopped, and goes on after it", async () => {
  using ground = new Ground(play(`
- {name: one, shell: echo one >> DIR/deeds}
- {name: two, shell: echo two >> DIR/deeds}
`));
  const next = await ground.visit(stopping(({ kind }) => kind === "action started", false));
  assert.equal(ending(next), "stopped");
  assert.deepEqual(ground.actions(), ["one completed"]);
  assert.deepEqual(ground.passes(), ["unfinished: stopped before its end"]);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["one", "two"]);
});

Deno.test("runLoop() pauses where a human ends a command, with once too, and asks what became of it", async () => {
  for (const once of [false, true]) {
    using ground = new Ground(
      play(
        `- {name: long, shell: echo began >> DIR/deeds; sleep 60, notify: after}`,
        handlers(`- {name: after, shell: echo after >> DIR/deeds}`),
      ),
      { once },
    );
    const next = await ground.visit(stopping(({ kind }) => kind === "action started", true));
    assert.equal(ending(next), "stopped");
    assert.deepEqual(ground.actions(), ["long interrupted"]);
    assert.match(ending(await ground.visit()), /^paused: "long" on localhost was interrupted/);
    await ground.answer("done");
    assert.equal(ending(await ground.visit()), once ? "completed: one pass, as asked" : "completed: converged");
    assert.deepEqual(ground.deeds().filter((line) => line === "after"), ["after"]);
  }
});

Deno.test("runLoop() does not take being ended twice at the same command for failing twice", async () => {
  using ground = new Ground(play(`- {name: long, shell: sleep 60}`), { onInterrupted: "rerun" });
  for (let times = 0; times < 3; times++) {
    const next = await ground.visit(stopping(({ kind }) => kind === "action started", true));
    assert.equal(ending(next), "stopped");
  }
  assert.deepEqual(ground.actions(), ["long interrupted", "long interrupted", "long interrupted"]);
});

Deno.test("runLoop() takes a look that was ended as no look: nothing is written, and it is taken again", async () => {
  using ground = new Ground(
    play(`- {name: guarded, shell: echo ran >> DIR/deeds; touch DIR/there, args: {creates: DIR/there}}`),
  );
  const [stop, signal] = [new AbortController(), new AbortController()];
  const next = await ground.visit({
    stop: stop.signal,
    signal: signal.signal,
    world: (usual) =>
      shells(usual, (shell) => ({
        run: (...given) => {
          stop.abort();
          signal.abort();
          return shell.run(...given);
        },
      })),
  });
  assert.equal(ending(next), "stopped");
  assert.deepEqual(ground.actions(), []);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["ran"]);
});

Deno.test("runLoop() does a command once whose mark a later task makes, though the pass was cut between the two", async () => {
  using ground = new Ground(play(`
- {name: guarded, shell: echo ran >> DIR/deeds, args: {creates: DIR/mark}, register: it}
- {name: mark, copy: {content: x, dest: DIR/mark}, when: it is changed}
`));
  const next = await ground.visit(stopping(({ kind }) => kind === "action started", false));
  assert.equal(ending(next), "stopped");
  assert.deepEqual(ground.actions(), ["guarded completed"]);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["ran"]);
  assert.equal(await Deno.readTextFile(`${ground.folder}/mark`), "x");
});

Deno.test("runLoop() keeps the end of a command that had ended well when a human ended it", async () => {
  using ground = new Ground(play(`- {name: quick, shell: echo ran >> DIR/deeds}`));
  const [stop, signal] = [new AbortController(), new AbortController()];
  const next = await ground.visit({
    stop: stop.signal,
    signal: signal.signal,
    world: (usual) =>
      shells(usual, (shell) => ({
        run: async (argv, options, ended) => {
          const result = await shell.run(argv, options, ended);
          if (options?.receipt !== undefined) {
            stop.abort();
            signal.abort();
          }
          return result;
        },
      })),
  });
  assert.equal(ending(next), "stopped");
  assert.deepEqual(ground.actions(), ["quick completed"]);
  assert.equal(ending(await ground.visit()), "completed: converged");
});

Deno.test("runLoop() asks about a command that kills what runs it, and follows the answer", async () => {
  for (const answer of ["rerun", "done"]) {
    using ground = new Ground(play(
      `
- name: kills
  shell: echo tried >> DIR/deeds; [ -e DIR/again ] || { touch DIR/again; kill -9 $PPID; sleep 0.2; kill -9 $$; }
  register: killed
- {name: when it changed, shell: echo then >> DIR/deeds, when: killed is changed}
`,
    ));
    assert.match(ending(await ground.visit()), /^paused: "kills" on localhost was interrupted/);
    assert.deepEqual(ground.actions(), ["kills interrupted"]);
    await ground.answer(answer);
    assert.equal(ending(await ground.visit()), "completed: converged");
    assert.deepEqual(ground.deeds(), answer === "rerun" ? ["tried", "tried", "then"] : ["tried", "then"]);
  }
});

Deno.test("runLoop() gives up what kills its shell every time, instead of trying for ever", async () => {
  using looks = new Ground(play(`- {name: kills, shell: "kill -9 $PPID; kill -9 $$", changed_when: false}`));
  assert.match(ending(await looks.visit({ returns: 50 })), /^paused: "kills" on localhost was interrupted/);
  assert.equal(looks.actions().length, 5);
  using idempotent = new Ground(play(`- {name: kills, copy: {content: x, dest: DIR/x, validate: "DIR/kill %s"}}`));
  idempotent.write("kill", "#!/bin/sh\nkill -9 0\n");
  await Deno.chmod(`${idempotent.folder}/kill`, 0o755);
  assert.match(ending(await idempotent.visit({ returns: 50 })), /^failed: .*It was interrupted 5 times in a row/);
  assert.equal(idempotent.read("x"), undefined);
});

Deno.test("runLoop() adopts the end of a command whose worker died before it wrote it", async () => {
  using ground = new Ground(play(`
- name: one
  shell: test -e DIR/flag || { touch DIR/flag; echo one >> DIR/deeds; echo out; }
  register: one
  changed_when: "'out' in one.stdout"
- {name: two, shell: "echo {{ one.stdout }} >> DIR/deeds", when: one is changed}
`));
  await die(ground);
  assert.deepEqual(ground.actions(), ["one running"]);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["one", "out"]);
  assert.deepEqual(ground.actions(), ["one completed", "two completed", "one completed"]);
});

Deno.test("runLoop() opens another shell when the one it asks for a receipt breaks", async () => {
  using ground = new Ground(play(`- {name: one, shell: echo one >> DIR/deeds}`));
  await die(ground);
  let broken = 0;
  const next = await ground.visit({
    returns: 20,
    world: (usual) =>
      shells(usual, (shell) => ({
        settle: async (receipt, signal) => {
          if (broken++ === 0) {
            const { stdout } = await shell.run(["sh", "-c", "echo $$"]);
            Deno.kill(Number(stdout), "SIGKILL");
          }
          return await shell.settle(receipt, signal);
        },
      })),
  });
  assert.equal(ending(next), "completed: converged");
  assert.equal(broken, 2);
  assert.deepEqual(ground.deeds(), ["one"]);
});

Deno.test("runLoop() fails a task whose receipt cannot be written, and starts nothing", async () => {
  using ground = new Ground(play(`- {name: one, shell: echo one >> DIR/deeds, failed_when: false}`));
  ground.write("receipts", "a file where a folder should be");
  assert.match(
    ending(await ground.visit()),
    /^failed: .*"one" on localhost: Not started: its receipt cannot be written/,
  );
  assert.deepEqual(ground.deeds(), []);
  assert.deepEqual(ground.actions(), ["one skipped", "one skipped"]);
});

Deno.test("runLoop() pauses where a host cannot say what became of a receipt, and goes on once it can", async () => {
  using ground = new Ground(play(`- {name: one, shell: echo one >> DIR/deeds}`));
  await die(ground);
  await Deno.rename(`${ground.folder}/receipts`, `${ground.folder}/kept`);
  ground.write("receipts", "");
  assert.match(ending(await ground.visit()), /^paused: localhost did not start action 1 of loop/);
  assert.deepEqual(ground.actions(), ["one running"]);
  ground.remove("receipts");
  await Deno.rename(`${ground.folder}/kept`, `${ground.folder}/receipts`);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["one"]);
});

Deno.test("runLoop() fails a task whose words no shell can pass on", async () => {
  using ground = new Ground(
    play(`- {name: one, shell: "echo {{ text }} > DIR/deeds"}`).replace(
      "  tasks:",
      `  vars: {text: "a\\0b"}\n  tasks:`,
    ),
  );
  assert.match(ending(await ground.visit()), /^failed: .*"one" on localhost: /);
  assert.deepEqual(ground.deeds(), []);
});

Deno.test("runLoop() goes on with a file that vanished after the run had read it, and fails where it never was", async () => {
  using ground = new Ground(play(`
- {name: kept, copy: {src: DIR/source, dest: DIR/one}}
- {name: changes, copy: {content: x, dest: DIR/two}}
`));
  ground.write("source", "text\n");
  const next = await ground.visit({
    hear: (event) => {
      if (event.kind === "iteration closed" && event.n === 1) ground.remove("source");
    },
  });
  assert.equal(ending(next), "completed: converged");
  using never = new Ground(play(`- {name: never, copy: {src: DIR/source, dest: DIR/one}}`));
  assert.match(ending(await never.visit()), /^failed: failed twice in the same way: "never" on localhost: .*source/);
});
