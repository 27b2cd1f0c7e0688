import type { ClientState, Step } from "./state";

/** Shows a sentence for a while; nothing to say is not shown. */
export function noticed(state: ClientState, text: string): Step {
  if (text === "") return [state, []];
  const notice = { id: state.notices, text };
  return [{ ...state, notice, notices: state.notices + 1 }, [{ do: "expire_notice", id: notice.id }]];
}
