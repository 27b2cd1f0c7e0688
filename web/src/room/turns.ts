import type { RoomCommand } from "../signaling/protocol";
import { seenView } from "./seen";
import type { ClientState } from "./state";

/**
 * The command with the number of the turn it was meant for, so that it does nothing to a later one.
 *
 * A command that names its turn already, or that is not about a turn, stays as it is.
 */
export function ofThisTurn(state: ClientState, command: RoomCommand): RoomCommand {
  const turn = seenView(state)?.floor.turn?.number;
  if (turn === undefined) return command;
  switch (command.type) {
    case "pass_turn":
    case "release_floor":
    case "next_turn":
    case "skip_turn":
    case "extend_turn":
    case "revoke_floor":
      return { turn, ...command };
    default:
      return command;
  }
}
