//! What a worker counts, and why a datagram went nowhere.

use crate::Urgency;

/// Why a datagram was dropped, or a command not carried out. Routers have reasons of their own
/// ([`Dropped`](crate::Dropped)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// From an address that never passed an ICE check.
    UnknownAddress,
    /// Neither STUN nor DTLS nor SRTP (RFC 7983).
    UnknownProtocol,
    /// Longer than the buffer it was read into.
    TooLong,
    /// Not a well-formed STUN binding message.
    StunMalformed,
    /// STUN of someone who does not know the password; not answered.
    StunUnauthenticated,
    /// An ICE check from an address that is in use by another transport.
    AddressInUse,
    /// Shorter than a DTLS record.
    DtlsMalformed,
    /// More DTLS of one transport than a handshake needs.
    DtlsFlood,
    /// SRTP or SRTCP, in or out, before the DTLS handshake gave the keys.
    SrtpUnkeyed,
    /// Shorter than SRTP's own fields.
    SrtpMalformed,
    /// A tag that does not fit.
    SrtpAuth,
    /// Seen before, or too old to tell.
    SrtpReplay,
    /// Ours, but its packet index was used before.
    SrtpIndexUsed,
    /// Ours, but the key has served all the packets or SSRCs it may.
    SrtpExhausted,
    /// Ours, but there is no address that consents to be sent to.
    NotConnected,
    /// Ours, but the outbox was full.
    OutboxFull,
    /// Ours, but the socket did not take it.
    SendFailed,
    /// Came faster than it was read.
    ReceiveOverflow,
    /// STUN, DTLS or RTCP of ours that had to go because the socket was full.
    OverloadControl,
    /// Sound of ours, for the same reason.
    OverloadSound,
    /// The picture that mattered most to its receiver.
    OverloadFirstPicture,
    /// Another picture of importance.
    OverloadPicture,
    /// A picture of somebody else.
    OverloadLastPicture,
    /// A command that names an id in use, or breaks a limit.
    CommandRefused,
}

impl Reason {
    const COUNT: usize = Self::CommandRefused as usize + 1;

    /// Every reason.
    pub const ALL: [Self; Self::COUNT] = [
        Self::UnknownAddress,
        Self::UnknownProtocol,
        Self::TooLong,
        Self::StunMalformed,
        Self::StunUnauthenticated,
        Self::AddressInUse,
        Self::DtlsMalformed,
        Self::DtlsFlood,
        Self::SrtpUnkeyed,
        Self::SrtpMalformed,
        Self::SrtpAuth,
        Self::SrtpReplay,
        Self::SrtpIndexUsed,
        Self::SrtpExhausted,
        Self::NotConnected,
        Self::OutboxFull,
        Self::SendFailed,
        Self::ReceiveOverflow,
        Self::OverloadControl,
        Self::OverloadSound,
        Self::OverloadFirstPicture,
        Self::OverloadPicture,
        Self::OverloadLastPicture,
        Self::CommandRefused,
    ];

    /// Why a datagram of this urgency went nowhere while the socket was full.
    #[must_use]
    pub const fn overload(urgency: Urgency) -> Self {
        match urgency {
            Urgency::Control => Self::OverloadControl,
            Urgency::Sound => Self::OverloadSound,
            Urgency::FirstPicture => Self::OverloadFirstPicture,
            Urgency::Picture => Self::OverloadPicture,
            Urgency::LastPicture => Self::OverloadLastPicture,
        }
    }

    /// The reason's permanent name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnknownAddress => "unknown_address",
            Self::UnknownProtocol => "unknown_protocol",
            Self::TooLong => "too_long",
            Self::StunMalformed => "stun_malformed",
            Self::StunUnauthenticated => "stun_unauthenticated",
            Self::AddressInUse => "address_in_use",
            Self::DtlsMalformed => "dtls_malformed",
            Self::DtlsFlood => "dtls_flood",
            Self::SrtpUnkeyed => "srtp_unkeyed",
            Self::SrtpMalformed => "srtp_malformed",
            Self::SrtpAuth => "srtp_auth",
            Self::SrtpReplay => "srtp_replay",
            Self::SrtpIndexUsed => "srtp_index_used",
            Self::SrtpExhausted => "srtp_exhausted",
            Self::NotConnected => "not_connected",
            Self::OutboxFull => "outbox_full",
            Self::SendFailed => "send_failed",
            Self::ReceiveOverflow => "receive_overflow",
            Self::OverloadControl => "overload_control",
            Self::OverloadSound => "overload_sound",
            Self::OverloadFirstPicture => "overload_first_picture",
            Self::OverloadPicture => "overload_picture",
            Self::OverloadLastPicture => "overload_last_picture",
            Self::CommandRefused => "command_refused",
        }
    }
}

/// A worker's own counters, since it started.
#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    pub(super) packets_received: u64,
    pub(super) bytes_received: u64,
    pub(super) packets_sent: u64,
    pub(super) bytes_sent: u64,
    dropped: [u64; Reason::COUNT],
}

impl Counters {
    pub(super) fn drop(&mut self, reason: Reason) {
        self.drop_many(reason, 1);
    }

    pub(super) fn drop_many(&mut self, reason: Reason, count: u64) {
        self.dropped[reason as usize] += count;
    }

    pub(super) fn dropped(&self, reason: Reason) -> u64 {
        self.dropped[reason as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Reason;

    #[test]
    fn every_reason_has_its_own_place_and_name() {
        let names: HashSet<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
        assert_eq!(names.len(), Reason::COUNT);
        assert!(
            Reason::ALL
                .iter()
                .enumerate()
                .all(|(place, reason)| *reason as usize == place)
        );
    }
}
