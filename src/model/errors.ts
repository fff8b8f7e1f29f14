// Our "cannot": what stops us, as opposed to what a host answers (which is a value).

/** Bad input: a sentence with a place, what was expected and what to write instead. Exit 2. */
export class InputError extends Error {
  override name = "InputError";
  constructor(message: string, readonly place?: Place, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A vault that no password opens which this process has: somebody has to give one, and nothing is wrong with what asked for it. */
export class VaultClosed extends InputError {
  override name = "VaultClosed";
}

/** Where in a file; line and column count from 1. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** The database cannot be used as asked. `hint` says what to do next. */
export class StoreError extends Error {
  override name = "StoreError";
  /** It is damaged, or no database: to wait is of no use. */
  readonly lasting: boolean;
  constructor(message: string, readonly hint: string, options?: ErrorOptions & { lasting?: boolean }) {
    super(message, options);
    this.lasting = options?.lasting ?? false;
  }
}

/** Another worker owns the loop now: nothing more may be written. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/** A shell's session ended under a command: its outcome is unknown, not failed. */
export class ShellBroken extends Error {
  override name = "ShellBroken";
}

/** A host refused a command before it started: its receipt is claimed already, or a newer worker owns the loop. */
export class ReceiptRefused extends Error {
  override name = "ReceiptRefused";
  /** `reason` is the why alone, the same for every action that is refused for it. */
  constructor(message: string, readonly reason: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A template or expression that cannot be evaluated. `line` and `column` count from 1 within the template's text. */
export class TemplateError extends Error {
  override name = "TemplateError";
  constructor(message: string, readonly line?: number, readonly column?: number, options?: ErrorOptions) {
    super(message, options);
  }
}

/** A variable or attribute that does not exist. */
export class UndefinedVariable extends TemplateError {
  override name = "UndefinedVariable";
  constructor(readonly variable: string, message: string, line?: number, column?: number) {
    super(message, line, column);
  }
}

/** A language model that cannot be asked. `afterMs`: when to come back; null: not before a human has changed something. */
export class ModelUnavailable extends Error {
  override name = "ModelUnavailable";
  constructor(message: string, readonly afterMs: number | null, options?: ErrorOptions) {
    super(message, options);
  }
}

/** What a run may spend on its model is spent. */
export class BudgetSpent extends Error {
  override name = "BudgetSpent";
}

/** A host that was entered and does not let its user become another one (a wrong password, no rule). The world's "no": it becomes a failure. */
export class CannotBecome extends Error {
  override name = "CannotBecome";
}

/** A host that could not be entered: why, as its sentence goes on after "web1 cannot be reached: ", and what to do. */
export class CannotEnter extends Error {
  /** `why` ends in what stands before the advice in one sentence: a colon, a stop. */
  constructor(readonly why: string, readonly mend = "", options?: ErrorOptions) {
    super(mend === "" ? why : `${why} ${mend}`, options);
  }
}

/** A host to which no shell can be opened. The world's "no": it becomes an `unreachable` result. */
export class HostUnreachable extends Error {
  override name: string = "HostUnreachable";
}

/** Nobody waited for a host to answer, because the loop was stopped: this says nothing about the host. */
export class NotAwaited extends HostUnreachable {
  override name = "NotAwaited";
}
