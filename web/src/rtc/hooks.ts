/**
 * Places where frames can be transformed on their way: end-to-end encryption sets its transform here.
 *
 * Both are called synchronously after the sender's or receiver's creation and before any frame can pass; browsers
 * ignore a transform that is set later.
 */
export interface RtpHooks {
  onRtpSender?(sender: RTCRtpSender): void;
  onRtpReceiver?(receiver: RTCRtpReceiver): void;
  /** Further members of the RTCPeerConnection's configuration. */
  readonly configuration?: Partial<RTCConfiguration>;
}

export const NO_HOOKS: RtpHooks = {};
