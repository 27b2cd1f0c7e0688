import type { Sealing } from "../sealing/sealing";
import type { CommandAnswer, RoomCommand } from "../signaling/protocol";
import { assertNever } from "./never";
import type { Effect, Input } from "./state";

/** What has to do with sealed lines and cards. */
export type LetterEffect = Extract<
  Effect,
  { readonly do: "tell_key" | "send_line" | "open_line" | "send_card" | "open_card" }
>;

export interface LettersParts {
  readonly sealing: Pick<Sealing, "publicKey" | "sealLine" | "openLine" | "sealCard" | "openCard">;
  /** Sends a command; a refusal is shown to the person. Null when there is no visit. */
  send(command: RoomCommand): Promise<CommandAnswer | null>;
  dispatch(input: Input): void;
}

/** Seals and sends what this person writes, and opens what is written to them. */
export class Letters {
  readonly #parts: LettersParts;

  constructor(parts: LettersParts) {
    this.#parts = parts;
  }

  async perform(effect: LetterEffect): Promise<void> {
    switch (effect.do) {
      case "tell_key":
        await this.#parts.send({ type: "set_key", key: await this.#parts.sealing.publicKey() });
        return;
      case "send_line":
        await this.#sendLine(effect);
        return;
      case "open_line":
        await this.#openLine(effect);
        return;
      case "send_card":
        await this.#sendCard(effect);
        return;
      case "open_card":
        await this.#openCard(effect);
        return;
      default:
        assertNever(effect);
    }
  }

  async #sendLine({ id, from, to, text, keys }: Extract<Effect, { do: "send_line" }>): Promise<void> {
    const boxes = await this.#parts.sealing.sealLine(from, to, text, keys);
    const answer = boxes.length === 0 ? null : await this.#parts.send({ type: "write", to, boxes });
    this.#parts.dispatch({ type: "line_told", id, ok: answer?.ok === true });
  }

  async #openLine({ line, me }: Extract<Effect, { do: "open_line" }>): Promise<void> {
    const text = await this.#parts.sealing.openLine(line, me);
    this.#parts.dispatch({ type: "line_opened", line, text });
  }

  async #sendCard({ from, card, keys }: Extract<Effect, { do: "send_card" }>): Promise<void> {
    const boxes = await this.#parts.sealing.sealCard(from, card, keys);
    if (boxes.length > 0) await this.#parts.send({ type: "leave_card", boxes });
  }

  async #openCard({ seat, box, me }: Extract<Effect, { do: "open_card" }>): Promise<void> {
    const card = await this.#parts.sealing.openCard(seat, box, me);
    this.#parts.dispatch({ type: "card_opened", seat, box, card });
  }
}
