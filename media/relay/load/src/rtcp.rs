//! The RTCP that people send: reports and transport-wide feedback.

/// Packet types (RFC 3550 section 12.1, RFC 4585 section 6.1).
const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
pub(crate) const TRANSPORT_FEEDBACK: u8 = 205;
pub(crate) const PAYLOAD_FEEDBACK: u8 = 206;
/// Whom reports of somebody without a stream come from.
const LISTENER_SSRC: u32 = 2;
/// Seconds from 1900, where NTP begins, to 1970.
const NTP_TO_UNIX_S: u64 = 2_208_988_800;
/// One unit of a receive delta (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1.5).
const DELTA_NS: u64 = 250_000;
/// One unit of the reference time.
const REFERENCE_NS: u64 = 64_000_000;

/// A sender report without blocks; `count`: packets and payload bytes so far.
pub(crate) fn sender_report(ssrc: u32, now_ns: u64, timestamp: u32, count: (u32, u32)) -> [u8; 28] {
    let seconds = now_ns / 1_000_000_000 + NTP_TO_UNIX_S;
    let fraction = ((now_ns % 1_000_000_000) << 32) / 1_000_000_000;
    let mut report = [0; 28];
    report[..4].copy_from_slice(&[0x80, SENDER_REPORT, 0, 6]);
    let words = [
        ssrc,
        seconds as u32,
        fraction as u32,
        timestamp,
        count.0,
        count.1,
    ];
    for (place, word) in report[4..].chunks_exact_mut(4).zip(words) {
        place.copy_from_slice(&word.to_be_bytes());
    }
    report
}

/// A receiver report that tells of no loss in any of `streams` (SSRC and highest sequence number), of
/// which there are at most 31.
pub(crate) fn receiver_report(streams: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
    let mut report = vec![0x80, RECEIVER_REPORT, 0, 0];
    report.extend(LISTENER_SSRC.to_be_bytes());
    let mut blocks = 0;
    for (ssrc, highest) in streams.take(31) {
        report.extend(ssrc.to_be_bytes());
        report.extend([0; 4]);
        report.extend(highest.to_be_bytes());
        report.extend([0; 12]);
        blocks += 1;
    }
    report[0] |= blocks;
    report[3] = (report.len() / 4 - 1) as u8;
    report
}

/// Transport-wide feedback on `arrivals`: numbers, unwrapped and ascending, with the nanosecond of each.
pub(crate) fn transport_feedback(count: u8, media: u32, arrivals: &[(u64, u64)]) -> Vec<u8> {
    let Some(((first, began), (last, _))) = arrivals.first().copied().zip(arrivals.last().copied())
    else {
        return Vec::new();
    };
    let span = last - first + 1;
    let reference = began / REFERENCE_NS;
    let mut packet = vec![0x8f, TRANSPORT_FEEDBACK, 0, 0];
    packet.extend(LISTENER_SSRC.to_be_bytes());
    packet.extend(media.to_be_bytes());
    packet.extend((first as u16).to_be_bytes());
    packet.extend((span as u16).to_be_bytes());
    packet.extend(&(reference as u32).to_be_bytes()[1..]);
    packet.push(count);
    let mut symbols = vec![0_u8; span as usize];
    let mut deltas = Vec::new();
    let mut before = reference * REFERENCE_NS / DELTA_NS;
    for (number, at) in arrivals {
        let units = (at / DELTA_NS).wrapping_sub(before).cast_signed();
        before = at / DELTA_NS;
        symbols[(number - first) as usize] = if let Ok(small) = u8::try_from(units) {
            deltas.push(small);
            1
        } else {
            let large = units.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
            deltas.extend(large.to_be_bytes());
            2
        };
    }
    for chunk in symbols.chunks(7) {
        // A vector of two-bit symbols, the first in the highest bits.
        let bits = (0..).zip(chunk).fold(0xc000_u16, |bits, (index, symbol)| {
            bits | u16::from(*symbol) << (12 - 2 * index)
        });
        packet.extend(bits.to_be_bytes());
    }
    packet.extend(deltas);
    let padded = packet.len().next_multiple_of(4);
    if padded > packet.len() {
        packet[0] |= 0x20;
        let pad = (padded - packet.len()) as u8;
        packet.resize(padded, 0);
        packet[padded - 1] = pad;
    }
    let words = (packet.len() / 4 - 1) as u16;
    packet[2..4].copy_from_slice(&words.to_be_bytes());
    packet
}

/// Format and packet type of each feedback message in a plain compound packet.
pub(crate) fn feedback(mut compound: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    std::iter::from_fn(move || {
        let [first, kind, high, low] = *compound.first_chunk()?;
        let length = 4 * (usize::from(u16::from_be_bytes([high, low])) + 1);
        compound = compound.get(length..).unwrap_or_default();
        Some((first & 0x1f, kind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_tells_what_came_when_and_what_did_not() {
        let at = |units: u64| 64_000_000_000 + units * DELTA_NS;
        let packet = transport_feedback(3, 9, &[(65_534, at(1)), (65_536, at(301))]);
        assert_eq!(packet.len() % 4, 0);
        assert_eq!(usize::from(packet[3]) * 4 + 4, packet.len());
        assert_eq!(packet[12..16], [0xff, 0xfe, 0, 3]);
        assert_eq!(packet[16..20], [0, 3, 0xe8, 3]);
        // Small delta, lost, large delta: 01 00 10.
        assert_eq!(packet[20..22], (0xc000_u16 | 0b01_00_10 << 8).to_be_bytes());
        assert_eq!(packet[22..25], [1, 1, 44]);
        assert!(transport_feedback(0, 9, &[]).is_empty());
    }

    #[test]
    fn reports_have_the_length_they_say() {
        let report = receiver_report([(1, 2), (3, 4)].into_iter());
        assert_eq!((report[0], report.len()), (0x82, 8 + 48));
        assert_eq!(usize::from(report[3]) * 4 + 4, report.len());
        let compound = [&sender_report(1, 2, 3, (4, 5))[..], &report].concat();
        assert_eq!(
            feedback(&compound).collect::<Vec<_>>(),
            [(0, 200), (2, 201)]
        );
    }
}
