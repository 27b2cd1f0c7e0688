import { describe, expect, test } from "vitest";
import { en } from "../messages/en";
import { plural } from "../messages/plural";
import { aRoomModel, ANA, aSeat, aView, BEN, CYD, DANA, info } from "../testing/rooms";
import { headline } from "./headline";
import { initials, nameOfSeat, seatName } from "./names";
import { clock, countdown, sessionTimes, turnLeftMs, waited } from "./time";

describe("names", () => {
  test.each([
    ["Ana", "A"],
    ["Maria-Magdalena", "M"],
    ["Marie-Luise Oberhauser", "MO"],
    ["Ludwig van Beethoven", "LB"],
    ["  élodie  ", "É"],
    ["👩🏽‍🚀 Jo", "👩🏽‍🚀J"],
    ["", ""],
  ])("initials of %j are %j", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });

  test("a seat's name starts with the person's name and tells its state in words", () => {
    expect(seatName(aSeat(BEN, "Ben"), false)).toBe("Ben");
    expect(seatName(aSeat(ANA, "Ana", { has_floor: true, muted: true }), true)).toBe(
      "Ana, you, has the floor, muted",
    );
    expect(
      seatName(aSeat(CYD, "Cyd", { role: "guest", next: true, camera: false, state: "away" }), false),
    ).toBe("Cyd, guest, next, camera off, reconnecting");
  });

  test("a closed microphone is muted, whoever closed it", () => {
    expect(seatName(aSeat(BEN, "Ben", { microphone: false }), false)).toBe("Ben, muted");
  });

  test("a name is found in the circle, the waiting room and among the absent", () => {
    const view = aView({
      facilitation: {
        lobby: [{ seat: "e", name: "Eva", role: "member", since_ms: 0, connected: true, late: false }],
        expected: [{ seat: "f", name: "Finn", role: "member", state: "left" }],
      },
    });
    expect([DANA, "e", "f", "unknown", null].map((seat) => nameOfSeat(view, seat))).toEqual([
      "Dana",
      "Eva",
      "Finn",
      "",
      "",
    ]);
  });
});

describe("time", () => {
  test.each([
    [20_000, "in less than a minute"],
    [60_000, "in 1 minute"],
    [61_000, "in 2 minutes"],
    [59 * 60_000, "in 59 minutes"],
    [60 * 60_000, "in 1 hour"],
    [125 * 60_000, "in 2 hours and 5 minutes"],
    [3 * 86_400_000, "in 3 days"],
  ])("%i ms is %j", (ms, expected) => {
    expect(countdown(ms)).toBe(expected);
  });

  test.each([
    [92_000, "1:32"],
    [59_100, "1:00"],
    [400, "0:01"],
    [0, "0:00"],
    [-21_900, "0:21"],
  ])("a clock at %i ms shows %j", (ms, expected) => {
    expect(clock(ms)).toBe(expected);
  });

  test("waiting is told in full minutes", () => {
    expect(waited(0, 59_999)).toBeNull();
    expect(waited(0, 60_000)).toBe("1 minute");
    expect(waited(0, 190_000)).toBe("3 minutes");
  });

  test("a turn runs, stands still, or has no clock", () => {
    const turn = { number: 1, length_ms: 60_000, ends_ms: 5_000, remaining_ms: null, paused: false };
    expect(turnLeftMs(turn, 6_500)).toBe(-1_500);
    expect(turnLeftMs({ ...turn, ends_ms: null, remaining_ms: 300, paused: true }, 6_500)).toBe(300);
    expect(turnLeftMs({ ...turn, length_ms: null }, 0)).toBeNull();
    expect(turnLeftMs(null, 0)).toBeNull();
  });

  test("the group's time is shown only when it differs", () => {
    expect(sessionTimes(info.session, "en-GB", "Europe/Berlin")).toEqual({
      day: "Tuesday 24 November",
      own: "19:00 to 20:30",
      group: null,
    });
    expect(sessionTimes(info.session, "en-GB", "America/New_York").group).toEqual({
      city: "Berlin",
      time: "19:00 to 20:30",
    });
  });

  test("the group's day is shown when it differs too", () => {
    const times = sessionTimes(info.session, "en-GB", "Pacific/Auckland");
    expect(times.day).toBe("Wednesday 25 November");
    expect(times.group?.time).toBe("Tuesday 24 November, 19:00 to 20:30");
  });
});

describe("the line above the circle", () => {
  const title = (...args: Parameters<typeof aRoomModel>): string => headline(aRoomModel(...args), null).title;

  test("a lost connection comes before everything else", () => {
    const line = headline(
      aRoomModel({ floor: { holder: ANA }, room: { phase: "on_hold" } }, { connection: "reconnecting" }),
      null,
    );
    expect(line.tone).toBe("trouble");
    expect(line.title).toBe("The connection was lost");
  });

  test("one's own turn, in time and past it", () => {
    const mine = aRoomModel({ floor: { mode: "round", holder: ANA }, me: { turn: "offered" } });
    expect(headline(mine, 1_000).title).toBe("It is your turn");
    expect(headline(mine, -1_000).title).toBe("The time for this turn is over");
  });

  test("who speaks and who is next, by name and as you", () => {
    const others = aRoomModel({ floor: { mode: "queue", holder: BEN, next: CYD } });
    expect(headline(others, null)).toMatchObject({ title: "Ben has the floor", detail: "Cyd is next" });
    const me = aRoomModel({ floor: { mode: "queue", holder: BEN, next: ANA } });
    expect(headline(me, null).detail).toBe("You are next");
  });

  test("who is not heard though the microphone is on is told so", () => {
    const quiet = { microphone: true, muted: false, may_speak: false };
    const others = aRoomModel({ floor: { mode: "queue", holder: BEN, next: CYD }, me: quiet });
    expect(headline(others, null).detail).toBe(
      "Just now only the person who has the floor is heard. Cyd is next",
    );
    expect(title({ me: quiet })).toBe("Only facilitators are heard just now");
    expect(title({ me: { ...quiet, muted: true } })).toBe("Everyone may talk");
  });

  test("an open floor, an empty queue, a hold, an unopened room", () => {
    expect(title()).toBe("Everyone may talk");
    expect(title({ floor: { mode: "queue" } })).toBe("Nobody has the floor");
    expect(title({ room: { phase: "on_hold" } })).toBe("A short pause");
    expect(title({ room: { phase: "doors_closed" }, facilitation: {} })).toBe("The room is not open yet");
    expect(title({ circle: [aSeat(ANA, "Ana")] })).toBe("Nobody else is in the room yet");
  });
});

describe("messages", () => {
  test("numbers take the form of the language", () => {
    const polish = new Intl.PluralRules("pl");
    const forms = { one: "minuta", few: "minuty", many: "minut", other: "minuty" };
    expect([1, 2, 5].map((count) => plural(polish, count, forms))).toEqual(["minuta", "minuty", "minut"]);
    expect(en.panel.waitingCount(1)).toBe("1 person waiting");
    expect(en.panel.waitingCount(2)).toBe("2 people waiting");
  });

  test("every question's answer is named differently from the button that asked", () => {
    const { panel, bar } = en;
    expect(panel.removeYes("Ana")).toBe("Yes, remove Ana");
    expect(panel.removeYes("Ana")).not.toBe(panel.remove("Ana"));
    expect(panel.declineYes("Ana")).not.toBe(panel.decline("Ana"));
    expect(panel.endYes).not.toBe(panel.end);
    expect(bar.leaveYes).not.toBe(bar.leave);
  });
});
