//! What kind of datagram came in on the one socket (RFC 7983, RFC 5761).

/// The protocols that share the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Stun,
    Dtls,
    Rtp,
    Rtcp,
}

/// The protocol of `datagram` by its first two bytes; `None` for what is none of ours.
///
/// RTCP is told from RTP by its packet type, 192 to 223 (RFC 5761 section 4).
pub(crate) fn protocol(datagram: &[u8]) -> Option<Protocol> {
    match *datagram {
        [0..=3, ..] => Some(Protocol::Stun),
        [20..=63, ..] => Some(Protocol::Dtls),
        [128..=191, 192..=223, ..] => Some(Protocol::Rtcp),
        [128..=191, _, ..] => Some(Protocol::Rtp),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Protocol, protocol};

    #[test]
    fn ranges_of_rfc_7983() {
        let counted = |wanted| {
            (0..=255)
                .filter(|first| protocol(&[*first, 0]) == wanted)
                .count()
        };
        assert_eq!(counted(Some(Protocol::Stun)), 4);
        assert_eq!(counted(Some(Protocol::Dtls)), 44);
        assert_eq!(counted(Some(Protocol::Rtp)), 64);
        assert_eq!(counted(None), 256 - 4 - 44 - 64);
    }

    #[test]
    fn rtcp_by_its_packet_type() {
        let is_rtcp = |second: &u8| protocol(&[0x80, *second]) == Some(Protocol::Rtcp);
        assert_eq!(
            (0..=255).filter(is_rtcp).collect::<Vec<u8>>(),
            (192..=223).collect::<Vec<_>>()
        );
    }

    #[test]
    fn too_little_to_tell() {
        assert_eq!(protocol(&[]), None);
        assert_eq!(protocol(&[0x80]), None);
    }
}
