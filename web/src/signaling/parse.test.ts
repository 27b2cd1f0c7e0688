import { describe, expect, test } from "vitest";

import { CALM_SEAT } from "../testing/calm";
import { examples } from "../testing/examples";
import {
  parseCommandAnswer,
  parseJoinAnswer,
  parseMediaAnswer,
  parseServerMessage,
  parseWireError,
  SERVER_EVENTS,
} from "./parse";
import type { MediaRequestType } from "./protocol";

describe("messages of the server", () => {
  test.each(examples("views"))("view: $name", ({ payload }) => {
    expect(parseServerMessage("view", payload)).toEqual({ type: "view", ...(payload as object) });
  });

  test.each(examples("media", "events"))("$event", ({ event, payload }) => {
    expect(parseServerMessage(String(event), payload)).toMatchObject({ type: event, ...(payload as object) });
  });

  test.each(examples("errors", "goodbye"))("goodbye $code", (error) => {
    expect(parseServerMessage("goodbye", error)).toEqual({ type: "goodbye", ...error });
  });

  describe.each([...SERVER_EVENTS])("malformed %s", (event) => {
    test.each(examples("malformed", event))("$name", ({ value }) => {
      expect(parseServerMessage(event, value)).toBeNull();
    });
  });

  test("an event that the protocol does not know is none", () => {
    expect(parseServerMessage("recording_started", {})).toBeNull();
  });

  test("fields of a later version are left out", () => {
    expect(parseServerMessage("consumer_closed", { consumer: "k-1", reason: "later" })).toEqual({
      type: "consumer_closed",
      consumer: "k-1",
    });
  });

  test("a list longer than any room is refused", () => {
    const [{ payload } = {}] = examples("views");
    const view = (payload as { view: { circle: unknown[] } }).view;
    const circle = Array.from({ length: 65 }, (_, number) => ({
      ...CALM_SEAT,
      seat: `seat-${number}`,
      name: "Ana",
    }));
    const payloadWith = (seats: number) => ({
      ...(payload as object),
      view: { ...view, circle: circle.slice(0, seats) },
    });
    expect(parseServerMessage("view", payloadWith(64))).not.toBeNull();
    expect(parseServerMessage("view", payloadWith(65))).toBeNull();
  });
});

describe("acknowledgements", () => {
  test.each(examples("commands", "answers"))("of a command: %o", (answer) => {
    expect(parseCommandAnswer(answer)).toEqual(answer);
  });

  test.each(examples("malformed", "answer"))("malformed: $name", ({ value }) => {
    expect(parseCommandAnswer(value)).toBeNull();
    expect(parseMediaAnswer("consumer_ready", value)).toBeNull();
  });

  test.each(examples("media", "exchanges"))("of media: $message.type", ({ message, answer }) => {
    const { type } = message as { type: MediaRequestType };
    const { ok, ...rest } = answer as { ok: boolean };
    const parsed = parseMediaAnswer(type, answer);
    expect(parsed?.ok).toBe(ok);
    if (parsed?.ok === true) expect(parsed.answer).toMatchObject(rest);
  });

  test.each(examples("errors", "media"))("a refusal of media: $code", (error) => {
    expect(parseMediaAnswer("produce", { ok: false, ...error })).toEqual({ ok: false, ...error });
  });

  test("an answer that lacks what was asked for is none", () => {
    expect(parseMediaAnswer("produce", { ok: true })).toBeNull();
  });

  test("a header extension that this client does not know is left out of the capabilities", () => {
    const known = { kind: "audio", uri: "urn:ietf:params:rtp-hdrext:sdes:mid", preferredId: 1 };
    const raw = {
      ok: true,
      rtp_capabilities: { codecs: [], headerExtensions: [known, { ...known, uri: "urn:x:new" }] },
    };
    expect(parseMediaAnswer("capabilities", raw)).toEqual({
      ok: true,
      answer: { rtp_capabilities: { codecs: [], headerExtensions: [known] } },
    });
  });
});

describe("errors", () => {
  test.each(examples("errors", "connect_error"))("connect_error $code", (error) => {
    expect(parseWireError(error)).toEqual(error);
  });

  test("what is no error is none", () => {
    expect(parseWireError(new Error("xhr poll error"))).toBeNull();
    expect(parseWireError({ code: "", text: "No." })).toBeNull();
  });
});

describe("the answer to a link", () => {
  const answer = {
    token: "t0ken",
    group: {
      name: "Tuesday group",
      facilitators: ["Dana"],
      agreement: { version: 1, text: "Be kind." },
      emergency_card: true,
    },
    session: { starts_ms: 2, ends_ms: 3, doors_ms: 1, time_zone: "Europe/Berlin", next_ms: 4 },
    seat: { name: "Ana", role: "member" },
  };

  test("is a token and what to show", () => {
    const { token, ...info } = answer;
    expect(parseJoinAnswer(answer)).toEqual({ token, info });
  });

  test.each([
    ["nothing", null],
    ["no token", { ...answer, token: "" }],
    ["an unknown role", { ...answer, seat: { name: "Ana", role: "operator" } }],
    ["an instant that is no number", { ...answer, session: { ...answer.session, starts_ms: "soon" } }],
  ])("is none with %s", (_, raw) => {
    expect(parseJoinAnswer(raw)).toBeNull();
  });
});
