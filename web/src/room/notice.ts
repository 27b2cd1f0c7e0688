import type { ClientState, Step } from "./state";

/** Shows a sentence for a while, null for that of something lost on its way; nothing to say is not shown. */
export function noticed(state: ClientState, text: string | null): Step {
  if (text === "") return [state, []];
  const notice = { id: state.notices, text };
  return [{ ...state, notice, notices: state.notices + 1 }, [{ do: "expire_notice", id: notice.id }]];
}
