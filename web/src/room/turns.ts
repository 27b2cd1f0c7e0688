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
  return turn !== undefined && isOfTurn(command) ? { turn, ...command } : command;
}

type OfTurn = Extract<RoomCommand, { readonly turn?: number }>;

const OF_TURN: ReadonlySet<string> = new Set<OfTurn["type"]>([
  "pass_turn",
  "release_floor",
  "next_turn",
  "skip_turn",
  "extend_turn",
  "revoke_floor",
]);

function isOfTurn(command: RoomCommand): command is OfTurn {
  return OF_TURN.has(command.type);
}
