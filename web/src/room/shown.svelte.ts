import { NO_ACTIONS } from "./idle";
import type { Actions, Model } from "./model";

/** What the user interface is mounted with; what is put in here shows at once. */
export class Shown {
  // Replaced whole, never changed inside, so that tracks and maps stay what they are.
  model: Model = $state.raw({ page: "opening" });
  actions: Actions = $state.raw(NO_ACTIONS);
}
