//! Finds out whose stream an unknown SSRC is.

use crate::arena::Slot;
use crate::producer::Producer;
use crate::rtp::RtpPacket;
use crate::transport::Leg;

/// The leg that the first packet of an unknown SSRC belongs to.
///
/// `producers` are those of the transport it came on. A packet that names its media section (MID) or
/// encoding (RID, repaired RID; RFC 8852, RFC 9143) belongs where it says or nowhere. One that names
/// nothing belongs to the only producer that can have it by payload type, if there is exactly one.
pub(crate) fn find<'p>(
    producers: impl Iterator<Item = (Slot, &'p Producer)>,
    packet: &RtpPacket<'_>,
) -> Option<Leg> {
    let mut found = None;
    for (slot, producer) in producers {
        let Some((encoding, rtx)) = match_producer(producer, packet) else {
            continue;
        };
        if found
            .replace(Leg {
                producer: slot,
                encoding,
                rtx,
            })
            .is_some()
        {
            return None;
        }
    }
    found
}

/// The encoding of `producer` that `packet` may be of, and whether it is a retransmission.
fn match_producer(producer: &Producer, packet: &RtpPacket<'_>) -> Option<(u8, bool)> {
    let stream = &producer.stream;
    let named = |id: Option<u8>| id.and_then(|id| packet.extensions.get(id)).map(trim);
    let rtx = if packet.payload_type == stream.payload_type {
        false
    } else if Some(packet.payload_type) == stream.rtx_payload_type {
        true
    } else {
        return None;
    };
    let mid = named(stream.extensions.mid);
    let own = stream.mid.as_deref().map(str::as_bytes);
    if mid.zip(own).is_some_and(|(mid, own)| mid != own) {
        return None;
    }
    let rid = named(stream.extensions.repaired_rid)
        .filter(|_| rtx)
        .or_else(|| named(stream.extensions.rid));
    let index = match rid {
        Some(rid) => stream
            .encodings
            .iter()
            .position(|encoding| encoding.rid.as_deref().map(str::as_bytes) == Some(rid))?,
        None if stream.encodings.len() == 1 => 0,
        None => return None,
    };
    let known = &producer.encodings[index];
    let known = if rtx { known.rtx_ssrc } else { known.ssrc };
    let declared = &stream.encodings[index];
    let declared = if rtx {
        declared.rtx_ssrc
    } else {
        declared.ssrc
    };
    // An SSRC that was declared is the only one. One that was learned may be followed by another, but
    // only if the packet says so.
    let names_itself = mid.is_some() && stream.mid.is_some() || rid.is_some();
    (declared.is_none() && (known.is_none() || names_itself)).then_some((index as u8, rtx))
}

/// Two-byte headers let senders pad names with nulls.
fn trim(name: &[u8]) -> &[u8] {
    let len = name
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    &name[..len]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extension::ExtensionWriter;
    use crate::stream::Encoding;
    use crate::{Codec, HeaderExtensions, Stream};

    fn video(mid: Option<&str>, rids: &[&str], payload_type: u8) -> Producer {
        let encodings = if rids.is_empty() {
            vec![Encoding::default()]
        } else {
            let encoding = |rid: &&str| Encoding {
                rid: Some((*rid).to_owned()),
                ..Encoding::default()
            };
            rids.iter().map(encoding).collect()
        };
        let stream = Stream {
            codec: Codec::Vp8,
            payload_type,
            rtx_payload_type: Some(payload_type + 1),
            clock_rate: 90_000,
            mid: mid.map(str::to_owned),
            cname: "ana".to_owned(),
            encodings,
            extensions: HeaderExtensions {
                mid: Some(1),
                rid: Some(2),
                repaired_rid: Some(3),
                ..HeaderExtensions::default()
            },
            nack: true,
            pli: true,
            transport_cc: true,
        };
        Producer::new(0, stream)
    }

    fn packet(payload_type: u8, names: &[(u8, &str)]) -> Vec<u8> {
        let mut bytes = vec![0x90, payload_type, 0, 1, 0, 0, 0, 0, 0, 0, 0, 99];
        let mut block = [0; 64];
        let mut writer = ExtensionWriter::new(false, &mut block);
        for (id, name) in names {
            writer.push(*id, name.as_bytes());
        }
        let len = writer.finish();
        bytes.extend(&block[..len]);
        bytes
    }

    fn found(
        producers: &[Producer],
        payload_type: u8,
        names: &[(u8, &str)],
    ) -> Option<(Slot, u8, bool)> {
        let bytes = packet(payload_type, names);
        let packet = RtpPacket::parse(&bytes).unwrap();
        let leg = find((0..).zip(producers), &packet)?;
        Some((leg.producer, leg.encoding, leg.rtx))
    }

    #[test]
    fn simulcast_is_found_by_mid_and_rid() {
        let producers = [
            video(Some("0"), &[], 98),
            video(Some("1"), &["r0", "r1", "r2"], 96),
        ];
        assert_eq!(
            found(&producers, 96, &[(1, "1"), (2, "r1")]),
            Some((1, 1, false))
        );
        assert_eq!(
            found(&producers, 97, &[(1, "1"), (3, "r2")]),
            Some((1, 2, true))
        );
        assert_eq!(found(&producers, 96, &[(2, "r0")]), Some((1, 0, false)));
        assert_eq!(found(&producers, 96, &[(1, "1")]), None);
        assert_eq!(found(&producers, 96, &[(1, "1"), (2, "r9")]), None);
        assert_eq!(found(&producers, 96, &[(1, "7"), (2, "r1")]), None);
    }

    #[test]
    fn a_single_stream_is_found_by_mid_or_by_payload_type_if_only_one_can_have_it() {
        let two = [video(Some("0"), &[], 96), video(Some("1"), &[], 96)];
        assert_eq!(found(&two, 96, &[(1, "1")]), Some((1, 0, false)));
        assert_eq!(found(&two, 96, &[]), None);
        let one = [video(Some("0"), &[], 96), video(None, &[], 98)];
        assert_eq!(found(&one, 99, &[]), Some((1, 0, true)));
        assert_eq!(found(&one, 100, &[]), None);
    }

    #[test]
    fn a_declared_ssrc_is_never_replaced_and_a_learned_one_only_by_name() {
        let mut declared = video(Some("0"), &[], 96);
        declared.stream.encodings[0].ssrc = Some(7);
        assert_eq!(found(&[declared], 96, &[(1, "0")]), None);
        let mut learned = video(Some("0"), &[], 96);
        learned.encodings[0].ssrc = Some(7);
        let learned = [learned];
        assert_eq!(found(&learned, 96, &[]), None);
        assert_eq!(found(&learned, 96, &[(1, "0")]), Some((0, 0, false)));
    }

    #[test]
    fn names_padded_with_nulls_are_read() {
        let producers = [video(Some("1"), &["r0", "r1"], 96)];
        assert_eq!(
            found(&producers, 96, &[(1, "1\0"), (2, "r1\0\0")]),
            Some((0, 1, false))
        );
    }
}
