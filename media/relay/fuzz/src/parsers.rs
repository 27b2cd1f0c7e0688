//! One parser at a time.

use std::net::SocketAddr;

use goround_relay_core::codec::dependency::DependencyReader;
use goround_relay_core::codec::{av1, h264, vp9};
use goround_relay_core::{RtpPacket, rtcp, vp8};
use goround_relay_transport::stun::{Key, Message};

use crate::script::Script;

/// STUN messages.
pub(crate) fn stun(data: &[u8]) {
    if let Ok(message) = Message::parse(data) {
        let _ufrag = message.receiver_ufrag();
        let _authentic = message.is_authentic(&Key::new("password of 24 characters"));
        assert_eq!(message.transaction(), data[8..20]);
    }
}

/// RTP packets with their header extensions.
pub(crate) fn rtp(data: &[u8]) {
    let Ok(packet) = RtpPacket::parse(data) else {
        return;
    };
    assert!(packet.payload.len() + RtpPacket::FIXED_HEADER <= data.len());
    let elements: usize = packet.extensions.iter().map(|(_, data)| data.len()).sum();
    assert!(elements + packet.payload.len() + RtpPacket::FIXED_HEADER <= data.len());
    for (id, _) in packet.extensions.iter() {
        assert!(packet.extensions.get(id).is_some());
    }
}

/// Compound RTCP packets.
pub(crate) fn rtcp(data: &[u8]) {
    let mut count = 0;
    for packet in rtcp::parse(data) {
        count += 1;
        match packet {
            Ok(rtcp::Packet::Nack(nack)) => assert!(nack.seqs().count() <= 17 * data.len()),
            Ok(rtcp::Packet::TransportFeedback(feedback)) => {
                // A packet's status is counted in 16 bits.
                assert!(feedback.statuses().count() <= 1 << 16);
            }
            Ok(rtcp::Packet::ExtendedReport(report)) => {
                assert!(report.dlrr_blocks().count() <= data.len());
            }
            Ok(rtcp::Packet::FullIntraRequest(request)) => {
                assert!(request.ssrcs().count() <= data.len());
            }
            Ok(_) | Err(_) => {}
        }
    }
    assert!(count <= data.len() / 4 + 1);
}

/// Payload descriptors of VP8.
pub(crate) fn vp8(data: &[u8]) {
    let Ok(descriptor) = vp8::Descriptor::parse(data) else {
        return;
    };
    assert!(usize::from(descriptor.len) < data.len());
    let mut bytes = [0; vp8::Descriptor::MAX_LEN];
    let len = descriptor.write(&mut bytes);
    let mut again = bytes[..len].to_vec();
    again.extend_from_slice(&data[usize::from(descriptor.len)..]);
    let reread = vp8::Descriptor::parse(&again).expect("what we write can be read");
    assert_eq!(reread.picture_id, descriptor.picture_id);
    assert_eq!(reread.keyframe, descriptor.keyframe);
}

/// Payload descriptors of VP9.
pub(crate) fn vp9(data: &[u8]) {
    let Ok(mut descriptor) = vp9::Descriptor::parse(data) else {
        return;
    };
    assert!(descriptor.len() < data.len());
    descriptor.picture_id = descriptor.picture_id.map(|id| id.wrapping_add(1) & 0x7f);
    descriptor.tl0_pic_idx = descriptor.tl0_pic_idx.map(|index| index.wrapping_add(1));
    let mut again = data.to_vec();
    let mut head = [0; vp9::Descriptor::MAX_HEAD];
    let len = descriptor.write(&mut head);
    again[..len].copy_from_slice(&head[..len]);
    let reread = vp9::Descriptor::parse(&again).expect("what we write can be read");
    assert_eq!(reread.picture_id, descriptor.picture_id);
    assert_eq!(reread.tl0_pic_idx, descriptor.tl0_pic_idx);
    assert_eq!(
        (reread.spatial, reread.temporal),
        (descriptor.spatial, descriptor.temporal)
    );
}

/// Payloads of H.264.
pub(crate) fn h264(data: &[u8]) {
    let _begins = h264::begins_keyframe(data);
}

/// Payloads of AV1.
pub(crate) fn av1(data: &[u8]) {
    let _begins = av1::begins_keyframe(data);
}

/// Dependency descriptors, one after the other as of one stream.
pub(crate) fn dependency(data: &[u8]) {
    let mut script = Script::new(data);
    let mut reader = DependencyReader::new();
    while !script.is_over() {
        if let Ok(Some(dependency)) = reader.read(script.bytes()) {
            assert!(dependency.spatial < 4 && dependency.temporal < 8);
        }
    }
}

/// An address of a stranger.
pub(crate) fn address(number: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, number], 5000))
}
