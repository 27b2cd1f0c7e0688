import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";

import { fromBase64url, toBase64url } from "./base64url";

/*
 * Hybrid public key encryption (RFC 9180), base mode, one message to a box: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
 * AES-128-GCM. A box is the encapsulated key followed by the ciphertext, and travels as base64url.
 */

/** Length of an encapsulated key, Nenc of RFC 9180 section 7.1, in bytes. */
const ENC_BYTES = 65;

const kem = new DhkemP256HkdfSha256();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });

/** A key pair as text: the public key uncompressed (65 bytes), the private one as its scalar (32 bytes); base64url. */
export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What a box is for and what it belongs to: it opens with exactly the same words only. */
export interface Purpose {
  readonly info: string;
  readonly aad: string;
}

export async function newKeyPair(): Promise<KeyPair> {
  const pair = await kem.generateKeyPair();
  const [publicKey, privateKey] = await Promise.all([
    kem.serializePublicKey(pair.publicKey),
    kem.serializePrivateKey(pair.privateKey),
  ]);
  return {
    publicKey: toBase64url(new Uint8Array(publicKey)),
    privateKey: toBase64url(new Uint8Array(privateKey)),
  };
}

/**
 * Seals text to a public key.
 *
 * @param ephemeral the key pair of the encapsulation, for the test vectors; otherwise a fresh one
 * @returns the box, or null when the key is none
 */
export async function seal(
  publicKey: string,
  { info, aad }: Purpose,
  text: string,
  ephemeral?: CryptoKeyPair,
): Promise<string | null> {
  const key = fromBase64url(publicKey);
  if (key === null) return null;
  try {
    const recipientPublicKey = await kem.deserializePublicKey(key);
    const params = { recipientPublicKey, info: bytes(info) };
    const { enc, ct } = await suite.seal(
      ephemeral === undefined ? params : { ...params, ekm: ephemeral },
      bytes(text),
      bytes(aad),
    );
    return toBase64url(new Uint8Array([...new Uint8Array(enc), ...new Uint8Array(ct)]));
  } catch {
    return null;
  }
}

/** The text in a box, or null when it was not sealed to this key and for this purpose, or is broken. */
export async function open(pair: KeyPair, { info, aad }: Purpose, box: string): Promise<string | null> {
  const sealed = fromBase64url(box);
  const scalar = fromBase64url(pair.privateKey);
  if (sealed === null || scalar === null || sealed.length <= ENC_BYTES) return null;
  try {
    const recipientKey = await kem.deserializePrivateKey(scalar);
    const params = { recipientKey, enc: sealed.slice(0, ENC_BYTES), info: bytes(info) };
    const text = await suite.open(params, sealed.slice(ENC_BYTES), bytes(aad));
    return new TextDecoder("utf-8", { fatal: true }).decode(text);
  } catch {
    return null;
  }
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
