// A shell as another user, by sudo, su or doas: starts it, answers its question for a password, and hands it over.
//
// The password goes over standard input alone, once, and only after the question was seen: whoever reads there at that moment is the
// method's program, never a shell. What a host prints before (a lecture, a profile's noise) is skipped.
import type { Become, Entrance, Way } from "../model/way.ts";
import { type Attempt, cannotBecome, type Stop, wrongPassword } from "./become_refusal.ts";
import { BecomeTalk } from "./become_talk.ts";
import { becomeWords, GO, newSigns, settling } from "./become_words.ts";
import { timeoutOf } from "./connect_timeout.ts";
import type { Connect, Pipes, Spawn } from "./pipes.ts";
import { quote } from "./quoting.ts";
import type { WrongPasswords } from "./wrong_passwords.ts";

/** What shells are started with on a host. */
export interface Ground {
  /** The words of a POSIX shell that reads commands from its standard input. */
  shell: readonly string[];
  /** Starts programs there, as the user who entered. */
  spawn: Spawn;
  /** Passwords that were refused already. */
  wrong: WrongPasswords;
}

/**
 * How an entrance's shells are started: as the user whom its way names, or as who entered where it names nobody. Connecting throws CannotBecome
 * when the host does not let that user be become, and Error with the host's words when not even a plain shell starts there.
 */
export function connectAs(entrance: Entrance, ground: Ground): Connect {
  const { become } = entrance.way;
  if (become === undefined) return (signal) => ground.spawn(ground.shell, signal);
  return (signal) => arrive(entrance, become, ground, signal);
}

async function arrive(
  { way, becomePassword }: Entrance,
  become: Become,
  ground: Ground,
  signal?: AbortSignal,
): Promise<Pipes> {
  // An empty one is none, as in Ansible.
  const password = becomePassword?.reveal() || undefined;
  const limitMs = timeoutOf(way) * 1000;
  const attempt: Attempt = { host: way.host, become, said: "", told: false, limitMs };
  if (!/^[^-\s][^\n\0]*$/.test(become.user)) throw cannotBecome("nobody", attempt);
  if (password === undefined) return await enter({ way, password, attempt }, ground, signal);
  // What follows the line would be read by the shell.
  if (/[\n\0]/.test(password)) throw cannotBecome("lines", attempt);
  return await ground.wrong.firstAlone(way, password, () => {
    if (ground.wrong.has(way, password)) throw cannotBecome("known", attempt);
    return enter({ way, password, attempt }, ground, signal);
  });
}

/** What one try is made of. */
interface Try {
  way: Way;
  password: string | undefined;
  attempt: Attempt;
}

async function enter(
  { way, password, attempt }: Try,
  { shell, spawn, wrong }: Ground,
  signal?: AbortSignal,
): Promise<Pipes> {
  signal?.throwIfAborted();
  const { become, limitMs } = attempt;
  const signs = newSigns();
  const pipes = await spawn(becomeWords(become, { shell, signs, withPassword: password !== undefined }), signal);
  const talk = new BecomeTalk(pipes, signs, become);
  const refused = (stop: Stop) => {
    const { said, told } = talk;
    if (password !== undefined && wrongPassword(stop, { ...attempt, said, told })) wrong.note(way, password);
    return cannotBecome(stop, { ...attempt, said, told });
  };
  try {
    await talk.say(GO);
    for (;;) {
      const turn = await talk.next(limitMs, signal);
      if (turn === "ready") {
        // A root shell also sees what runs under receipts of the user who entered: see hold_script.ts.
        if (become.user === "root" && talk.home !== "") await talk.say(`_ftl2_login=${quote(`${talk.home}/.ftl2`)}\n`);
        return talk.handOver();
      }
      if (turn === "here") {
        await talk.say(settling(shell, signs));
      } else if (turn !== "question") {
        if (talk.home === undefined) throw new Error(`Cannot start a shell on ${way.host}${colon(talk.said)}`);
        throw refused(turn);
      } else if (password === undefined || talk.told) {
        throw refused(talk.told ? "again" : "asked");
      } else {
        await talk.tell(password);
      }
    }
  } catch (error) {
    await talk.end();
    throw error;
  }
}

function colon(said: string): string {
  return said === "" ? "" : `: ${said}`;
}
