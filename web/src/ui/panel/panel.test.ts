import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import { afterEach, describe, expect, test } from "vitest";
import { NO_ACTIONS } from "../../room/idle";
import type { Card, CommandIntent, Message, RoomModel } from "../../room/model";
import type { PersonNotes, Turn } from "../../signaling/protocol";
import { ANA, aRoomModel, aSeat, BEN, CYD, DANA, type ViewChange } from "../testing/rooms";
import { folds } from "./folds.svelte";
import Panel from "./Panel.svelte";

const asDana = { seat: DANA, name: "Dana", role: "facilitator", lead: true } as const;
const turn: Turn = { number: 3, length_ms: 60_000, ends_ms: null, remaining_ms: 30_000, paused: true };

const notesOf = (seat: string, change: Partial<PersonNotes> = {}): PersonNotes => ({
  seat,
  offered: 2,
  taken: 1,
  speech_ms: 61_000,
  connection: "good",
  unresponsive: false,
  card: "sealed",
  card_opened_by: [],
  ...change,
});

afterEach(cleanup);

interface Shown {
  readonly commands: CommandIntent[];
  readonly lines: [string, string][];
}

/** Shows Dana the panel of a room that differs so from a calm one; what she does is kept. */
function show(change: ViewChange, model: Partial<RoomModel> = {}): Shown {
  const room = aRoomModel({ ...change, me: asDana, facilitation: { ...change.facilitation } }, model);
  const { facilitation } = room.view;
  if (facilitation === null) throw new Error("nobody facilitates");
  const commands: CommandIntent[] = [];
  const lines: [string, string][] = [];
  const actions = {
    ...NO_ACTIONS,
    command: (command: CommandIntent) => commands.push(command),
    write: (to: string, text: string) => lines.push([to, text]),
  };
  render(Panel, { props: { room, facilitation, actions, onclose: null } });
  return { commands, lines };
}

const button = (name: string): HTMLElement => screen.getByRole("button", { name });
const absent = (name: string): boolean => screen.queryByRole("button", { name }) === null;

async function press(...names: string[]): Promise<void> {
  for (const name of names) await fireEvent.click(button(name));
}

const round = { number: 1, taken: 1, total: 3, prompt: null, sharer: null, answering: false };
const order = [
  { seat: ANA, outcome: "taken" },
  { seat: BEN, outcome: "offered" },
  { seat: CYD, outcome: "waiting" },
] as const;

describe("one control for each thing that can be done", () => {
  test.each<[string, ViewChange, string[], CommandIntent[]]>([
    [
      "open floor",
      {},
      ["Queue", "Start a talking piece", "Start feedback for Ben", "Start a round", "Start a silence"],
      [
        { type: "set_floor_mode", mode: "queue" },
        { type: "set_floor_mode", mode: "piece" },
        { type: "start_feedback", seat: BEN, turn_s: 180 },
        { type: "start_round", turn_s: 180, order: "circle", prompt: null },
        { type: "set_floor_mode", mode: "quiet", quiet_s: 180 },
      ],
    ],
    [
      "a round",
      { floor: { mode: "round", holder: BEN, round, turn }, facilitation: { round: { order } } },
      [
        "Next",
        "Extend",
        "Skip",
        "Pause the clock",
        "Take the floor back from Ben",
        "Insert Ana next",
        "End the round",
      ],
      [
        { type: "next_turn" },
        { type: "extend_turn", extend_s: 60 },
        { type: "skip_turn" },
        { type: "set_clock", paused: false },
        { type: "revoke_floor" },
        { type: "insert_turn", seat: ANA },
        { type: "end_round" },
      ],
    ],
    [
      "feedback",
      {
        floor: { mode: "feedback", holder: BEN, round: { ...round, sharer: ANA } },
        facilitation: { round: { order } },
      },
      ["Stop the feedback", "Insert Cyd next"],
      [{ type: "stop_feedback" }, { type: "insert_turn", seat: CYD }],
    ],
    [
      "the talking piece",
      { floor: { mode: "piece", holder: BEN } },
      ["Take the piece back from Ben", "Give the piece to Cyd", "Open floor"],
      [{ type: "revoke_floor" }, { type: "hand_piece", seat: CYD }, { type: "set_floor_mode", mode: "open" }],
    ],
    [
      "a silence",
      { floor: { mode: "quiet", quiet: { ends_ms: null, remaining_ms: 9_000 } } },
      ["End the silence"],
      [{ type: "set_floor_mode", mode: "open" }],
    ],
    [
      "a queue",
      {
        floor: { mode: "queue" },
        facilitation: {
          queue: [
            { seat: ANA, since_ms: 0, reason: "waited", deficit: 0 },
            { seat: BEN, since_ms: 0, reason: "arrival", deficit: 0 },
          ],
        },
      },
      ["Queue order: fair", "Move Ben up", "Move Ana down", "Not now, Ana", "Next"],
      [
        { type: "set_queue_order", order: "fair" },
        { type: "move_request", seat: BEN, position: 1 },
        { type: "move_request", seat: ANA, position: 2 },
        { type: "deny_request", seat: ANA },
        { type: "next_turn" },
      ],
    ],
    [
      "time",
      {
        facilitation: {
          agenda: {
            segments: [
              { kind: "check_in", title: null, length_ms: 600_000 },
              { kind: "work", title: "Work", length_ms: 600_000 },
            ],
            current: 0,
          },
        },
      },
      ["Next segment", "Five more minutes", "Start the debrief", "Yes, start the debrief"],
      [{ type: "set_segment", index: 1 }, { type: "extend_session" }, { type: "start_debrief" }],
    ],
    [
      "the room",
      {},
      ["Lock the room", "Only whose turn it is", "On"],
      [
        { type: "set_lock", locked: true },
        { type: "set_microphone_rule", rule: "strict" },
        { type: "set_chat", chat: "all" },
      ],
    ],
    [
      "the side room",
      { facilitation: { side_room: { facilitator: DANA, seat: BEN } } },
      ["End the side room"],
      [{ type: "close_side_room" }],
    ],
  ])("%s", async (_, change, names, expected) => {
    const { commands } = show(change);
    await press(...names);
    expect(commands).toEqual(expected);
  });
});

