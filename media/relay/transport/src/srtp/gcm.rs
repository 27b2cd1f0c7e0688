//! AES-GCM for SRTP and SRTCP (RFC 7714).

use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use super::header::{rtcp_ssrc, rtp_ssrc};
use super::kdf::{Label, derive};
use super::suite::Forged;
use super::{BadKey, Profile};

const TAG_BYTES: usize = 16;
/// The first two words of RTCP stay readable (RFC 7714 section 9.1).
const RTCP_HEADER_BYTES: usize = 8;

/// Session key and salt for one direction.
pub(super) struct Gcm {
    rtp: LessSafeKey,
    rtp_salt: [u8; 12],
    rtcp: LessSafeKey,
    rtcp_salt: [u8; 12],
}

impl Gcm {
    pub(super) fn new(profile: Profile, material: &[u8]) -> Result<Self, BadKey> {
        let (key, salt) = profile.split(material)?;
        let session = |label| -> Result<LessSafeKey, BadKey> {
            let key = match profile {
                Profile::AeadAes256Gcm => {
                    UnboundKey::new(&AES_256_GCM, &derive::<32>(profile, key, salt, label))
                }
                Profile::AeadAes128Gcm | Profile::Aes128CmSha1_80 => {
                    UnboundKey::new(&AES_128_GCM, &derive::<16>(profile, key, salt, label))
                }
            };
            key.map(LessSafeKey::new).map_err(|_| BadKey)
        };
        Ok(Self {
            rtp: session(Label::RtpEncryption)?,
            rtp_salt: derive(profile, key, salt, Label::RtpSalt),
            rtcp: session(Label::RtcpEncryption)?,
            rtcp_salt: derive(profile, key, salt, Label::RtcpSalt),
        })
    }

    /// Session keys as given, for the vectors of RFC 7714.
    #[cfg(test)]
    pub(super) fn with_session_key(key: &[u8], salt: [u8; 12]) -> Self {
        let algorithm = if key.len() == 32 {
            &AES_256_GCM
        } else {
            &AES_128_GCM
        };
        let make = || LessSafeKey::new(UnboundKey::new(algorithm, key).expect("a key"));
        Self {
            rtp: make(),
            rtp_salt: salt,
            rtcp: make(),
            rtcp_salt: salt,
        }
    }

    pub(super) fn seal_rtp(&self, packet: &mut [u8], header: usize, length: usize, index: u64) {
        let nonce = rtp_nonce(&self.rtp_salt, rtp_ssrc(packet), index);
        let (aad, rest) = packet.split_at_mut(header);
        let (plain, tag) = rest.split_at_mut(length - header);
        seal(&self.rtp, nonce, aad, plain, &mut tag[..TAG_BYTES]);
    }

    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        header: usize,
        index: u64,
    ) -> Result<usize, Forged> {
        let nonce = rtp_nonce(&self.rtp_salt, rtp_ssrc(packet), index);
        let (aad, sealed) = packet.split_at_mut(header);
        let plain = self
            .rtp
            .open_in_place(nonce, Aad::from(&*aad), sealed)
            .map_err(|_| Forged)?;
        Ok(header + plain.len())
    }

    /// Layout: header, ciphertext, tag, then the E flag with the index (RFC 7714 section 9.2).
    pub(super) fn seal_rtcp(&self, packet: &mut [u8], length: usize, index: u32) {
        let word = (1 << 31 | index).to_be_bytes();
        let aad = rtcp_aad(packet, word);
        let nonce = rtcp_nonce(&self.rtcp_salt, rtcp_ssrc(packet), index);
        let (plain, tail) = packet[RTCP_HEADER_BYTES..].split_at_mut(length - RTCP_HEADER_BYTES);
        seal(&self.rtcp, nonce, &aad, plain, &mut tail[..TAG_BYTES]);
        tail[TAG_BYTES..TAG_BYTES + 4].copy_from_slice(&word);
    }

    pub(super) fn open_rtcp(&self, packet: &mut [u8], index: u32) -> Result<usize, Forged> {
        let word = (1 << 31 | index).to_be_bytes();
        let aad = rtcp_aad(packet, word);
        let nonce = rtcp_nonce(&self.rtcp_salt, rtcp_ssrc(packet), index);
        let end = packet.len() - 4;
        let sealed = &mut packet[RTCP_HEADER_BYTES..end];
        let plain = self
            .rtcp
            .open_in_place(nonce, Aad::from(aad), sealed)
            .map_err(|_| Forged)?;
        Ok(RTCP_HEADER_BYTES + plain.len())
    }
}

fn seal(key: &LessSafeKey, nonce: Nonce, aad: &[u8], plain: &mut [u8], tag: &mut [u8]) {
    // Fails only beyond 2**36 bytes; a datagram has less than 2**16.
    let sealed = key.seal_in_place_separate_tag(nonce, Aad::from(aad), plain);
    tag.copy_from_slice(sealed.expect("a datagram is short enough for GCM").as_ref());
}

/// RFC 7714 section 8.1: 16 zero bits, SSRC, ROC, SEQ, XORed with the salt.
fn rtp_nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> Nonce {
    let mut nonce = *salt;
    xor(&mut nonce[2..6], &ssrc.to_be_bytes());
    xor(&mut nonce[6..12], &index.to_be_bytes()[2..]);
    Nonce::assume_unique_for_key(nonce)
}

/// RFC 7714 section 9.1: 16 zero bits, SSRC, 16 zero bits, a zero bit and the index, XORed with
/// the salt.
fn rtcp_nonce(salt: &[u8; 12], ssrc: u32, index: u32) -> Nonce {
    let mut nonce = *salt;
    xor(&mut nonce[2..6], &ssrc.to_be_bytes());
    xor(&mut nonce[8..12], &index.to_be_bytes());
    Nonce::assume_unique_for_key(nonce)
}

/// RFC 7714 section 9.2: the first two words, then the word with E flag and index.
fn rtcp_aad(packet: &[u8], word: [u8; 4]) -> [u8; 12] {
    let mut aad = [0; 12];
    aad[..RTCP_HEADER_BYTES].copy_from_slice(&packet[..RTCP_HEADER_BYTES]);
    aad[RTCP_HEADER_BYTES..].copy_from_slice(&word);
    aad
}

fn xor(target: &mut [u8], mask: &[u8]) {
    target
        .iter_mut()
        .zip(mask)
        .for_each(|(byte, mask)| *byte ^= mask);
}
