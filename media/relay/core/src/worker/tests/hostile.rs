use proptest::prelude::*;

use super::Bench;
use super::client::{Client, rtp};

#[test]
fn a_guessed_password_gets_no_answer() {
    let mut bench = Bench::new();
    let client = Client::open(&mut bench, 1);
    bench.receive(client.address, &client.check_with("guess", true));
    assert!(bench.sent().is_empty() && bench.told().is_empty());
    assert_eq!(bench.dropped(), [("stun_unauthenticated", 1)].into());
}

#[test]
fn every_kind_of_garbage_has_its_count() {
    let mut bench = Bench::new();
    let mut client = Client::connect(&mut bench, 1);
    let sealed = client.seal_rtp(&rtp(7, 1, b"voice"));
    let report = client.seal_rtcp(&[0x80, 201, 0, 1, 0, 0, 0, 7]);
    let mut forged = sealed.clone();
    forged[13] ^= 1;
    let garbage: [&[u8]; 13] = [
        &[],
        &[0x80],
        &[255, 1, 2],
        &[0, 1, 0, 0],
        &client.check(true)[..40],
        &[22, 254, 253],
        &sealed[..20],
        &report[..20],
        &forged,
        &sealed,
        &sealed,
        &report,
        &report,
    ];
    for datagram in garbage {
        bench.receive(client.address, datagram);
    }
    let mut expected = [
        ("unknown_protocol", 3),
        ("stun_malformed", 2),
        ("dtls_malformed", 1),
        ("srtp_malformed", 2),
        ("srtp_auth", 1),
        ("srtp_replay", 2),
        ("unknown_ssrc", 1),
    ];
    expected.sort_unstable();
    assert_eq!(bench.dropped().into_iter().collect::<Vec<_>>(), expected);
    assert!(bench.sent().is_empty() && bench.told().is_empty());
    assert_eq!(bench.statistics().packets_received, 14);
}

#[test]
fn media_without_keys_is_dropped() {
    let mut bench = Bench::new();
    let mut client = Client::open(&mut bench, 1);
    bench.receive(client.address, &client.check(true));
    bench.receive(client.address, &client.seal_rtp(&rtp(7, 1, b"voice")));
    assert_eq!(bench.dropped(), [("srtp_unkeyed", 1)].into());
}

#[test]
fn media_of_another_address_is_dropped() {
    let mut bench = Bench::new();
    let mut client = Client::connect(&mut bench, 1);
    let sealed = client.seal_rtp(&rtp(7, 1, b"voice"));
    bench.receive("203.0.113.9:9".parse().expect("an address"), &sealed);
    assert_eq!(bench.dropped(), [("unknown_address", 1)].into());
}

#[test]
fn a_flood_of_dtls_stops_at_its_bound() {
    let mut bench = Bench::new();
    let (ana, ben) = (
        Client::connect(&mut bench, 1),
        Client::connect(&mut bench, 2),
    );
    for _ in 0..1_000 {
        bench.receive(ana.address, &[22; 60]);
    }
    bench.receive(ben.address, &[22; 60]);
    assert_eq!(bench.told().len(), 64 + 1);
    assert_eq!(bench.dropped(), [("dtls_flood", 936)].into());
}

proptest! {
    #[test]
    fn no_datagram_of_a_stranger_is_answered_or_kept(
        datagrams in prop::collection::vec(
            (prop::sample::select(vec![0u8, 1, 22, 63, 0x80, 0x90, 0xBF, 0xFF]),
             prop::collection::vec(any::<u8>(), 0..120)), 1..20),
        known: bool,
    ) {
        let mut bench = Bench::new();
        let client = Client::connect(&mut bench, 1);
        let stranger = if known { client.address } else { "203.0.113.9:9".parse().expect("ok") };
        let count = datagrams.len() as u64;
        for (first, rest) in datagrams {
            bench.receive(stranger, &[&[first], &rest[..]].concat());
        }
        prop_assert!(bench.sent().is_empty());
        prop_assert!(known || bench.told().is_empty());
        prop_assert_eq!(bench.worker.by_address.len(), 1);
        let told = bench.told().len() as u64;
        prop_assert!(bench.dropped().values().sum::<u64>() + told <= count);
    }
}