describe("what would be refused is not offered", () => {
  test("moving the first up or the last down does nothing", async () => {
    const queue = [ANA, BEN].map((seat) => ({ seat, since_ms: 0, reason: "arrival", deficit: 0 }) as const);
    const { commands } = show({ floor: { mode: "queue" }, facilitation: { queue } });
    await press("Move Ana up", "Move Ben down");
    expect(commands).toEqual([]);
  });

  test("the sharer has the last word only once, and nobody is inserted who speaks or is next", () => {
    const answering = { ...round, sharer: ANA, answering: true };
    show({
      floor: { mode: "feedback", holder: ANA, next: CYD, round: answering },
      facilitation: { round: { order } },
    });
    expect(absent("Stop the feedback")).toBe(true);
    expect(absent("Insert Ana next")).toBe(true);
    expect(absent("Insert Cyd next")).toBe(true);
  });

  test("a guest without everyone's word waits, with the reason read beside the button", async () => {
    const guest = {
      seat: "e",
      name: "Eva",
      role: "guest",
      since_ms: 0,
      connected: true,
      late: false,
    } as const;
    const { commands } = show({
      facilitation: { lobby: [guest], guests: [{ seat: "e", name: "Eva", consent: "open", missing: 1 }] },
    });
    const admit = button("Admit Eva");
    expect(admit.getAttribute("aria-disabled")).toBe("true");
    const reason = document.getElementById(admit.getAttribute("aria-describedby") ?? "");
    expect(reason?.textContent).toBe("The group is being asked: 1 answer to come.");
    await press("Admit Eva");
    expect(commands).toEqual([]);
    expect(absent("Admit all")).toBe(true);
  });

  test("a side room needs a second facilitator", async () => {
    folds.set(`person ${BEN}`, true);
    const alone = show({ facilitation: { people: [notesOf(BEN)] } });
    await press("Side room with Ben");
    expect(alone.commands).toEqual([]);
    expect(screen.getByText("Another facilitator has to stay with the group.")).toBeTruthy();
  });

  test("with a second facilitator the side room opens, and the lead can be handed over", async () => {
    folds.set(`person ${BEN}`, true);
    const eli = aSeat("seat-eli", "Eli", { role: "facilitator" });
    const circle = [aSeat(DANA, "Dana", { role: "facilitator", lead: true }), eli, aSeat(BEN, "Ben")];
    const { commands } = show({ circle, facilitation: { people: [notesOf(BEN)] } });
    await press("Side room with Ben", "Hand the lead to Eli", "Yes, hand it to Eli");
    expect(commands).toEqual([
      { type: "open_side_room", seat: BEN },
      { type: "hand_lead", seat: "seat-eli" },
    ]);
  });
});

