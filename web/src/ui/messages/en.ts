import type { DeviceProblem } from "../../room/model";
import type { SupportKind } from "../../signaling/protocol";
import { card, check, guests, noLink, reactions, session, shield, writing } from "./en/care";
import { minutes } from "./en/counts";
import { panel } from "./en/panel";
import { said } from "./en/said";
import { plural } from "./plural";

const numbers = new Intl.PluralRules("en");

const hours = (count: number): string =>
  `${count} ${plural(numbers, count, { one: "hour", other: "hours" })}`;
const days = (count: number): string => `${count} ${plural(numbers, count, { one: "day", other: "days" })}`;

const ordinals = [
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
];

/** Every sentence of the client, in English. Plain words, short sentences, nothing that blames or hurries. */
export const en = {
  language: "en",
  locale: "en-GB",
  product: "Goround",
  someFacilitator: "The facilitator",

  opening: {
    title: "One moment",
    text: "Opening your link…",
  },
  noLink,
  linkNotValid: {
    title: "This link does not work",
    text: "It may be an old one, or a part of it is missing. Nothing is wrong with your device.",
    next: "Open the newest link that your facilitator sent you. Copy the whole of it if you paste it. If it still does not work, ask them for a new one.",
  },
  unsupported: {
    title: "This browser cannot join",
    no_webrtc: "It has no support for live sound and picture.",
    no_webrtc_next:
      "Open your link in a current version of Chrome, Edge, Firefox or Safari. If you opened it inside another app, such as a mail app, choose “Open in browser” there.",
    insecure:
      "The connection to this page is not protected, so the browser keeps camera and microphone closed.",
    insecure_next:
      "Open the link exactly as you received it: it begins with https://. If it does not, tell your facilitator.",
  },
  welcome: {
    hello: (name: string) => `Hello ${name}`,
    with: (facilitators: string) => `with ${facilitators}`,
    ownTime: "Your time",
    groupTime: (city: string) => `The group’s time (${city})`,
    sameTime: "Your time, and the group’s",
    doorsIn: (countdown: string) => `The doors open ${countdown}.`,
    doorsMeanwhile:
      "You can check your camera and microphone already. You will wait here until the doors open.",
    doorsOpen: "The doors are open. Nobody sees or hears you yet.",
    join: "Join",
    private: "This link is yours alone. Please do not pass it on.",
  },
  check: {
    title: "Before you go in",
    text: "Only you can see and hear this page.",
    picture: "Your picture",
    pictureOff: "No picture",
    pictureOptional: "You can take part without a camera.",
    cameraOff: "Go in without a picture",
    cameraOn: "Go in with a picture",
    starting:
      "Your browser may ask whether this page may use your camera and microphone. Please choose “Allow”.",
    level: "Microphone level",
    levelWaiting: "Say a few words. The bar moves when your microphone hears you.",
    levelHeard: "Your microphone hears you.",
    devices: "Camera, microphone and speaker",
    camera: "Camera",
    microphone: "Microphone",
    speaker: "Speaker",
    speakerDefault: "The usual one of this device",
    unnamed: (kind: string, number: number) => `${kind} ${number}`,
    testSound: "Play a test sound",
    testPlaying: "Playing two soft notes",
    testFailed: "The sound could not be played. Check the volume of your device and try again.",
    agreement: "The group agreement",
    agree: "I agree to the group agreement",
    agreeFirst: "Please read the agreement and tick the box above. Then you can go in.",
    ready: "I'm ready",
    readyNext: "Next you come to the waiting room.",
    readyNextFacilitator: "Next you come into the room.",
    retry: "Try again",
  },
  problems: {
    camera: {
      refused: [
        "Your browser does not let this page use the camera.",
        "Tap the camera or lock symbol beside the address, allow the camera, then try again. You can also go in without a picture.",
      ],
      busy: [
        "Another program is using your camera.",
        "Close other calls and camera apps, then try again. You can also go in without a picture.",
      ],
      missing: [
        "No camera was found.",
        "If you have one, plug it in and try again. You can also go in without a picture.",
      ],
      unavailable: [
        "Your camera did not start.",
        "Unplug it and plug it in again, or restart the device, then try again. You can also go in without a picture.",
      ],
    } satisfies Record<DeviceProblem, readonly [string, string]>,
    microphone: {
      refused: [
        "Your browser does not let this page use the microphone.",
        "Tap the microphone or lock symbol beside the address, allow the microphone, then try again. Without it you can listen, but not be heard.",
      ],
      busy: [
        "Another program is using your microphone.",
        "Close other calls and recorders, then try again. Without it you can listen, but not be heard.",
      ],
      missing: [
        "No microphone was found.",
        "Plug in a headset or microphone and try again. Without it you can listen, but not be heard.",
      ],
      unavailable: [
        "Your microphone did not start.",
        "Unplug it and plug it in again, or restart the device, then try again. Without it you can listen, but not be heard.",
      ],
    } satisfies Record<DeviceProblem, readonly [string, string]>,
  },
  seatInUse: {
    title: "You are already here on another device",
    text: "Your seat can be used on one device at a time. If you go on here, the other device leaves the room and you keep your place.",
    use: "Use this device instead",
    other: "If it is not you who is on the other device, tell your facilitator.",
  },
  locked: {
    title: "The room is locked for the moment",
    text: (facilitators: string) => `${facilitators} closed the room so that the group is undisturbed.`,
    next: "You need do nothing: this page keeps trying by itself, and you come to the waiting room as soon as it opens.",
  },
  waiting: {
    title: "Waiting room",
    known: (facilitators: string) => `${facilitators} can see that you are here and will let you in.`,
    notYet: (facilitators: string) => `You are in good time. ${facilitators} will see you here on arriving.`,
    notOpen: (facilitators: string) => `${facilitators} is here and sees you. The room is not open yet.`,
    hold: (facilitators: string) =>
      `The group is having a short pause. ${facilitators} will see you here afterwards.`,
    unseen: "Nobody can see or hear you here. You can leave this page open and breathe.",
    reconnecting: "The connection was lost. Your place is kept; this page reconnects by itself.",
    offline: "This device seems to be offline. Your place is kept; this page reconnects as soon as it can.",
    startsAt: (time: string) => `The session starts at ${time}.`,
    late: (facilitators: string) =>
      `The session has begun. ${facilitators} can see that you are here and will let you in at a good moment.`,
  },
  after: {
    left: {
      title: "You have left the room",
      text: "Take a moment before you go on with your day. While the session lasts you can come back.",
    },
    ended: {
      title: "The session has ended",
      text: "Thank you for being here. Take a moment before you go on with your day: a glass of water, a look out of the window.",
    },
    removed: {
      title: "You are no longer in the room",
      text: "A facilitator has taken you out of this session. Your camera and microphone are off. If you would like to talk about it, get in touch with your facilitator.",
    },
    declined: {
      title: "You cannot come in this time",
      text: "The facilitator could not let you in to this session. Get in touch with them if you would like to talk about it.",
    },
    replaced: {
      title: "You go on with another device",
      text: "Your seat was opened on another device. This one has left the room; you can close this page.",
    },
    closed: "Your camera and microphone are off. You can close this page.",
    next: (when: string) => `The next session is on ${when}.`,
    comeBack: "Come back in",
  },

  circle: {
    label: "Circle",
    you: "you",
    facilitator: "facilitator",
    guest: "guest",
    hasFloor: "has the floor",
    next: "next",
    muted: "muted",
    noCamera: "camera off",
    reconnecting: "reconnecting",
    shielded: "shield up",
    aside: "in the side room",
    still: "picture paused, sound goes on",
    stillDetail: "picture paused while the connection is weak, sound goes on",
    holdsPiece: "holds the piece",
    leads: "leads",
    makeSmall: "Make my picture small",
    makeLarge: "Make my picture large",
  },

  headline: {
    reconnecting: "The connection was lost",
    reconnectingDetail: "Your seat is kept. You come back by yourself; there is nothing to do.",
    offline: "This device seems to be offline",
    offlineDetail: "Your seat is kept. You come back as soon as the network does.",
    mediaConnecting: "Sound and picture are being connected",
    mediaLost: "Sound and picture were interrupted",
    mediaLostDetail: "They come back by themselves in a moment.",
    notOpen: "The room is not open yet",
    notOpenDetail: "Members wait in the waiting room until you open it.",
    hold: "A short pause",
    holdDetail: "The facilitator is not in the room at the moment. You stay together meanwhile.",
    holdFacilitator: "The room is on hold",
    closing: "The session is coming to its end",
    closingFacilitator: "The planned time is over; end the session when the group is ready.",
    yourTurn: "It is your turn",
    yourTurnDetail: "Take your time. Silence is all right.",
    yourTurnOver: "The time for this turn is over",
    yourTurnOverDetail: "Finish in your own time.",
    youHaveFloor: "You have the floor",
    youAreNext: "You are next",
    speaks: (name: string) => `${name} has the floor`,
    nextIs: (name: string) => `${name} is next`,
    notHeard: "Just now only the person who has the floor is heard.",
    facilitatorsHeard: "Only facilitators are heard just now",
    openFloor: "Everyone may talk",
    queueEmpty: "Nobody has the floor",
    queueEmptyDetail: "Ask for the floor when you would like to talk.",
    queueEmptyFacilitator: "Members can ask for the floor.",
    betweenTurns: "A moment between turns",
    round: (taken: number, total: number) => `Round: ${taken} of ${total} so far`,
    alone: "Nobody else is in the room yet",
    feedbackRound: (taken: number, total: number) => `Feedback: ${taken} of ${total} so far`,
    feedbackTo: (sharer: string) => `Say something to ${sharer}, if you like`,
    feedbackToDetail: "Or pass: both are fine.",
    feedbackForYou: "The others may say something to you",
    feedbackForYouDetail: "You only listen. You can stop it at any time.",
    feedbackSpeaks: (name: string, sharer: string) => `${name} speaks to ${sharer}`,
    lastWord: "The last word is yours",
    lastWordDetail: "Say something back, or simply finish.",
    lastWordOf: (name: string) => `${name} has the last word`,
    pieceYours: "You hold the talking piece",
    pieceYoursDetail: "Hand it to whom you like when you are ready.",
    pieceHeld: (name: string) => `${name} holds the talking piece`,
    pieceNobody: "The talking piece is on its way",
    quiet: "A shared silence",
    quietDetail: "Nobody is heard, and nobody needs to do anything.",
    quietFacilitators: "Only the facilitators may speak, to guide it.",
    aside: (name: string) => `You are in the side room with ${name}`,
    asideDetail: "Only the two of you hear and see each other. The group goes on without you for a while.",
    debrief: "The members have left",
    debriefDetail: "You are among facilitators now.",
  },
  timer: {
    label: "Time for this turn",
    left: (clock: string) => `${clock} left`,
    over: (clock: string) => `${clock} over`,
    paused: (clock: string) => `${clock} left, clock paused`,
    pausedOver: (clock: string) => `${clock} over, clock paused`,
  },

  hold: {
    title: "A short pause",
    text: (facilitators: string) => `${facilitators} is not in the room at the moment.`,
    quiet: "Until then nobody can see or hear anybody. You need do nothing.",
    company: "Until then you stay together. You need do nothing.",
    kept: "Everything stays as it was: your seat, the order, and any turn with its time.",
    support: "You can still signal for support; it is shown as soon as a facilitator is back.",
  },

  bar: {
    label: "Your controls",
    microphone: "Microphone",
    camera: "Camera",
    on: "on",
    off: "off",
    blocked: "muted",
    ask: "Ask for the floor",
    withdraw: "Withdraw my request",
    queued: (position: number) => `You are ${ordinals[position - 1] ?? `number ${position}`}`,
    pass: "Pass",
    passForNow: "Come back to me",
    done: "I'm done",
    stopFeedback: "Stop the feedback",
    handPiece: "Hand on the piece",
    handPieceTo: (name: string) => `Hand the piece to ${name}`,
    support: "Signal for support",
    supportHint: "Only the facilitators see this.",
    settings: "Settings",
    panel: "Facilitate",
    leave: "Leave",
    leaveQuestion: "Leave the room?",
    leaveDetail: "You can come back with your link while the session lasts.",
    leaveDetailFacilitator:
      "Without a facilitator the room goes on hold. To close it for everyone, end the session instead.",
    leaveYes: "Yes, leave",
    leaveNo: "Stay",
  },
  support: {
    kinds: {
      take_a_moment: "Take a moment",
      need_a_word: "I need a word",
      urgent: "Urgent",
    } satisfies Record<SupportKind, string>,
    details: {
      take_a_moment: "I am all right and need a short break",
      need_a_word: "Please speak with me when you can",
      urgent: "I need help now",
    } satisfies Record<SupportKind, string>,
    sent: (kind: string) => `“${kind}” was sent. Only the facilitators see it.`,
    seen: (kind: string) => `A facilitator has seen your signal “${kind}”.`,
  },
  prompts: {
    unmuteTitle: "You may turn your microphone on",
    unmuteText: "A facilitator asks you to unmute. It is your choice.",
    unmuteYes: "Unmute me",
    unmuteNo: "Not now",
    soundTitle: "Your browser holds back the sound",
    soundYes: "Turn the sound on",
    notSent: "The connection was lost, and what you just did was not sent. Please do it again.",
    close: "Close this message",
    ok: "OK",
  },
  settings: {
    title: "Settings",
    done: "Done",
    keys: "Keyboard shortcuts",
    keysOn: "Use single-key shortcuts",
    keysText:
      "They do nothing while you type. Turn them off if they get in the way of your screen reader or voice control.",
    view: "The circle",
    smallSelf: "Show my own picture small",
  },

  shield,
  areYouAllRight: check,
  guests,
  reactions,
  writing,
  card,
  session,

  panel,

  said,

  time: {
    inDays: (count: number) => `in ${days(count)}`,
    inHours: (hourCount: number, minuteCount: number) =>
      minuteCount === 0 ? `in ${hours(hourCount)}` : `in ${hours(hourCount)} and ${minutes(minuteCount)}`,
    inMinutes: (count: number) => `in ${minutes(count)}`,
    soon: "in less than a minute",
    forMinutes: minutes,
    dayAndTime: (day: string, time: string) => `${day} at ${time}`,
    range: (start: string, end: string) => `${start} to ${end}`,
  },
};

export type Messages = typeof en;
