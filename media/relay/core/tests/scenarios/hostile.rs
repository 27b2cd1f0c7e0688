//! Nothing that is sent to a router makes it panic, grow or harm others.

use goround_relay_core::Direction;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::link::Quality;
use crate::room::Room;
use crate::sender::{Config, VIDEO_PT, rtp};

const GOOD: Quality = Quality {
    loss: 0.0,
    duplication: 0.0,
    delay_ms: 5,
    jitter_ms: 0,
};

#[test]
fn streams_of_nobody_are_counted_and_leave_no_trace() {
    let mut room = Room::new(1);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    for ssrc in 0..10_000u32 {
        let packet = rtp(
            false,
            50,
            1,
            1,
            0xf000_0000 + ssrc,
            &[(1, b"x".to_vec())],
            &[0x10, 0, 0],
        );
        room.inject_rtp(ana, &packet);
    }
    assert_eq!(room.router.dropped().unknown_ssrc, 10_000);
    room.run(500);
    room.receiver(consumer).assert_one_stream();
}

#[test]
fn a_sender_that_keeps_renaming_its_streams_is_stopped() {
    let mut room = Room::new(2);
    let ana = room.join(GOOD, GOOD);
    room.camera(ana, Config::simulcast());
    for ssrc in 0..1000u32 {
        let names = [(1, b"v".to_vec()), (2, b"r1".to_vec())];
        let packet = rtp(
            false,
            VIDEO_PT,
            1,
            1,
            0xf000_0000 + ssrc,
            &names,
            &[0x10, 0, 0],
        );
        room.inject_rtp(ana, &packet);
    }
    assert_eq!(room.router.dropped().unknown_ssrc, 1000 - 64);
}

#[test]
fn whoever_opens_a_camera_again_and_again_is_found_every_time() {
    let mut room = Room::new(2);
    let ana = room.join(GOOD, GOOD);
    for _ in 0..30 {
        let camera = room.camera(ana, Config::simulcast());
        room.run(100);
        let found = room.statistics(camera.0, Direction::In);
        assert!(found.iter().all(|encoding| encoding.packets > 0));
        room.router.close_producer(camera);
        room.people[ana].cameras.clear();
    }
}

#[test]
fn a_restart_at_a_packet_that_does_not_parse_is_no_jump_for_receivers() {
    let mut room = Room::new(2);
    let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(500);
    let highest = *room.receiver(consumer).packets.last_key_value().unwrap().0;
    room.people[ana].cameras.clear();
    room.run(100);
    let names = [(1, b"v".to_vec())];
    for (seq, payload) in [
        (30_000, &[0x90][..]),
        (30_001, &[0x90]),
        (30_002, &[0x10, 1, 0]),
    ] {
        room.inject_rtp(
            ana,
            &rtp(true, VIDEO_PT, seq, 1, camera.0 * 1000, &names, payload),
        );
    }
    room.run(100);
    let last = *room.receiver(consumer).packets.last_key_value().unwrap().0;
    assert!(last < highest + 10, "{highest} to {last}");
}

#[test]
fn one_persons_rtcp_has_no_power_over_anothers_streams() {
    let mut room = Room::new(3);
    let (ana, ben, eve) = (
        room.join(GOOD, GOOD),
        room.join(GOOD, GOOD),
        room.join(GOOD, GOOD),
    );
    let camera = room.camera(ana, Config::default());
    let consumer = room.consume(ben, camera, true);
    room.run(1000);
    let requests = room.sender(camera).encodings[0].requests_ms.len();
    for media in [room.receiver(consumer).ssrc, camera.0 * 1000] {
        let mut request = vec![0x81, 206, 0, 2, 0, 0, 0, 1];
        request.extend(media.to_be_bytes());
        room.inject_receiver_rtcp(eve, &request);
        room.inject_sender_rtcp(eve, &request);
        let mut bye = vec![0x81, 203, 0, 1];
        bye.extend(media.to_be_bytes());
        room.inject_sender_rtcp(eve, &bye);
    }
    room.run(400);
    assert_eq!(room.sender(camera).encodings[0].requests_ms.len(), requests);
    room.settle();
    assert_eq!(room.receiver(consumer).holes(), []);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn garbage_is_counted_and_dropped(
        seed in any::<u64>(),
        datagrams in vec((0u8..6, vec(any::<u8>(), 0..120), any::<[u8; 4]>()), 1..120),
    ) {
        let mut room = Room::new(seed % 1000);
        let (ana, ben) = (room.join(GOOD, GOOD), room.join(GOOD, GOOD));
        let camera = room.camera(ana, Config::simulcast());
        room.consume(ben, camera, true);
        room.run(100);
        // What comes of garbage is garbage, and nothing to be checked.
        room.people[ben].receivers.clear();
        for (kind, mut bytes, salt) in datagrams {
            match kind {
                0 => room.inject_rtp(ana, &bytes),
                1 => room.inject_sender_rtcp(ana, &bytes),
                2 => room.inject_receiver_rtcp(ben, &bytes),
                // Well-formed outside, anything inside, in a stream that exists.
                3 | 4 => {
                    let seq = u16::from_be_bytes([salt[0], salt[1]]);
                    let names = [(1, b"v".to_vec()), (2, b"r0".to_vec()), (5, salt[2..].to_vec())];
                    let ssrc = camera.0 * 1000;
                    room.inject_rtp(ana, &rtp(kind == 3, VIDEO_PT, seq, 1, ssrc, &names, &bytes));
                }
                _ => {
                    bytes.resize(bytes.len().next_multiple_of(4), 0);
                    let words = (bytes.len() / 4) as u16;
                    let kind = 200 + salt[0] % 8;
                    let head = [0x80 | (salt[1] & 0x1f), kind, (words >> 8) as u8, words as u8];
                    let datagram = [&head[..], &bytes].concat();
                    room.inject_sender_rtcp(ana, &datagram);
                    room.inject_receiver_rtcp(ben, &datagram);
                }
            }
            room.run(1);
        }
    }
}
