use std::net::SocketAddr;

use super::super::{Command, Outbox, RouterId};
use super::Bench;
use super::client::{Client, ROOM, rtp};
use crate::{
    Codec, ConsumerId, Direction, Encoding, HeaderExtensions, ProducerId, Stream, Urgency,
};

const ANA_SSRC: u32 = 7;
const BEN_SSRC: u32 = 99;
const VOICE: ProducerId = ProducerId(1);
const HEARD: ConsumerId = ConsumerId(1);

fn opus(ssrc: u32, payload_type: u8) -> Box<Stream> {
    Box::new(Stream {
        codec: Codec::Opus,
        payload_type,
        rtx_payload_type: None,
        clock_rate: 48_000,
        mid: None,
        cname: "voice".to_owned(),
        encodings: vec![Encoding {
            ssrc: Some(ssrc),
            ..Encoding::default()
        }],
        extensions: HeaderExtensions::default(),
        nack: false,
        pli: false,
        transport_cc: false,
    })
}

/// Ana speaks and Ben hears her, once enabled.
fn ana_and_ben(bench: &mut Bench) -> (Client, Client) {
    let (ana, ben) = (Client::connect(bench, 1), Client::connect(bench, 2));
    let (producer, consumer) = (VOICE, HEARD);
    let (stream, transport) = (opus(ANA_SSRC, 100), ana.transport);
    bench.apply(Command::OpenProducer {
        producer,
        transport,
        stream,
    });
    let (stream, transport) = (opus(BEN_SSRC, 111), ben.transport);
    bench.apply(Command::OpenConsumer {
        consumer,
        producer,
        transport,
        stream,
    });
    (ana, ben)
}

fn enable(bench: &mut Bench, producer: bool, consumer: bool) {
    let (producers, consumers) = (vec![(VOICE, producer)], vec![(HEARD, consumer)]);
    bench.apply(Command::SetEnabled {
        producers,
        consumers,
    });
}

fn speak(bench: &mut Bench, ana: &mut Client, seq: u16, payload: &[u8]) {
    let sealed = ana.seal_rtp(&rtp(ANA_SSRC, seq, payload));
    bench.receive(ana.address, &sealed);
}

/// The RTP that was sent to `address`; whatever else was sent is taken away too.
fn heard(bench: &mut Bench, ben: &mut Client, address: SocketAddr) -> Vec<Vec<u8>> {
    let sent = bench
        .sent()
        .into_iter()
        .filter(|(to, bytes)| *to == address && bytes[1] == 111);
    sent.map(|(_, sealed)| ben.open_rtp(&sealed)).collect()
}

#[test]
fn a_packet_is_encrypted_anew_for_who_hears_it() {
    let mut bench = Bench::new();
    let (mut ana, mut ben) = ana_and_ben(&mut bench);
    enable(&mut bench, true, true);
    speak(&mut bench, &mut ana, 300, b"good evening");
    let address = ben.address;
    let heard = heard(&mut bench, &mut ben, address);
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0][8..12], BEN_SSRC.to_be_bytes());
    assert_eq!(heard[0][12..], *b"good evening");
    let statistics = bench.statistics();
    assert_eq!(statistics.packets_forwarded, 1);
    let legs: Vec<_> = statistics
        .streams
        .iter()
        .map(|leg| (leg.direction, leg.packets))
        .collect();
    assert_eq!(legs, [(Direction::In, 1), (Direction::Out, 1)]);
}

#[test]
fn policy_stops_packets_at_either_end() {
    let mut bench = Bench::new();
    let (mut ana, mut ben) = ana_and_ben(&mut bench);
    let address = ben.address;
    let policies = [(true, false), (false, true), (true, true), (false, false)];
    for (seq, (producer, consumer)) in (0..).zip(policies) {
        enable(&mut bench, producer, consumer);
        speak(&mut bench, &mut ana, seq, b"hello");
        let expected = usize::from(producer && consumer);
        assert_eq!(
            heard(&mut bench, &mut ben, address).len(),
            expected,
            "{seq}"
        );
    }
    assert_eq!(bench.dropped()["policy"], 3);
}

#[test]
fn a_receiver_that_moves_keeps_hearing() {
    let mut bench = Bench::new();
    let (mut ana, mut ben) = ana_and_ben(&mut bench);
    enable(&mut bench, true, true);
    let elsewhere = SocketAddr::from(([198, 51, 100, 7], 6000));
    speak(&mut bench, &mut ana, 0, b"one");
    bench.receive(elsewhere, &ben.check(true));
    speak(&mut bench, &mut ana, 1, b"two");
    let (before, after): (Vec<_>, Vec<_>) = bench
        .sent()
        .into_iter()
        .filter(|(_, bytes)| bytes[1] == 111)
        .partition(|(to, _)| *to == ben.address);
    let open = |sent: Vec<(SocketAddr, Vec<u8>)>, ben: &mut Client| -> Vec<Vec<u8>> {
        sent.iter()
            .map(|(_, sealed)| ben.open_rtp(sealed)[12..].to_vec())
            .collect()
    };
    assert_eq!(open(before, &mut ben), [b"one"]);
    assert_eq!(open(after, &mut ben), [b"two"]);
}

