/** Why this browser cannot take part at all; `null` if it can. */
export function unsupportedReason(): "no_webrtc" | "insecure" | null {
  if (!globalThis.isSecureContext) return "insecure";
  const parts = ["RTCPeerConnection", "RTCRtpSender", "MediaStream", "WebSocket"];
  const complete =
    parts.every((part) => part in globalThis) &&
    "mediaDevices" in navigator &&
    "replaceTrack" in RTCRtpSender.prototype &&
    // The youngest thing that this page cannot do without (Safari 16, 2022).
    "timeout" in AbortSignal;
  return complete ? null : "no_webrtc";
}
