//! Replay windows, and which packet index a sequence number means.

use super::replay::ReplayWindow;

/// Indices of RTP that are told apart: at 200 packets/s more than 5 s of reordering.
pub(super) type RtpWindow = ReplayWindow<16>;
/// Indices of RTCP that are told apart.
pub(super) type RtcpWindow = ReplayWindow<2>;

/// The index of `seq`, the one nearest `highest` (RFC 3711 section 3.3.1).
///
/// `None` for an index below zero, which cannot have been sent. Without `highest` the rollover
/// counter is taken to be zero, where every sender starts.
pub(super) fn estimate_index(highest: Option<u64>, seq: u16) -> Option<u64> {
    let Some(highest) = highest else {
        return Some(u64::from(seq));
    };
    let distance = seq.wrapping_sub(highest as u16) as i16;
    highest.checked_add_signed(i64::from(distance))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::estimate_index;

    #[test]
    fn the_rollover_counter_follows_the_wrap() {
        assert_eq!(estimate_index(None, 65_535), Some(65_535));
        assert_eq!(estimate_index(Some(65_535), 0), Some(65_536));
        assert_eq!(estimate_index(Some(65_536), 65_535), Some(65_535));
        assert_eq!(estimate_index(Some(3), 65_535), None);
        assert_eq!(
            estimate_index(Some((7 << 16) + 65_530), 4),
            Some((8 << 16) + 4)
        );
    }

    proptest! {
        #[test]
        fn any_index_near_the_highest_is_found(highest in 40_000u64..1 << 48, by in -32_768i64..32_768) {
            let index = highest.checked_add_signed(by).expect("positive");
            prop_assert_eq!(estimate_index(Some(highest), index as u16), Some(index));
        }
    }
}
