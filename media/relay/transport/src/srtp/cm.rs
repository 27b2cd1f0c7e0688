//! AES-CM with HMAC-SHA1 for SRTP and SRTCP (RFC 3711 section 4).

use aes::Aes128;
use aes::cipher::{InnerIvInit, KeyInit as _, StreamCipher};
use ctr::{Ctr128BE, CtrCore, flavors};
use hmac::{Hmac, Mac};
use sha1::Sha1;

use super::header::{rtcp_ssrc, rtp_ssrc};
use super::kdf::{Label, derive};
use super::suite::Forged;
use super::{BadKey, Profile};

const TAG_BYTES: usize = 10;
const RTCP_HEADER_BYTES: usize = 8;

/// Session keys of RTP or of RTCP, in one direction.
pub(super) struct Keys {
    cipher: Aes128,
    salt: [u8; 14],
    hmac: Hmac<Sha1>,
}

impl Keys {
    pub(super) fn new(key: [u8; 16], salt: [u8; 14], authentication: [u8; 20]) -> Self {
        Self {
            cipher: Aes128::new(&key.into()),
            salt,
            // HMAC takes keys of every length (RFC 2104 section 2).
            hmac: Hmac::new_from_slice(&authentication).expect("HMAC takes keys of every length"),
        }
    }

    /// Encrypt or decrypt: XOR with the key stream (RFC 3711 section 4.1.1).
    pub(super) fn crypt(&self, ssrc: u32, index: u64, data: &mut [u8]) {
        let mut iv = [0; 16];
        iv[..14].copy_from_slice(&self.salt);
        xor(&mut iv[4..8], &ssrc.to_be_bytes());
        xor(&mut iv[8..14], &index.to_be_bytes()[2..]);
        // The key schedule is copied, not computed again.
        let core: CtrCore<Aes128, flavors::Ctr128BE> =
            CtrCore::inner_iv_init(self.cipher.clone(), &iv.into());
        Ctr128BE::from_core(core).apply_keystream(data);
    }

    fn mac(&self, data: &[u8], more: &[u8]) -> Hmac<Sha1> {
        let mut hmac = self.hmac.clone();
        hmac.update(data);
        hmac.update(more);
        hmac
    }

    fn tag(&self, data: &[u8], more: &[u8]) -> [u8; 20] {
        self.mac(data, more).finalize().into_bytes().into()
    }

    fn verify(&self, data: &[u8], more: &[u8], tag: &[u8]) -> Result<(), Forged> {
        self.mac(data, more)
            .verify_truncated_left(tag)
            .map_err(|_| Forged)
    }
}

/// Session keys for one direction.
pub(super) struct Cm {
    rtp: Keys,
    rtcp: Keys,
}

impl Cm {
    pub(super) fn new(material: &[u8]) -> Result<Self, BadKey> {
        let profile = Profile::Aes128CmSha1_80;
        let (key, salt) = profile.split(material)?;
        let keys = |encryption, salting, authentication| {
            Keys::new(
                derive(profile, key, salt, encryption),
                derive(profile, key, salt, salting),
                derive(profile, key, salt, authentication),
            )
        };
        Ok(Self {
            rtp: keys(
                Label::RtpEncryption,
                Label::RtpSalt,
                Label::RtpAuthentication,
            ),
            rtcp: keys(
                Label::RtcpEncryption,
                Label::RtcpSalt,
                Label::RtcpAuthentication,
            ),
        })
    }

    pub(super) fn seal_rtp(&self, packet: &mut [u8], header: usize, length: usize, index: u64) {
        let ssrc = rtp_ssrc(packet);
        let (message, tail) = packet.split_at_mut(length);
        self.rtp.crypt(ssrc, index, &mut message[header..]);
        let tag = self.rtp.tag(message, &rollover(index));
        tail[..TAG_BYTES].copy_from_slice(&tag[..TAG_BYTES]);
    }

    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        header: usize,
        index: u64,
    ) -> Result<usize, Forged> {
        let length = packet.len() - TAG_BYTES;
        let ssrc = rtp_ssrc(packet);
        let (message, tag) = packet.split_at_mut(length);
        self.rtp.verify(message, &rollover(index), tag)?;
        self.rtp.crypt(ssrc, index, &mut message[header..]);
        Ok(length)
    }

    /// Layout: header, ciphertext, E flag with the index, tag (RFC 3711 section 3.4).
    pub(super) fn seal_rtcp(&self, packet: &mut [u8], length: usize, index: u32) {
        let ssrc = rtcp_ssrc(packet);
        self.rtcp
            .crypt(ssrc, index.into(), &mut packet[RTCP_HEADER_BYTES..length]);
        packet[length..length + 4].copy_from_slice(&(1 << 31 | index).to_be_bytes());
        let tag = self.rtcp.tag(&packet[..length + 4], &[]);
        packet[length + 4..length + 4 + TAG_BYTES].copy_from_slice(&tag[..TAG_BYTES]);
    }

    pub(super) fn open_rtcp(&self, packet: &mut [u8], index: u32) -> Result<usize, Forged> {
        let ssrc = rtcp_ssrc(packet);
        let (message, tag) = packet.split_at_mut(packet.len() - TAG_BYTES);
        self.rtcp.verify(message, &[], tag)?;
        let length = message.len() - 4;
        self.rtcp
            .crypt(ssrc, index.into(), &mut message[RTCP_HEADER_BYTES..length]);
        Ok(length)
    }
}

/// The rollover counter, which RTP's tag covers though it is not sent (RFC 3711 section 4.2).
fn rollover(index: u64) -> [u8; 4] {
    ((index >> 16) as u32).to_be_bytes()
}

fn xor(target: &mut [u8], mask: &[u8]) {
    target
        .iter_mut()
        .zip(mask)
        .for_each(|(byte, mask)| *byte ^= mask);
}
