import type { MediaKind, RtpCapabilities } from "mediasoup-client/types";

/** URIs of the header extensions that a browser can receive with a kind of media. */
export type NativeExtensions = (kind: MediaKind) => readonly string[];

const nativeExtensions: NativeExtensions = (kind) =>
  RTCRtpReceiver.getCapabilities(kind)?.headerExtensions.map(({ uri }) => uri) ?? [];

/**
 * What a device can receive, with each header extension under every kind that has it.
 *
 * mediasoup-client names an extension once, for the kind it saw it with last. The relay numbers the packets of a kind
 * only if the browser says that it tells when they arrive, so it has to know of sound, too.
 */
export function receivable(
  capabilities: RtpCapabilities,
  native: NativeExtensions = nativeExtensions,
): RtpCapabilities {
  const known = capabilities.headerExtensions ?? [];
  const kinds: readonly MediaKind[] = ["audio", "video"];
  const missing = known.flatMap((extension) =>
    kinds
      .filter((kind) => native(kind).includes(extension.uri))
      .filter((kind) => !known.some((other) => other.kind === kind && other.uri === extension.uri))
      .map((kind) => ({ ...extension, kind })),
  );
  return { ...capabilities, headerExtensions: [...known, ...missing] };
}
