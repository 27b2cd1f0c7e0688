//! Sessions end to end, on packets made here.

use proptest::prelude::*;

use super::{
    BadKey, Inbound, MAX_INBOUND_STREAMS, MAX_OUTBOUND_STREAMS, MAX_OVERHEAD_BYTES, Outbound,
    Profile, Refused, Unsendable, rtp_header_bytes,
};

const PROFILES: [Profile; 3] = [
    Profile::AeadAes256Gcm,
    Profile::AeadAes128Gcm,
    Profile::Aes128CmSha1_80,
];

fn material(profile: Profile) -> Vec<u8> {
    (0..profile.key_bytes() + profile.salt_bytes())
        .map(|i| i as u8 ^ 0x5A)
        .collect()
}

fn pair(profile: Profile) -> (Outbound, Inbound) {
    let material = material(profile);
    let outbound = Outbound::new(profile, &material).expect("the right length");
    (
        outbound,
        Inbound::new(profile, &material).expect("the right length"),
    )
}

fn rtp(ssrc: u32, seq: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x90, 96];
    packet.extend(seq.to_be_bytes());
    packet.extend([0, 0, 0, 1]);
    packet.extend(ssrc.to_be_bytes());
    packet.extend([0xBE, 0xDE, 0, 1, 0x10, 0x7F, 0, 0]);
    packet.extend(payload);
    packet
}

fn rtcp(ssrc: u32, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 201, 0, 1];
    packet.extend(ssrc.to_be_bytes());
    packet.extend(body);
    packet
}

fn with_room(packet: &[u8]) -> Vec<u8> {
    [packet, &[0; MAX_OVERHEAD_BYTES]].concat()
}

fn protect(outbound: &mut Outbound, packet: &[u8]) -> Vec<u8> {
    let mut buffer = with_room(packet);
    let length = outbound
        .protect_rtp(&mut buffer, packet.len())
        .expect("sendable");
    buffer.truncate(length);
    buffer
}

fn protect_rtcp(outbound: &mut Outbound, packet: &[u8]) -> Vec<u8> {
    let mut buffer = with_room(packet);
    let length = outbound
        .protect_rtcp(&mut buffer, packet.len())
        .expect("sendable");
    buffer.truncate(length);
    buffer
}

fn open(inbound: &mut Inbound, sealed: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut packet = sealed.to_vec();
    let length = inbound.unprotect_rtp(&mut packet)?;
    packet.truncate(length);
    Ok(packet)
}

fn open_rtcp(inbound: &mut Inbound, sealed: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut packet = sealed.to_vec();
    let length = inbound.unprotect_rtcp(&mut packet)?;
    packet.truncate(length);
    Ok(packet)
}

#[test]
fn keys_of_the_wrong_length_are_refused() {
    for profile in PROFILES {
        let material = material(profile);
        for wrong in [&material[1..], &[&material[..], &[0]].concat(), &[]] {
            assert_eq!(Outbound::new(profile, wrong).err(), Some(BadKey));
            assert_eq!(Inbound::new(profile, wrong).err(), Some(BadKey));
        }
    }
}

#[test]
fn sequence_numbers_wrap_twice() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        for step in 0..14_u32 {
            let packet = rtp(7, (65_000 + step * 10_000) as u16, b"voice");
            let sealed = protect(&mut outbound, &packet);
            assert_eq!(
                open(&mut inbound, &sealed),
                Ok(packet),
                "{profile:?} {step}"
            );
        }
    }
}

#[test]
fn reordering_across_the_wrap_is_undone() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let packets: Vec<_> = (0..8u16)
            .map(|i| rtp(7, 65_532_u16.wrapping_add(i), &[i as u8]))
            .collect();
        let sealed: Vec<_> = packets.iter().map(|p| protect(&mut outbound, p)).collect();
        for i in [0, 5, 2, 7, 1, 6, 3, 4] {
            assert_eq!(open(&mut inbound, &sealed[i]).as_ref(), Ok(&packets[i]));
        }
    }
}

#[test]
fn a_replay_is_refused_however_old() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let sealed: Vec<_> = (0..3000)
            .map(|seq| protect(&mut outbound, &rtp(7, seq, b"x")))
            .collect();
        for packet in &sealed {
            assert!(open(&mut inbound, packet).is_ok());
        }
        for i in [2999, 2998, 2000, 1500, 0] {
            assert_eq!(open(&mut inbound, &sealed[i]), Err(Refused::Replay));
        }
    }
}

