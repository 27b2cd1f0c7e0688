import type {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  RtpCapabilities,
  RtpHeaderExtensionUri,
  RtpParameters,
} from "mediasoup-client/types";
import * as v from "valibot";

/*
 * mediasoup's ORTC JSON as the server sends it. Shape and size are checked here; mediasoup-client checks the meaning.
 */

const word = v.pipe(v.string(), v.maxLength(256));
const number32 = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
const payloadType = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(127));
const extensionId = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255));
const kind = v.picklist(["audio", "video"]);

/** An absent field stays absent; a null is read as absent, since Python writes one for the other. */
function maybe<Output>(schema: v.GenericSchema<unknown, Output>) {
  return v.optional(v.nullable(schema));
}

type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: NonNullable<T[Key]>;
};

/** Drops the fields that are null or undefined, so that optional means absent. */
function present<T extends object>(value: T): Present<T>;
function present(value: object): object {
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== null && field !== undefined),
  );
}

/** A list of which entries of an unknown kind are left out: header extensions that this client cannot use. */
function known<Output>(schema: v.GenericSchema<unknown, Output>, most: number) {
  return v.pipe(
    v.array(v.unknown()),
    v.maxLength(most),
    v.transform((entries) =>
      entries.flatMap((entry) => {
        const result = v.safeParse(schema, entry);
        return result.success ? [result.output] : [];
      }),
    ),
  );
}

const rtcpFeedback = v.pipe(
  v.array(v.pipe(v.object({ type: word, parameter: maybe(word) }), v.transform(present))),
  v.maxLength(32),
);
const codecParameters = v.record(word, v.union([word, v.number(), v.boolean()]));

const extensionUri: v.GenericSchema<unknown, RtpHeaderExtensionUri> = v.picklist([
  "urn:ietf:params:rtp-hdrext:sdes:mid",
  "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
  "urn:3gpp:video-orientation",
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
  "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
]);

export const rtpCapabilities: v.GenericSchema<unknown, RtpCapabilities> = v.object({
  codecs: v.pipe(
    v.array(
      v.pipe(
        v.object({
          kind,
          mimeType: word,
          preferredPayloadType: payloadType,
          clockRate: number32,
          channels: maybe(number32),
          parameters: maybe(codecParameters),
          rtcpFeedback: maybe(rtcpFeedback),
        }),
        v.transform(present),
      ),
    ),
    v.maxLength(64),
  ),
  headerExtensions: known(
    v.pipe(
      v.object({
        kind,
        uri: extensionUri,
        preferredId: extensionId,
        preferredEncrypt: maybe(v.boolean()),
        direction: maybe(v.picklist(["sendrecv", "sendonly", "recvonly", "inactive"])),
      }),
      v.transform(present),
    ),
    64,
  ),
});

const encoding = v.pipe(
  v.object({
    ssrc: maybe(number32),
    rid: maybe(word),
    codecPayloadType: maybe(payloadType),
    rtx: maybe(v.object({ ssrc: number32 })),
    dtx: maybe(v.boolean()),
    scalabilityMode: maybe(word),
    scaleResolutionDownBy: maybe(v.pipe(v.number(), v.minValue(1))),
    maxBitrate: maybe(number32),
  }),
  v.transform(present),
);

export const rtpParameters: v.GenericSchema<unknown, RtpParameters> = v.pipe(
  v.object({
    mid: maybe(v.pipe(v.string(), v.maxLength(32))),
    codecs: v.pipe(
      v.array(
        v.pipe(
          v.object({
            mimeType: word,
            payloadType,
            clockRate: number32,
            channels: maybe(number32),
            parameters: maybe(codecParameters),
            rtcpFeedback: maybe(rtcpFeedback),
          }),
          v.transform(present),
        ),
      ),
      v.minLength(1),
      v.maxLength(16),
    ),
    headerExtensions: maybe(
      known(
        v.pipe(
          v.object({
            uri: extensionUri,
            id: extensionId,
            encrypt: maybe(v.boolean()),
            parameters: maybe(codecParameters),
          }),
          v.transform(present),
        ),
        32,
      ),
    ),
    encodings: maybe(v.pipe(v.array(encoding), v.maxLength(3))),
    rtcp: maybe(
      v.pipe(
        v.object({ cname: maybe(word), reducedSize: maybe(v.boolean()), mux: maybe(v.boolean()) }),
        v.transform(present),
      ),
    ),
    msid: maybe(word),
  }),
  v.transform(present),
);

export const iceParameters: v.GenericSchema<unknown, IceParameters> = v.pipe(
  v.object({
    // RFC 8839 section 5.4: 4 to 256 and 22 to 256 characters.
    usernameFragment: v.pipe(v.string(), v.minLength(4), v.maxLength(256)),
    password: v.pipe(v.string(), v.minLength(22), v.maxLength(256)),
    iceLite: maybe(v.boolean()),
  }),
  v.transform(present),
);

export const iceCandidates: v.GenericSchema<unknown, IceCandidate[]> = v.pipe(
  v.array(
    v.pipe(
      v.object({
        foundation: word,
        priority: number32,
        ip: v.pipe(v.string(), v.minLength(2), v.maxLength(256)),
        address: maybe(word),
        protocol: v.picklist(["udp", "tcp"]),
        port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
        type: v.picklist(["host", "srflx", "prflx", "relay"]),
        tcpType: maybe(v.picklist(["active", "passive", "so"])),
      }),
      v.transform(({ address, ...rest }) => ({ ...present(rest), address: address ?? rest.ip })),
    ),
  ),
  v.minLength(1),
  v.maxLength(32),
);

export const dtlsParameters: v.GenericSchema<unknown, DtlsParameters> = v.pipe(
  v.object({
    role: maybe(v.picklist(["auto", "client", "server"])),
    fingerprints: v.pipe(
      v.array(
        v.object({
          algorithm: v.picklist(["sha-1", "sha-224", "sha-256", "sha-384", "sha-512"]),
          value: v.pipe(v.string(), v.maxLength(256)),
        }),
      ),
      v.minLength(1),
      v.maxLength(8),
    ),
  }),
  v.transform(present),
);
