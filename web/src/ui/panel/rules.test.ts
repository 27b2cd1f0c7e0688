import { describe, expect, test } from "vitest";
import type { Facilitation, LobbySeat } from "../../signaling/protocol";
import { aView } from "../testing/rooms";
import { isAdmittedWithAll, obstacle, whyNot } from "./admission";
import { moved, placeAt } from "./ordering";
import { evennessInWords, spokenTime } from "./speech";

const waiting = (change: Partial<LobbySeat> = {}): LobbySeat => ({
  seat: "e",
  name: "Eva",
  role: "member",
  since_ms: 0,
  connected: true,
  late: false,
  ...change,
});

/** What Dana sees when Eva, a guest, waits and the group has answered so. */
function asked(
  consent: "open" | "agreed" | "refused",
  missing = 0,
): [ReturnType<typeof aView>, Facilitation] {
  const view = aView({ facilitation: { guests: [{ seat: "e", name: "Eva", consent, missing }] } });
  if (view.facilitation === null) throw new Error("nobody facilitates");
  return [view, view.facilitation];
}

describe("who may be let in", () => {
  const guest = waiting({ role: "guest" });

  test("a guest needs everyone's word, and what is missing is said without a name", () => {
    const [view, open] = asked("open", 2);
    expect(obstacle(view, open, guest)).toBe("no_consent");
    expect(whyNot("no_consent", open, "e")).toBe("The group is being asked: 2 answers to come.");
    expect(obstacle(...asked("agreed"), guest)).toBeNull();
  });

  test("a refusal names nobody", () => {
    const [, refused] = asked("refused");
    expect(whyNot("no_consent", refused, "e")).toBe("Not every member agreed, so this guest cannot come in.");
  });

  test("facilitators take no member's place", () => {
    const three = aView({ room: { capacity: 3 }, facilitation: {} });
    const four = aView({ room: { capacity: 4 }, facilitation: {} });
    const [, facilitation] = asked("agreed");
    expect(obstacle(three, facilitation, waiting())).toBe("full");
    expect(obstacle(four, facilitation, waiting())).toBeNull();
  });

  test("who is late is not let in with all", () => {
    const [view, facilitation] = asked("agreed");
    expect(isAdmittedWithAll(view, facilitation, waiting())).toBe(true);
    expect(isAdmittedWithAll(view, facilitation, waiting({ late: true }))).toBe(false);
  });
});

describe("an order that is changed by hand", () => {
  const middles = [20, 60, 100, 140];

  test.each([
    [25, 0, 0],
    [75, 0, 1],
    [300, 0, 3],
    [-50, 3, 0],
    [110, 3, 3],
    [90, 3, 2],
  ])("let go at %i, the row from %i comes to %i", (y, from, to) => {
    expect(placeAt(y, middles, from)).toBe(to);
  });

  test("nobody is lost or doubled", () => {
    const people = ["Ana", "Ben", "Cyd"];
    expect(moved(people, 0, 2)).toEqual(["Ben", "Cyd", "Ana"]);
    expect(moved(people, 2, 0)).toEqual(["Cyd", "Ana", "Ben"]);
    expect(moved(people, 1, 1)).toEqual(people);
  });
});

describe("speech", () => {
  test.each([
    [0, "0 seconds"],
    [1_400, "1 second"],
    [59_000, "59 seconds"],
    [61_000, "1 minute"],
    [312_000, "5 minutes"],
  ])("%i ms is %j", (ms, text) => {
    expect(spokenTime(ms)).toBe(text);
  });

  test("evenness has a word for each degree, and for none", () => {
    const words = [null, 1, 0.9, 0.7, 0.3].map(evennessInWords);
    expect(new Set(words).size).toBe(5);
  });
});
