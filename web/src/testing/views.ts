import { parseServerMessage } from "../signaling/parse";
import type { Me, RoomInfo, RoomView } from "../signaling/protocol";
import { examples } from "./examples";

/** The view of one of the examples of `tests/protocol/views.json`, by its name. */
export function exampleView(name: string): RoomView {
  const example = examples("views").find((candidate) => candidate.name === name);
  const message = parseServerMessage("view", example?.payload);
  if (message?.type !== "view") throw new Error(`no example view called ${name}`);
  return message.view;
}

/** Ana in the open room. */
export const PRESENT = exampleView("a member in the open room");
/** Ana in the waiting room. */
export const LOBBY = exampleView("a member in the lobby before the room is opened");

export function withMe(view: RoomView, me: Partial<Me>): RoomView {
  return { ...view, me: { ...view.me, ...me } };
}

export function withRoom(view: RoomView, room: Partial<RoomInfo>): RoomView {
  return { ...view, room: { ...view.room, ...room } };
}
