import type { RoomView } from "../signaling/protocol";
import type { ClientState } from "./state";

/** The last view, while the person is in the waiting room or in the room. */
export function seenView({ stage }: ClientState): RoomView | null {
  return stage.at === "inside" ? stage.seen.view : null;
}

/** The last view if it is of the present socket, which then is there to be spoken to. */
export function liveView(state: ClientState): RoomView | null {
  return state.socket === "connected" && !state.fresh ? seenView(state) : null;
}
