//! The protection profiles a DTLS handshake may choose.

/// A DTLS-SRTP protection profile (RFC 5764 section 4.1.2, RFC 7714 section 14.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// `SRTP_AEAD_AES_256_GCM`
    AeadAes256Gcm,
    /// `SRTP_AEAD_AES_128_GCM`
    AeadAes128Gcm,
    /// `SRTP_AES128_CM_HMAC_SHA1_80`
    Aes128CmSha1_80,
}

/// Keying material of the wrong length for its profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadKey;

impl std::fmt::Display for BadKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("keying material has the wrong length for its SRTP profile")
    }
}

impl std::error::Error for BadKey {}

impl Profile {
    /// Length of the master key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::AeadAes256Gcm => 32,
            Self::AeadAes128Gcm | Self::Aes128CmSha1_80 => 16,
        }
    }

    /// Length of the master salt.
    #[must_use]
    pub const fn salt_bytes(self) -> usize {
        match self {
            Self::AeadAes256Gcm | Self::AeadAes128Gcm => 12,
            Self::Aes128CmSha1_80 => 14,
        }
    }

    /// Length of the authentication tag.
    #[must_use]
    pub const fn tag_bytes(self) -> usize {
        match self {
            Self::AeadAes256Gcm | Self::AeadAes128Gcm => 16,
            Self::Aes128CmSha1_80 => 10,
        }
    }

    /// Take `material`, a master key followed by its salt, apart.
    ///
    /// # Errors
    ///
    /// [`BadKey`] where the length is not that of this profile.
    pub fn split(self, material: &[u8]) -> Result<(&[u8], &[u8]), BadKey> {
        if material.len() != self.key_bytes() + self.salt_bytes() {
            return Err(BadKey);
        }
        Ok(material.split_at(self.key_bytes()))
    }
}
