import * as v from "valibot";

import { parseJoinAnswer } from "../signaling/parse";
import type { JoinAnswer } from "../signaling/protocol";
import type { Card } from "./model";
import type { Devices } from "./state";
import { claimDevice, type TabStorage } from "./tab";

const KEY = "goround:seat";

const stored = v.object({
  secret: v.string(),
  device: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22,64}$/)),
  answer: v.unknown(),
  inside: v.boolean(),
  agreed: v.boolean(),
  wants: v.object({ microphone: v.boolean(), camera: v.boolean() }),
  shield: v.optional(v.boolean(), false),
  card: v.optional(v.nullable(v.object({ where: v.string(), phone: v.string() })), null),
  key: v.optional(v.unknown(), null),
});

/** How somebody is inside. */
export interface Inside {
  readonly agreed: boolean;
  readonly wants: Devices;
  readonly shield: boolean;
  readonly card: Card | null;
}

type Stored = v.InferOutput<typeof stored>;

/**
 * What this tab keeps of its seat over a reload, in sessionStorage.
 *
 * One seat a tab: another link opened in the same tab replaces it. Storage that fails (private mode, quota) costs the
 * memory and nothing else.
 */
export class Memory {
  readonly #storage: TabStorage;
  #kept: Stored;

  /** @param fresh forget what is there: this tab is a copy of another one, which goes on using it */
  constructor(storage: TabStorage, secret: string, { fresh }: { readonly fresh: boolean }) {
    this.#storage = storage;
    const kept = fresh ? null : read(storage);
    this.#kept = kept !== null && kept.secret === secret ? kept : anew(secret);
    this.#write();
  }

  /** Random value by which the server tells this tab from another (docs/protocol.md section 2). */
  get device(): string {
    return this.#kept.device;
  }

  /** The session that the link was exchanged for, if that happened in this tab already. */
  get session(): JoinAnswer | null {
    return parseJoinAnswer(this.#kept.answer);
  }

  /** Whether a reload goes straight back inside. */
  get inside(): boolean {
    return this.#kept.inside && this.session !== null;
  }

  get agreed(): boolean {
    return this.#kept.agreed;
  }

  get wants(): Devices {
    return this.#kept.wants;
  }

  get shield(): boolean {
    return this.#kept.shield;
  }

  get card(): Card | null {
    return this.#kept.card;
  }

  /** The key pair of this tab as it was kept with keepKey; null if there is none. */
  get key(): unknown {
    return this.#kept.key;
  }

  keepKey(key: unknown): void {
    this.#keep({ key });
  }

  /** @param answer the body of the answer, as it came */
  keepSession(answer: unknown): void {
    this.#keep({ answer });
  }

  /** What a reload is to find: that the person is inside, and how. */
  keepInside({ agreed, wants, shield, card }: Inside): void {
    this.#keep({ inside: true, agreed, wants, shield, card });
  }

  forgetInside(): void {
    this.#keep({ inside: false, shield: false, card: null, key: null });
  }

  #keep(part: Partial<Stored>): void {
    this.#kept = { ...this.#kept, ...part };
    this.#write();
  }

  #write(): void {
    try {
      this.#storage.setItem(KEY, JSON.stringify(this.#kept));
    } catch {
      // A reload then begins at the first page, which is right, if less convenient.
    }
  }
}

/** The memory of this tab for one link, with a device id that no other tab uses. */
export async function openMemory(storage: TabStorage, secret: string): Promise<Memory> {
  const memory = new Memory(storage, secret, { fresh: false });
  if (await claimDevice(memory.device)) return memory;
  const fresh = new Memory(storage, secret, { fresh: true });
  await claimDevice(fresh.device);
  return fresh;
}

function anew(secret: string): Stored {
  const device = crypto.randomUUID();
  return {
    secret,
    device,
    answer: null,
    inside: false,
    agreed: false,
    wants: { microphone: true, camera: true },
    shield: false,
    card: null,
    key: null,
  };
}

function read(storage: TabStorage): Stored | null {
  try {
    const result = v.safeParse(stored, JSON.parse(storage.getItem(KEY) ?? "null"));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