#[test]
fn a_late_packet_within_the_window_is_taken_once() {
    let (mut outbound, mut inbound) = pair(Profile::AeadAes128Gcm);
    let sealed: Vec<_> = (0..1025)
        .map(|seq| protect(&mut outbound, &rtp(7, seq, b"x")))
        .collect();
    open(&mut inbound, &sealed[1024]).expect("fresh");
    assert!(open(&mut inbound, &sealed[1]).is_ok());
    assert_eq!(open(&mut inbound, &sealed[1]), Err(Refused::Replay));
    assert_eq!(open(&mut inbound, &sealed[0]), Err(Refused::Replay));
}

#[test]
fn a_forgery_changes_nothing() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let sealed = protect(&mut outbound, &rtp(7, 1, b"voice"));
        // Far ahead, so that it would move the window if it were believed.
        let mut forged = sealed.clone();
        forged[2] = 0x40;
        assert_eq!(open(&mut inbound, &forged), Err(Refused::Forged));
        assert_eq!(inbound.stream_counts(), (0, 0));
        assert!(open(&mut inbound, &sealed).is_ok());
        assert_eq!(open(&mut inbound, &forged), Err(Refused::Forged));
        assert!(open(&mut inbound, &protect(&mut outbound, &rtp(7, 2, b"voice"))).is_ok());
    }
}

#[test]
fn no_index_is_used_twice() {
    for profile in PROFILES {
        let (mut outbound, _) = pair(profile);
        protect(&mut outbound, &rtp(7, 5, b"once"));
        let mut again = with_room(&rtp(7, 5, b"other"));
        let length = again.len() - MAX_OVERHEAD_BYTES;
        assert_eq!(
            outbound.protect_rtp(&mut again, length),
            Err(Unsendable::UsedIndex)
        );
        assert_eq!(again, with_room(&rtp(7, 5, b"other")));
        protect(&mut outbound, &rtp(8, 5, b"another stream"));
    }
}

#[test]
fn the_last_rtp_index_is_the_last() {
    let (mut outbound, _) = pair(Profile::AeadAes128Gcm);
    outbound.skip_rtp_to(7, (1 << 48) - 2);
    protect(&mut outbound, &rtp(7, 65_535, b"last"));
    let mut beyond = with_room(&rtp(7, 0, b"beyond"));
    let length = beyond.len() - MAX_OVERHEAD_BYTES;
    assert_eq!(
        outbound.protect_rtp(&mut beyond, length),
        Err(Unsendable::Exhausted)
    );
}

#[test]
fn the_last_rtcp_index_is_the_last() {
    let (mut outbound, mut inbound) = pair(Profile::AeadAes128Gcm);
    outbound.skip_rtcp_to(7, (1 << 31) - 1);
    let sealed = protect_rtcp(&mut outbound, &rtcp(7, b"last"));
    assert_eq!(open_rtcp(&mut inbound, &sealed), Ok(rtcp(7, b"last")));
    let mut beyond = with_room(&rtcp(7, b"beyond"));
    let length = beyond.len() - MAX_OVERHEAD_BYTES;
    assert_eq!(
        outbound.protect_rtcp(&mut beyond, length),
        Err(Unsendable::Exhausted)
    );
}

#[test]
fn rtcp_is_opened_once_and_only_if_encrypted() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        for _ in 0..200 {
            let packet = rtcp(7, b"report..");
            let sealed = protect_rtcp(&mut outbound, &packet);
            let mut bare = sealed.clone();
            let at = match profile {
                Profile::Aes128CmSha1_80 => bare.len() - 14,
                _ => bare.len() - 4,
            };
            bare[at] &= 0x7F;
            assert_eq!(open_rtcp(&mut inbound, &bare), Err(Refused::Forged));
            assert_eq!(open_rtcp(&mut inbound, &sealed), Ok(packet));
            assert_eq!(open_rtcp(&mut inbound, &sealed), Err(Refused::Replay));
        }
    }
}

#[test]
fn streams_of_a_peer_are_bounded_and_the_silent_go_first() {
    let (mut outbound, mut inbound) = pair(Profile::AeadAes128Gcm);
    let first = protect(&mut outbound, &rtp(0, 0, b"x"));
    open(&mut inbound, &first).expect("fresh");
    for ssrc in 1..2 * MAX_INBOUND_STREAMS as u32 {
        open(
            &mut inbound,
            &protect(&mut outbound, &rtp(0, ssrc as u16, b"x")),
        )
        .expect("fresh");
        open(&mut inbound, &protect(&mut outbound, &rtp(ssrc, 0, b"x"))).expect("fresh");
        open_rtcp(&mut inbound, &protect_rtcp(&mut outbound, &rtcp(ssrc, b""))).expect("fresh");
    }
    assert_eq!(
        inbound.stream_counts(),
        (MAX_INBOUND_STREAMS, MAX_INBOUND_STREAMS)
    );
    assert_eq!(open(&mut inbound, &first), Err(Refused::Replay));
}

