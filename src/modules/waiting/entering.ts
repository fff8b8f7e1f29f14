// What an attempt to enter a host may come to, for modules that wait for one.
import { CannotBecome, HostUnreachable, NotAwaited, ShellBroken } from "../../model/errors.ts";

/** Whether an error only says that the host does not let us in yet. That nobody waits any more is another matter. */
export function cannotBeEntered(error: unknown): error is Error {
  if (error instanceof NotAwaited) return false;
  return error instanceof HostUnreachable || error instanceof ShellBroken || error instanceof CannotBecome;
}
