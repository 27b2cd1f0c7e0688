import type { Actions, Model } from "../src/room/model";
import { moved } from "../src/ui/panel/ordering";

declare global {
  interface Window {
    /** What was done on this page, oldest first, for checks to read. */
    goroundActs?: string[];
  }
}

type Change = (model: Model) => Model;

/** One who was admitted is no longer in the list, so that checks can see where the focus goes. */
function withoutLobbySeat(seat: string): Change {
  return (model) => {
    if (model.page !== "room") return model;
    const { view } = model.room;
    const { facilitation } = view;
    if (facilitation === null) return model;
    const lobby = facilitation.lobby.filter((one) => one.seat !== seat);
    return {
      page: "room",
      room: { ...model.room, view: { ...view, facilitation: { ...facilitation, lobby } } },
    };
  };
}

/** One who is moved stands there at once, so that checks can see that the focus goes along. */
function withRequestMoved(seat: string, position: number): Change {
  return (model) => {
    if (model.page !== "room") return model;
    const { view } = model.room;
    const { facilitation } = view;
    if (facilitation === null) return model;
    const from = facilitation.queue.findIndex((one) => one.seat === seat);
    const queue = moved(facilitation.queue, from, position - 1);
    return {
      page: "room",
      room: { ...model.room, view: { ...view, facilitation: { ...facilitation, queue } } },
    };
  };
}

/** Actions that note what was done, and change of the model only what a control shows at once. */
export function recordingActions(apply: (change: Change) => void): Actions {
  const acts: string[] = [];
  window.goroundActs = acts;
  const note =
    (name: string) =>
    (...values: unknown[]): void => {
      acts.push([name, ...values.map((value) => JSON.stringify(value))].join(" "));
    };
  const own = (change: { microphone?: boolean; camera?: boolean }): Change => {
    return (model) => {
      if (model.page !== "room") return model;
      const { view } = model.room;
      const circle = view.circle.map((seat) => (seat.seat === view.me.seat ? { ...seat, ...change } : seat));
      return {
        page: "room",
        room: { ...model.room, view: { ...view, circle, me: { ...view.me, ...change } } },
      };
    };
  };
  return {
    join: note("join"),
    setAgreed(agreed) {
      note("setAgreed")(agreed);
      apply((model) => (model.page === "check" ? { ...model, agreed } : model));
    },
    ready: note("ready"),
    takeOver: note("takeOver"),
    retryDevices: note("retryDevices"),
    chooseCamera: note("chooseCamera"),
    chooseMicrophone: note("chooseMicrophone"),
    chooseSpeaker: note("chooseSpeaker"),
    setMicrophone(on) {
      note("setMicrophone")(on);
      apply(own({ microphone: on }));
    },
    setCamera(on) {
      note("setCamera")(on);
      apply(own({ camera: on }));
    },
    leave: note("leave"),
    comeBack: note("comeBack"),
    setShield(up) {
      note("setShield")(up);
      apply((model) => (model.page === "room" ? { ...model, room: { ...model.room, shield: up } } : model));
    },
    stirred: () => undefined,
    allRight: note("allRight"),
    keepCard: note("keepCard"),
    write: note("write"),
    signalSupport: note("signalSupport"),
    command(command) {
      note("command")(command);
      if (command.type === "move_request") apply(withRequestMoved(command.seat, command.position));
      if (command.type === "admit") apply(withoutLobbySeat(command.seat));
    },
    showTile: note("showTile"),
    dismissNotice() {
      note("dismissNotice")();
      apply((model) => (model.page === "room" ? { ...model, room: { ...model.room, notice: null } } : model));
    },
  };
}
