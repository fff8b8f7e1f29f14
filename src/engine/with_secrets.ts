// A call with its bound secrets put in, at the last moment: nothing that is written down has been built from it.
import type { Action } from "../model/action.ts";
import { InputError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Entrance } from "../model/way.ts";
import type { Shell } from "../ports/shell.ts";
import { learnSecrets } from "./secret_parameters.ts";
import type { World } from "./world.ts";

/** What a module gets besides files and variables. */
interface Given {
  params: JsonObject;
  environment?: Record<string, string> | undefined;
  /** The shell, refusing what would show a secret to others. */
  guard(shell: Shell): Shell;
}

/** The call's parameters and environment; the error where a secret is bound to what cannot take one. Passwords of its way in are secrets from here on. */
export function withSecrets(action: Action, entrance: Entrance, world: World): Given | InputError {
  const { secrets } = world;
  const { module, params, terms } = action;
  const environment = terms?.environment;
  if (secrets === undefined) return { params, environment, guard: (shell) => shell };
  secrets.learn(passwordsOf(entrance));
  learnSecrets([action], world);
  try {
    // A playbook's parameters are built anew; a decision's come back from its rows, and a model repeats what it has read.
    const given = secrets.inject(module, params, { recorded: action.task === null });
    return {
      params: given.params,
      environment: given.environment === undefined ? environment : { ...environment, ...given.environment },
      guard: (shell) => secrets.guard(shell, module),
    };
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** A password that is the user's name, too, is no secret, and would be taken out of every path to his home. */
function passwordsOf({ way, password, becomePassword }: Entrance): string[] {
  return [password, becomePassword].flatMap((secret) => {
    const value = secret?.reveal();
    return value === undefined || value === way.user || value === way.become?.user ? [] : [value];
  });
}