#[test]
fn the_rollover_counters_of_both_legs_go_on() {
    let mut bench = Bench::new();
    let (mut ana, mut ben) = ana_and_ben(&mut bench);
    enable(&mut bench, true, true);
    let address = ben.address;
    for ext_seq in 0..70_000_u32 {
        speak(&mut bench, &mut ana, ext_seq as u16, &ext_seq.to_be_bytes());
        if ext_seq % 1_000 == 0 {
            bench.receive(ana.address, &ana.check(true));
            bench.receive(ben.address, &ben.check(true));
        }
        let heard = heard(&mut bench, &mut ben, address);
        assert_eq!(heard.len(), 1, "{ext_seq}");
        assert_eq!(heard[0][12..], ext_seq.to_be_bytes());
        bench.pass_ms(20);
    }
    assert!(bench.dropped().is_empty());
}

#[test]
fn nothing_is_sent_to_who_has_not_consented() {
    let mut bench = Bench::new();
    let (mut ana, mut ben) = ana_and_ben(&mut bench);
    enable(&mut bench, true, true);
    for _ in 0..2 {
        bench.pass_ms(15_000);
        bench.receive(ana.address, &ana.check(true));
    }
    bench.sent();
    speak(&mut bench, &mut ana, 0, b"hello");
    let address = ben.address;
    assert!(heard(&mut bench, &mut ben, address).is_empty());
    assert!(bench.dropped()["not_connected"] >= 1);
}

#[test]
fn what_is_closed_is_found_no_more() {
    let mut bench = Bench::new();
    let (mut ana, ben) = ana_and_ben(&mut bench);
    assert_eq!(bench.worker.rooms.legs(), (1, 1));
    bench.apply(Command::CloseConsumer(HEARD));
    bench.apply(Command::CloseConsumer(HEARD));
    assert_eq!(bench.worker.rooms.legs(), (1, 0));
    bench.apply(Command::CloseProducer(VOICE));
    speak(&mut bench, &mut ana, 0, b"hello");
    assert_eq!(bench.dropped(), [("unknown_ssrc", 1)].into());
    bench.apply(Command::CloseTransport(ben.transport));
    assert!(bench.statistics().streams.is_empty());
}

#[test]
fn a_producer_takes_its_consumers_along() {
    for command in [
        Command::CloseProducer(VOICE),
        Command::CloseTransport(crate::TransportId(1)),
        Command::CloseRouter(ROOM),
    ] {
        let mut bench = Bench::new();
        ana_and_ben(&mut bench);
        bench.apply(command);
        assert_eq!(bench.worker.rooms.legs(), (0, 0));
        assert!(bench.statistics().streams.is_empty());
        enable(&mut bench, true, true);
        assert!(bench.dropped().is_empty());
    }
}

#[test]
fn counters_outlive_their_router() {
    let mut bench = Bench::new();
    let (mut ana, _) = ana_and_ben(&mut bench);
    enable(&mut bench, true, true);
    speak(&mut bench, &mut ana, 0, b"hello");
    enable(&mut bench, true, false);
    speak(&mut bench, &mut ana, 1, b"hello");
    bench.apply(Command::CloseRouter(ROOM));
    let statistics = bench.statistics();
    assert_eq!(statistics.packets_forwarded, 1);
    assert!(statistics.dropped.contains(&("policy", 1)));
}

#[test]
fn rooms_do_not_mix() {
    let mut bench = Bench::new();
    let (mut ana, _) = ana_and_ben(&mut bench);
    let other = RouterId(2);
    bench.apply(Command::OpenRouter(other));
    bench.apply(Command::OpenRouter(other));
    let credentials = goround_relay_transport::ice::Credentials::new("eve", "password of eve");
    let eve = crate::TransportId(9);
    bench.apply(Command::OpenTransport {
        transport: eve,
        router: other,
        credentials,
    });
    let (consumer, stream) = (ConsumerId(9), opus(9, 111));
    bench.apply(Command::OpenConsumer {
        consumer,
        producer: VOICE,
        transport: eve,
        stream,
    });
    assert_eq!(bench.worker.rooms.legs(), (1, 1));
    assert_eq!(bench.dropped(), [("command_refused", 2)].into());
    speak(&mut bench, &mut ana, 0, b"hello");
    assert!(bench.sent().iter().all(|(to, _)| *to == ana.address));
}

#[test]
fn timers_wait_while_the_outbox_is_full_enough() {
    let mut bench = Bench::new();
    let (mut ana, _) = ana_and_ben(&mut bench);
    enable(&mut bench, true, true);
    speak(&mut bench, &mut ana, 300, b"good evening");
    bench.empty();
    bench.now = bench.worker.deadline().expect("a report is due");
    for _ in 0..Outbox::FULL_ENOUGH {
        assert!(bench.outbox.push(ana.address, Urgency::Sound, b"x"));
    }
    bench.worker.handle_timeout(bench.now, &mut bench.outbox);
    assert_eq!(bench.outbox.len(), Outbox::FULL_ENOUGH);
    assert!(bench.worker.deadline() <= Some(bench.now));
    bench.outbox.clear_datagrams();
    bench.worker.handle_timeout(bench.now, &mut bench.outbox);
    assert!(!bench.outbox.is_empty());
    assert!(bench.worker.deadline() > Some(bench.now));
}
