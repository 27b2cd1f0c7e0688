import type { ReactionKind, SegmentKind } from "../../../signaling/protocol";
import { minutes } from "./counts";

/*
 * What members meet in the live room besides turns: shield, side room, guests, lines, the emergency card, time.
 */

export const noLink = {
  title: "Your link brings you in",
  text: "Every person has a link of their own for this page. It came from your facilitator, most likely by e-mail or as a message.",
  next: "Open the newest one you have. If you cannot find it, ask your facilitator for a new one.",
};

export const shield = {
  button: "Shield",
  title: "Paused",
  text: "You are neither seen nor heard, and nothing is shown or played here. Your place is kept.",
  back: "Come back",
  reconnecting: "The connection is being restored. The shield stays up.",
};

export const check = {
  title: "Are you all right?",
  text: "A facilitator asks you privately. Nobody else sees this.",
  yes: "I'm all right",
  word: "I need a word",
};

export const guests = {
  title: (name: string) => `May ${name} join as a guest?`,
  text: (name: string) =>
    `${name} comes in only if every member agrees. Your answer is anonymous: nobody learns who said what.`,
  yes: (name: string) => `Yes, let ${name} join`,
  no: (name: string) => `No, not ${name}`,
  waiting: "As a guest you come in once every member of the group has agreed. That may take a while.",
};

export const reactions = {
  button: "React",
  hint: "Everyone sees it for a few seconds.",
  kinds: {
    thank_you: "Thank you",
    with_you: "With you",
    agree: "Agree",
  } satisfies Record<ReactionKind, string>,
};

export const writing = {
  toFacilitators: "Write to the facilitators",
  toEveryone: "Write to everyone",
  short: "Write",
  title: "Messages",
  who: "Who reads it",
  facilitators: "Only the facilitators",
  everyone: "Everyone in the room",
  text: "Your message",
  send: "Send",
  close: "Close the messages",
  privacy:
    "It is sealed on this device for those who read it. The server cannot read it and forgets it after a minute.",
  nobody: "No facilitator is here to read it yet. You can write as soon as one is.",
  nobodyElse: "Nobody is here to read it yet.",
  none: "Nothing has been written yet.",
  mine: { facilitators: "You, to the facilitators", all: "You, to everyone", seat: "You" },
  from: {
    all: (name: string) => `${name}, to everyone`,
    facilitators: (name: string) => `${name}, to the facilitators`,
    me: (name: string) => `${name}, to you alone`,
  },
  aFacilitator: "A facilitator",
  sending: "being sent",
  failed: "was not sent",
  unreadable: "This message was sealed for an earlier page of yours and cannot be read any more.",
  answer: "Answer",
};

export const card = {
  title: "If you should need help",
  text: "Where are you now, and which number can be called? It is sealed on this device, and only the facilitators of tonight can open it.",
  where: "Where you are now",
  whereHint: "Street and place, or how to find you",
  phone: "A number to call",
  phoneHint: "Of somebody near you, or your own",
  keep: "Keep it for the facilitators",
  kept: "Your emergency card is ready. It is sealed for each facilitator as soon as they are here.",
  sealed: "Your emergency card is with the facilitators.",
  change: "Change it",
  missing: "Please fill in both. Then you can go in.",
};

export const session = {
  landing: {
    15: "About 15 minutes are left",
    5: "About 5 minutes are left",
    2: "About 2 minutes are left",
    0: "The planned time is over",
  },
  segments: {
    check_in: "Check-in",
    work: "Work",
    feedback: "Feedback",
    check_out: "Check-out",
    other: "",
  } satisfies Record<SegmentKind, string>,
  question: (text: string) => `“${text}”`,
  quietLeft: (count: number) => `about ${minutes(count)} left`,
  quietSoon: "less than a minute left",
  quietOver: "Stay as long as the group does",
  quietLabel: "Time for the silence",
};