describe("what cannot be undone is asked once", () => {
  test("removing, for tonight or for good", async () => {
    const { commands } = show({});
    await press("Remove Ben", "Yes, remove Ben", "Remove Cyd", "Yes, remove Cyd for good");
    expect(commands).toEqual([
      { type: "remove", seat: BEN },
      { type: "remove", seat: CYD, for_good: true },
    ]);
  });

  test("opening a card, which is said to be noted", async () => {
    folds.set(`person ${BEN}`, true);
    const { commands } = show({ facilitation: { people: [notesOf(BEN)] } });
    await press("Open the card of Ben");
    expect(commands).toEqual([]);
    expect(screen.getByText(/It is noted that you opened it/u)).toBeTruthy();
    await press("Yes, open the card of Ben");
    expect(commands).toEqual([{ type: "open_card", seat: BEN }]);
  });

  test("an opened card shows what is in it, and who opened it", () => {
    folds.set(`person ${BEN}`, true);
    const card: Card = { where: "At home", phone: "+49 30 123" };
    show(
      { facilitation: { people: [notesOf(BEN, { card_opened_by: [DANA] })] } },
      { cards: new Map([[BEN, card]]) },
    );
    const shown = screen.getByRole("group", { name: "Emergency card of Ben" });
    expect(within(shown).getByText("At home")).toBeTruthy();
    expect(within(shown).getByRole("link", { name: "+49 30 123" }).getAttribute("href")).toBe("tel:+4930123");
    expect(screen.getByText("Opened by Dana.")).toBeTruthy();
  });
});

describe("what needs the facilitator now", () => {
  test("somebody who does not answer, with what can be done for them", async () => {
    folds.set(`person ${BEN}`, true);
    const { commands } = show({ facilitation: { people: [notesOf(BEN, { unresponsive: true })] } });
    const list = screen.getByRole("list", { name: "No answer" });
    expect(within(list).getByText(/Ben has neither spoken nor moved/u)).toBeTruthy();
    await press("Ask Ben if they are all right");
    expect(commands).toEqual([{ type: "check_on", seat: BEN }]);
  });

  test("the check-out that is due can be begun at once", async () => {
    const segments = [{ kind: "check_out", title: null, length_ms: 600_000 }] as const;
    const { commands } = show({ facilitation: { check_out_due: true, agenda: { segments, current: null } } });
    await press("Begin the check-out");
    expect(commands).toEqual([{ type: "set_segment", index: 0 }]);
  });

  test("near the end it is said who has not been offered a turn", () => {
    show({ facilitation: { not_yet_offered: [CYD] } });
    const list = screen.getByRole("list", { name: "Not yet offered a turn" });
    expect(within(list).getByText("Cyd")).toBeTruthy();
  });
});

describe("a round as one wishes", () => {
  test("takes a question and a chosen order", async () => {
    const { commands } = show({});
    await press("Question and order");
    await fireEvent.input(screen.getByRole("textbox", { name: "Question for the round" }), {
      target: { value: "  How are you?  " },
    });
    await press("As I choose", "Cyd earlier", "Start a round");
    expect(commands).toEqual([
      { type: "start_round", turn_s: 180, order: "chosen", prompt: "How are you?", seats: [ANA, CYD, BEN] },
    ]);
  });
});

describe("private lines", () => {
  const line: Message = {
    id: "l1",
    from: BEN,
    name: "Ben",
    mine: false,
    to: "facilitators",
    seat: null,
    atMs: 0,
    text: "I must go early.",
    delivery: "sent",
  };

  test("are answered to the one who wrote", async () => {
    folds.set("lines", true);
    const { lines } = show({ room: { keys: [{ seat: BEN, key: "k" }] } }, { messages: [line] });
    const list = screen.getByRole("list", { name: "Private lines" });
    expect(within(list).getByText("I must go early.")).toBeTruthy();
    await press("Answer Ben");
    await fireEvent.input(screen.getByRole("textbox", { name: "Your line" }), {
      target: { value: "All right" },
    });
    await press("Send");
    expect(lines).toEqual([[BEN, "All right"]]);
  });

  test("go to all facilitators otherwise, and nothing is sent that is empty", async () => {
    folds.set("lines", true);
    const eli = aSeat("seat-eli", "Eli", { role: "facilitator" });
    const { lines } = show({
      circle: [eli, aSeat(BEN, "Ben")],
      room: { keys: [{ seat: eli.seat, key: "k" }] },
    });
    await press("Send");
    await fireEvent.input(screen.getByRole("textbox", { name: "Your line" }), { target: { value: "Soon?" } });
    await press("Send");
    expect(lines).toEqual([["facilitators", "Soon?"]]);
  });
});

test("a line to nobody is not written", async () => {
  folds.set("lines", true);
  const { lines } = show({});
  expect(screen.getByText("Nobody is here to read it yet.")).toBeTruthy();
  await fireEvent.input(screen.getByRole("textbox", { name: "Your line" }), { target: { value: "Hello?" } });
  await press("Send");
  expect(lines).toEqual([]);
});

test("a part stays folded when the panel is closed and opened again", async () => {
  show({});
  await press("People");
  expect(screen.queryByRole("list", { name: "People" })).toBeNull();
  cleanup();
  show({});
  expect(button("People").getAttribute("aria-expanded")).toBe("false");
  folds.set("people", true);
});
