import type { Actions } from "./model";

const nothing = () => undefined;

/** For pages on which there is nothing to do. */
export const NO_ACTIONS: Actions = {
  join: nothing,
  setAgreed: nothing,
  ready: nothing,
  takeOver: nothing,
  retryDevices: nothing,
  chooseCamera: nothing,
  chooseMicrophone: nothing,
  chooseSpeaker: nothing,
  setMicrophone: nothing,
  setCamera: nothing,
  leave: nothing,
  comeBack: nothing,
  setShield: nothing,
  stirred: nothing,
  allRight: nothing,
  keepCard: nothing,
  write: nothing,
  signalSupport: nothing,
  command: nothing,
  showTile: nothing,
  dismissNotice: nothing,
};
