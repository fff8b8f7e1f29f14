// A mistake gets the place in the file that it was made at.
import { InputError, type Place } from "../model/errors.ts";

/** Does something; an InputError without a place gets this one. */
export function placed<T>(place: () => Place, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError) || error.place !== undefined) throw error;
    throw new InputError(error.message, place(), { cause: error });
  }
}
