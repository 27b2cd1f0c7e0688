use std::net::SocketAddr;

use goround_relay_transport::Address;
use goround_relay_transport::ice::State;

use super::super::{Command, Event};
use super::Bench;
use super::client::{Client, ROOM, rtp};
use crate::TransportId;

const ELSEWHERE: &str = "198.51.100.7:6000";
const DTLS: [u8; 13] = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn elsewhere() -> SocketAddr {
    ELSEWHERE.parse().expect("an address")
}

fn ice_changes(told: &[Event]) -> Vec<(TransportId, State)> {
    let changes = told.iter().filter_map(|event| match event {
        Event::IceChanged { transport, state } => Some((*transport, *state)),
        _ => None,
    });
    changes.collect()
}

/// Where the worker sends to on `client`'s transport.
fn destination(bench: &mut Bench, client: &Client) -> Option<SocketAddr> {
    bench.sent();
    bench.apply(Command::SendDtls {
        transport: client.transport,
        datagram: DTLS.to_vec(),
    });
    bench.sent().pop().map(|(to, _)| to)
}

#[test]
fn a_check_is_answered_where_it_came_from() {
    let mut bench = Bench::new();
    let client = Client::open(&mut bench, 1);
    bench.receive(client.address, &client.check(false));
    let sent = bench.sent();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].0, client.address);
    assert!(client.trusts(&sent[0].1));
    assert_eq!(
        ice_changes(&bench.told()),
        [(client.transport, State::Connected)]
    );
    assert!(bench.dropped().is_empty());
}

#[test]
fn dtls_goes_both_ways_once_there_is_an_address() {
    let mut bench = Bench::new();
    let client = Client::open(&mut bench, 1);
    bench.receive(client.address, &DTLS);
    bench.apply(Command::SendDtls {
        transport: client.transport,
        datagram: DTLS.to_vec(),
    });
    assert!(bench.sent().is_empty() && bench.told().is_empty());
    assert_eq!(
        bench.dropped(),
        [("not_connected", 1), ("unknown_address", 1)].into()
    );

    bench.receive(client.address, &client.check(true));
    bench.sent();
    bench.told();
    bench.receive(client.address, &DTLS);
    let told = bench.told();
    let [
        Event::DtlsReceived {
            transport,
            datagram,
        },
    ] = &told[..]
    else {
        panic!("{told:?}")
    };
    assert_eq!((*transport, &datagram[..]), (client.transport, &DTLS[..]));
    assert_eq!(destination(&mut bench, &client), Some(client.address));
}

#[test]
fn a_nomination_from_a_new_address_moves_the_transport() {
    let mut bench = Bench::new();
    let client = Client::connect(&mut bench, 1);
    bench.receive(elsewhere(), &client.check(true));
    assert!(bench.told().is_empty());
    assert_eq!(destination(&mut bench, &client), Some(elsewhere()));
}

#[test]
fn media_from_both_addresses_of_a_moving_peer_is_taken() {
    let mut bench = Bench::new();
    let mut client = Client::connect(&mut bench, 1);
    bench.receive(elsewhere(), &client.check(true));
    let packets = [
        client.seal_rtp(&rtp(7, 1, b"a")),
        client.seal_rtp(&rtp(7, 2, b"b")),
    ];
    bench.receive(elsewhere(), &packets[1]);
    bench.receive(client.address, &packets[0]);
    assert_eq!(bench.dropped(), [("unknown_ssrc", 2)].into());
}

#[test]
fn consent_lapses_and_comes_back() {
    let mut bench = Bench::new();
    let (ana, ben) = (
        Client::connect(&mut bench, 1),
        Client::connect(&mut bench, 2),
    );
    bench.pass_ms(20_000);
    bench.receive(ben.address, &ben.check(false));
    bench.pass_ms(9_999);
    assert!(bench.told().is_empty());
    bench.pass_ms(1);
    assert_eq!(
        ice_changes(&bench.told()),
        [(ana.transport, State::Disconnected)]
    );
    assert_eq!(destination(&mut bench, &ana), None);
    assert_eq!(destination(&mut bench, &ben), Some(ben.address));
    bench.pass_ms(20_000);
    assert_eq!(
        ice_changes(&bench.told()),
        [(ben.transport, State::Disconnected)]
    );
    assert_eq!(bench.worker.deadline(), None);
    bench.receive(ana.address, &ana.check(false));
    assert_eq!(
        ice_changes(&bench.told()),
        [(ana.transport, State::Connected)]
    );
}

#[test]
fn a_restart_keeps_the_old_pair_until_a_new_one_is_nominated() {
    let mut bench = Bench::new();
    let mut client = Client::connect(&mut bench, 1);
    let old_check = client.check(true);
    client.restart_ice(&mut bench, "anew");
    bench.receive(client.address, &old_check);
    assert_eq!(bench.sent().len(), 1);
    assert_eq!(destination(&mut bench, &client), Some(client.address));
    bench.receive(elsewhere(), &client.check(false));
    assert_eq!(destination(&mut bench, &client), Some(client.address));
    bench.receive(elsewhere(), &client.check(true));
    assert_eq!(destination(&mut bench, &client), Some(elsewhere()));
    bench.receive(client.address, &old_check);
    assert!(bench.sent().is_empty());
    assert_eq!(bench.dropped(), [("stun_unauthenticated", 1)].into());
}

