import * as v from "valibot";

import type { Card } from "../room/model";
import type { SealedBox, SealedLine, SeatKey } from "../signaling/protocol";
import { newKeyPair, open, seal, type KeyPair } from "./hpke";

const LINE_INFO = "goround line 1";
const CARD_INFO = "goround card 1";

const keyPair = v.object({ publicKey: v.string(), privateKey: v.string() });
const card = v.object({ where: v.string(), phone: v.string() });

/** Where the key pair is kept over a reload; see memory.ts. */
export interface KeyStore {
  readonly key: unknown;
  keepKey(key: unknown): void;
}

/**
 * Seals what only some may read, and opens what was sealed to this page.
 *
 * The server carries the boxes and cannot look into them. The key pair belongs to this tab and its visit.
 */
export class Sealing {
  readonly #store: KeyStore;
  #pair: Promise<KeyPair> | null = null;

  constructor(store: KeyStore) {
    this.#store = store;
  }

  /** This page's public key, as it goes to the server. */
  async publicKey(): Promise<string> {
    return (await this.#own()).publicKey;
  }

  /**
   * A line in one box for each key; a key that is none gets no box.
   *
   * @param to `all`, `facilitators` or a seat
   */
  sealLine(from: string, to: string, text: string, keys: readonly SeatKey[]): Promise<readonly SealedBox[]> {
    const circle = to === "all" || to === "facilitators" ? to : "me";
    return boxes(keys, (seat) => ({ info: LINE_INFO, aad: words(from, seat, circle) }), text);
  }

  /** The text of a line written to the seat `me`, or null. */
  async openLine(line: SealedLine, me: string): Promise<string | null> {
    const purpose = { info: LINE_INFO, aad: words(line.from, me, line.to) };
    return open(await this.#own(), purpose, line.box);
  }

  sealCard(from: string, content: Card, keys: readonly SeatKey[]): Promise<readonly SealedBox[]> {
    const purpose = (seat: string) => ({ info: CARD_INFO, aad: words(from, seat) });
    return boxes(keys, purpose, JSON.stringify(content));
  }

  /** The emergency card of the seat `from`, sealed to the seat `me`, or null. */
  async openCard(from: string, box: string, me: string): Promise<Card | null> {
    const text = await open(await this.#own(), { info: CARD_INFO, aad: words(from, me) }, box);
    return text === null ? null : cardIn(text);
  }

  #own(): Promise<KeyPair> {
    this.#pair ??= this.#keptOrNew();
    return this.#pair;
  }

  async #keptOrNew(): Promise<KeyPair> {
    const kept = v.safeParse(keyPair, this.#store.key);
    if (kept.success) return kept.output;
    const pair = await newKeyPair();
    this.#store.keepKey(pair);
    return pair;
  }
}

async function boxes(
  keys: readonly SeatKey[],
  purpose: (seat: string) => { readonly info: string; readonly aad: string },
  text: string,
): Promise<readonly SealedBox[]> {
  const sealed = await Promise.all(
    keys.map(async ({ seat, key }) => ({ seat, box: await seal(key, purpose(seat), text) })),
  );
  return sealed.flatMap(({ seat, box }) => (box === null ? [] : [{ seat, box }]));
}

/** Seats hold no line breaks, so that no two lists give the same text. */
function words(...parts: readonly string[]): string {
  return parts.join("\n");
}

function cardIn(text: string): Card | null {
  try {
    const result = v.safeParse(card, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