#[test]
fn streams_we_send_are_bounded() {
    let (mut outbound, _) = pair(Profile::AeadAes128Gcm);
    for ssrc in 0..MAX_OUTBOUND_STREAMS as u32 {
        protect(&mut outbound, &rtp(ssrc, 0, b""));
        protect_rtcp(&mut outbound, &rtcp(ssrc, b""));
    }
    let mut buffer = with_room(&rtp(u32::MAX, 0, b""));
    assert_eq!(
        outbound.protect_rtp(&mut buffer, 20),
        Err(Unsendable::Exhausted)
    );
    let mut buffer = with_room(&rtcp(u32::MAX, b""));
    assert_eq!(
        outbound.protect_rtcp(&mut buffer, 8),
        Err(Unsendable::Exhausted)
    );
    protect(&mut outbound, &rtp(0, 1, b""));
}

#[test]
fn what_is_no_packet_is_not_protected() {
    let (mut outbound, _) = pair(Profile::AeadAes128Gcm);
    let mut buffer = with_room(&rtp(7, 1, b"voice"));
    for length in [0, 11, 19, 26, 1000] {
        assert_eq!(
            outbound.protect_rtp(&mut buffer, length),
            Err(Unsendable::Malformed)
        );
    }
    assert_eq!(
        outbound.protect_rtcp(&mut buffer, 7),
        Err(Unsendable::Malformed)
    );
    assert_eq!(
        outbound.protect_rtcp(&mut buffer, 26),
        Err(Unsendable::Malformed)
    );
}

#[test]
fn header_lengths() {
    assert_eq!(rtp_header_bytes(&rtp(1, 1, b"")), Some(20));
    assert_eq!(rtp_header_bytes(&[0x82; 20]), Some(20));
    assert_eq!(rtp_header_bytes(&[0x83; 20]), None);
    assert_eq!(rtp_header_bytes(&[0x40; 20]), None);
    assert_eq!(rtp_header_bytes(&[]), None);
    assert_eq!(rtp_header_bytes(&[0x90; 14]), None);
}

proptest! {
    #[test]
    fn what_was_protected_opens(
        payload in prop::collection::vec(any::<u8>(), 0..1300),
        ssrc: u32, seq: u16, which in 0usize..3,
    ) {
        let (mut outbound, mut inbound) = pair(PROFILES[which]);
        let packet = rtp(ssrc, seq, &payload);
        prop_assert_eq!(open(&mut inbound, &protect(&mut outbound, &packet)), Ok(packet));
        let compound = rtcp(ssrc, &payload);
        let sealed = protect_rtcp(&mut outbound, &compound);
        prop_assert_eq!(open_rtcp(&mut inbound, &sealed), Ok(compound));
    }

    #[test]
    fn every_flipped_bit_is_noticed(at in 0usize..80, bit in 0u8..8, which in 0usize..3) {
        let (mut outbound, mut inbound) = pair(PROFILES[which]);
        let mut sealed = protect(&mut outbound, &rtp(7, 1, b"twenty-one bytes long"));
        let last = sealed.len() - 1;
        sealed[at.min(last)] ^= 1 << bit;
        prop_assert!(open(&mut inbound, &sealed).is_err());
        let mut sealed = protect_rtcp(&mut outbound, &rtcp(7, b"twenty-four bytes long.."));
        let last = sealed.len() - 1;
        sealed[at.min(last)] ^= 1 << bit;
        prop_assert!(open_rtcp(&mut inbound, &sealed).is_err());
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200), which in 0usize..3) {
        let (_, mut inbound) = pair(PROFILES[which]);
        prop_assert!(open(&mut inbound, &bytes).is_err());
        prop_assert!(open_rtcp(&mut inbound, &bytes).is_err());
    }

    #[test]
    fn any_truncation_is_refused(keep in 0usize..60, which in 0usize..3) {
        let (mut outbound, mut inbound) = pair(PROFILES[which]);
        let mut sealed = protect(&mut outbound, &rtp(7, 1, b"twenty-one bytes long"));
        sealed.truncate(keep.min(sealed.len() - 1));
        prop_assert!(open(&mut inbound, &sealed).is_err());
    }
}