#[test]
fn an_address_in_use_is_not_given_to_another() {
    let mut bench = Bench::new();
    let (ana, ben) = (Client::connect(&mut bench, 1), Client::open(&mut bench, 2));
    bench.receive(ana.address, &ben.check(true));
    assert!(bench.sent().is_empty() && bench.told().is_empty());
    assert_eq!(bench.dropped(), [("address_in_use", 1)].into());
    assert_eq!(destination(&mut bench, &ana), Some(ana.address));
}

#[test]
fn an_address_fallen_silent_may_go_to_another() {
    let mut bench = Bench::new();
    let (ana, ben) = (Client::connect(&mut bench, 1), Client::open(&mut bench, 2));
    bench.pass_ms(5_000);
    bench.receive(ana.address, &ben.check(true));
    let expected = [
        (ana.transport, State::Disconnected),
        (ben.transport, State::Connected),
    ];
    assert_eq!(ice_changes(&bench.told()), expected);
    bench.apply(Command::CloseTransport(ana.transport));
    assert_eq!(destination(&mut bench, &ben), Some(ana.address));
    bench.receive(ana.address, &DTLS);
    assert!(matches!(
        bench.told()[..],
        [Event::DtlsReceived {
            transport: TransportId(2),
            ..
        }]
    ));
}

#[test]
fn a_closed_transport_leaves_nothing_behind() {
    let mut bench = Bench::new();
    let mut client = Client::connect(&mut bench, 1);
    let check = client.check(true);
    bench.apply(Command::CloseTransport(client.transport));
    bench.apply(Command::CloseTransport(client.transport));
    bench.receive(client.address, &check);
    bench.receive(client.address, &DTLS);
    bench.receive(client.address, &client.seal_rtp(&rtp(7, 1, b"a")));
    assert!(bench.sent().is_empty() && bench.told().is_empty());
    assert_eq!(
        bench.dropped(),
        [("stun_unauthenticated", 1), ("unknown_address", 2)].into()
    );
    assert!(bench.worker.peers.is_empty() && bench.worker.by_address.is_empty());
    assert!(bench.worker.by_ufrag.is_empty());
}

#[test]
fn a_closed_router_takes_its_transports_along() {
    let mut bench = Bench::new();
    let mut clients = [1, 2, 3].map(|number| Client::connect(&mut bench, number));
    clients[0].restart_ice(&mut bench, "anew");
    bench.apply(Command::CloseRouter(ROOM));
    assert!(bench.worker.peers.is_empty() && bench.worker.by_address.is_empty());
    assert!(bench.worker.by_ufrag.is_empty());
    assert!(bench.dropped().is_empty());
}

#[test]
fn keys_are_set_once() {
    let mut bench = Bench::new();
    let client = Client::connect(&mut bench, 1);
    client.set_srtp(&mut bench);
    assert_eq!(bench.dropped(), [("command_refused", 1)].into());
}

#[test]
fn commands_for_what_is_not_there_do_nothing() {
    let mut bench = Bench::new();
    let mut client = Client::open(&mut bench, 1);
    bench.apply(Command::CloseTransport(client.transport));
    client.restart_ice(&mut bench, "anew");
    client.set_srtp(&mut bench);
    bench.apply(Command::SendDtls {
        transport: client.transport,
        datagram: DTLS.to_vec(),
    });
    bench.apply(Command::CloseRouter(ROOM));
    let orphan = Client::open(&mut bench, 1);
    bench.apply(Command::CloseRouter(ROOM));
    bench.receive(orphan.address, &orphan.check(true));
    assert!(bench.sent().is_empty());
    assert_eq!(bench.dropped(), [("stun_unauthenticated", 1)].into());
}

#[test]
fn a_ufrag_in_use_is_refused() {
    let mut bench = Bench::new();
    let mut client = Client::open(&mut bench, 1);
    client.restart_ice(&mut bench, "ufrag1");
    assert_eq!(bench.dropped(), [("command_refused", 1)].into());
}

#[test]
fn a_connection_is_a_path_of_its_own_until_it_ends() {
    let mut bench = Bench::new();
    let client = Client::open(&mut bench, 1);
    let connection = Address::tcp(client.address);
    let check = client.check(true);
    bench
        .worker
        .handle_datagram(bench.now, connection, &mut check.clone(), &mut bench.outbox);
    let reply = bench.outbox.get(0);
    assert_eq!(reply.to, connection);
    assert!(client.trusts(reply.bytes));
    assert!(bench.worker.knows(connection) && !bench.worker.knows(client.address.into()));
    bench.told();
    bench.worker.handle_closed(connection, &mut bench.outbox);
    assert!(!bench.worker.knows(connection));
    assert_eq!(
        ice_changes(&bench.told()),
        [(client.transport, State::Disconnected)]
    );
    bench.worker.handle_closed(connection, &mut bench.outbox);
    assert!(bench.told().is_empty());
}
