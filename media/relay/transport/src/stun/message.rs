//! A received STUN message, checked once.

use super::{
    FINGERPRINT_XOR, HEADER_BYTES, Key, MAGIC_COOKIE, TransactionId, attribute, crc::crc32,
};

/// What a binding message wants (RFC 8489 section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Wants a response.
    Request,
    /// Wants none.
    Indication,
    /// Answers a request that was fine.
    Success,
    /// Answers a request that was not.
    Error,
}

/// The sender's ICE role, as its check claims it (RFC 8445 section 7.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The sender chooses the pair; right when we are a lite agent.
    Controlling,
    /// The sender waits for us to choose.
    Controlled,
}

/// The bytes are no well-formed STUN binding message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a STUN binding message")
    }
}

impl std::error::Error for Malformed {}

/// How many unknown attributes an error response names.
const MAX_UNKNOWN: usize = 4;

/// A well-formed binding message, borrowing the datagram it was parsed from.
///
/// Its fields are what the sender claims; only [`Message::is_authentic`] tells whether to believe.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    bytes: &'a [u8],
    class: Class,
    username: Option<&'a [u8]>,
    /// Where the MESSAGE-INTEGRITY attribute begins.
    integrity_at: Option<usize>,
    has_fingerprint: bool,
    role: Option<Role>,
    nominates: bool,
    unknown: [u16; MAX_UNKNOWN],
    unknown_count: usize,
}

impl<'a> Message<'a> {
    /// Parse one datagram.
    ///
    /// A FINGERPRINT that is present must be right. Attributes after MESSAGE-INTEGRITY other than
    /// FINGERPRINT are skipped, as RFC 8489 section 14.5 demands.
    ///
    /// # Errors
    ///
    /// [`Malformed`], whatever is wrong.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let class = parse_header(bytes)?;
        let mut message = Message {
            bytes,
            class,
            username: None,
            integrity_at: None,
            has_fingerprint: false,
            role: None,
            nominates: false,
            unknown: [0; MAX_UNKNOWN],
            unknown_count: 0,
        };
        let mut at = HEADER_BYTES;
        while at < bytes.len() {
            let (kind, value) = parse_attribute(bytes, at)?;
            if message.has_fingerprint {
                return Err(Malformed); // It must be the last (section 14.7).
            }
            message.take(kind, value, at)?;
            at += 4 + value.len().next_multiple_of(4);
        }
        Ok(message)
    }

    /// Request, indication or response.
    #[must_use]
    pub fn class(&self) -> Class {
        self.class
    }

    /// The transaction this belongs to.
    #[must_use]
    pub fn transaction(&self) -> TransactionId {
        let mut id = [0; 12];
        id.copy_from_slice(&self.bytes[8..HEADER_BYTES]);
        id
    }

    /// The first part of USERNAME: the ufrag of whom the check is for (RFC 8445 section 7.2.2).
    #[must_use]
    pub fn receiver_ufrag(&self) -> Option<&'a str> {
        let username = std::str::from_utf8(self.username?).ok()?;
        username.split_once(':').map(|(ufrag, _)| ufrag)
    }

    /// USERNAME as sent.
    #[must_use]
    pub fn username(&self) -> Option<&'a [u8]> {
        self.username
    }

    /// Whether FINGERPRINT is there (and right, or it would not have parsed).
    #[must_use]
    pub fn has_fingerprint(&self) -> bool {
        self.has_fingerprint
    }

    /// The sender's ICE role, if it claims one.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// Whether the sender nominates this pair by USE-CANDIDATE.
    #[must_use]
    pub fn nominates(&self) -> bool {
        self.nominates
    }

    /// The first few attributes we had to understand and did not (RFC 8489 section 6.3.1).
    #[must_use]
    pub fn unknown_attributes(&self) -> &[u16] {
        &self.unknown[..self.unknown_count]
    }

    /// Whether MESSAGE-INTEGRITY is there and was made with `key`.
    #[must_use]
    pub fn is_authentic(&self, key: &Key) -> bool {
        self.integrity_at.is_some_and(|at| {
            let (before, attribute) = self.bytes.split_at(at);
            key.verifies(before, &attribute[4..24])
        })
    }

    fn take(&mut self, kind: u16, value: &'a [u8], at: usize) -> Result<(), Malformed> {
        if kind == attribute::FINGERPRINT {
            return self.take_fingerprint(value, at);
        }
        if self.integrity_at.is_some() {
            return Ok(());
        }
        match kind {
            attribute::USERNAME => self.username = self.username.or(Some(value)),
            attribute::MESSAGE_INTEGRITY if value.len() == 20 => self.integrity_at = Some(at),
            attribute::MESSAGE_INTEGRITY => return Err(Malformed),
            attribute::ICE_CONTROLLING if value.len() == 8 => self.role = Some(Role::Controlling),
            attribute::ICE_CONTROLLED if value.len() == 8 => self.role = Some(Role::Controlled),
            attribute::ICE_CONTROLLING | attribute::ICE_CONTROLLED => return Err(Malformed),
            attribute::USE_CANDIDATE => self.nominates = true,
            attribute::PRIORITY if value.len() != 4 => return Err(Malformed),
            // Only a request is answered with 420; in a response what we do not know is ignored.
            0..0x8000 if !is_known(kind) => self.note_unknown(kind),
            _ => {}
        }
        Ok(())
    }

    fn take_fingerprint(&mut self, value: &[u8], at: usize) -> Result<(), Malformed> {
        let claimed: [u8; 4] = value.try_into().map_err(|_| Malformed)?;
        self.has_fingerprint = true;
        let right = u32::from_be_bytes(claimed) == crc32(&self.bytes[..at]) ^ FINGERPRINT_XOR;
        if right { Ok(()) } else { Err(Malformed) }
    }

    fn note_unknown(&mut self, kind: u16) {
        if let Some(slot) = self.unknown.get_mut(self.unknown_count) {
            *slot = kind;
            self.unknown_count += 1;
        }
    }
}

fn is_known(kind: u16) -> bool {
    matches!(
        kind,
        attribute::PRIORITY
            | attribute::ERROR_CODE
            | attribute::UNKNOWN_ATTRIBUTES
            | attribute::XOR_MAPPED_ADDRESS
    )
}

fn parse_header(bytes: &[u8]) -> Result<Class, Malformed> {
    let header: &[u8; HEADER_BYTES] = bytes.first_chunk().ok_or(Malformed)?;
    let kind = u16::from_be_bytes([header[0], header[1]]);
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let cookie = u32::from_be_bytes([header[4], header[5], header[6], header[7]]);
    if cookie != MAGIC_COOKIE || length % 4 != 0 || HEADER_BYTES + length != bytes.len() {
        return Err(Malformed);
    }
    // The method Binding, with the class in bits 4 and 8 (section 5).
    match kind {
        0x0001 => Ok(Class::Request),
        0x0011 => Ok(Class::Indication),
        0x0101 => Ok(Class::Success),
        0x0111 => Ok(Class::Error),
        _ => Err(Malformed),
    }
}

/// The type and value of the attribute at `at`, its padding known to be inside `bytes`.
fn parse_attribute(bytes: &[u8], at: usize) -> Result<(u16, &[u8]), Malformed> {
    let header: &[u8; 4] = bytes[at..].first_chunk().ok_or(Malformed)?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    if bytes.len() - at - 4 < length.next_multiple_of(4) {
        return Err(Malformed);
    }
    Ok((
        u16::from_be_bytes([header[0], header[1]]),
        &bytes[at + 4..at + 4 + length],
    ))
}
