//! Session keys from a master key (RFC 3711 section 4.3, RFC 6188 section 3).

use aes::cipher::{KeyIvInit, StreamCipher};
use aes::{Aes128, Aes256};
use ctr::Ctr128BE;

use super::Profile;

/// What a key is derived for (RFC 3711 section 4.3.1 and 4.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    RtpEncryption = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// The session key for `label`: `N` bytes of key stream under the master key.
///
/// The key derivation rate is zero, as DTLS-SRTP has it (RFC 5764 section 4.1.2), so there is one
/// derivation per master key. A 96-bit salt is used as if followed by 16 zero bits (RFC 7714
/// section 11).
///
/// # Panics
///
/// Where `key` and `salt` are not as long as `profile` says; [`Profile::split`] makes them so.
pub(super) fn derive<const N: usize>(
    profile: Profile,
    key: &[u8],
    salt: &[u8],
    label: Label,
) -> [u8; N] {
    let mut iv = [0; 16];
    iv[..salt.len()].copy_from_slice(salt);
    iv[7] ^= label as u8;
    let mut out = [0; N];
    let bad = "key and salt have the lengths of the profile";
    match profile {
        Profile::AeadAes256Gcm => {
            let mut stream = Ctr128BE::<Aes256>::new_from_slices(key, &iv).expect(bad);
            stream.apply_keystream(&mut out);
        }
        Profile::AeadAes128Gcm | Profile::Aes128CmSha1_80 => {
            let mut stream = Ctr128BE::<Aes128>::new_from_slices(key, &iv).expect(bad);
            stream.apply_keystream(&mut out);
        }
    }
    out
}
