//! Datagrams from the open network, to a port on which somebody has a transport.

use std::time::Duration;

use goround_relay_core::{Command, Instant, Outbox, RouterId, TransportId, Worker};
use goround_relay_transport::ice::Credentials;
use goround_relay_transport::stun::{Builder, Class, Key};

use crate::parsers::address;
use crate::script::Script;

const UFRAG: &str = "ufrag";
const PASSWORD: &str = "password of 24 characters";
/// Who has passed a check; everybody else is a stranger.
const KNOWN: u8 = 1;

/// Any datagrams at all: a stranger gets no answer, whatever it sends.
pub(crate) fn datagrams(data: &[u8]) {
    let mut worker = Worker::new();
    let mut outbox = Outbox::new();
    let mut now = Instant::from_millis(1_000);
    let (transport, router) = (TransportId(1), RouterId(1));
    worker.apply(now, Command::OpenRouter(router), &mut outbox);
    let credentials = Credentials::new(UFRAG, PASSWORD);
    let open = Command::OpenTransport {
        transport,
        router,
        credentials,
    };
    worker.apply(now, open, &mut outbox);
    let mut check = [0; 128];
    let length = Builder::new(&mut check, Class::Request, [7; 12])
        .username("ufrag:theirs")
        .use_candidate()
        .finish(&Key::new(PASSWORD));
    worker.handle_datagram(now, address(KNOWN), &mut check[..length], &mut outbox);
    assert_eq!(outbox.len(), 1, "the check is answered");
    outbox.clear_datagrams();

    let mut script = Script::new(data);
    while !script.is_over() {
        let from = script.byte() % 3;
        now = now + Duration::from_millis(script.byte().into());
        let mut datagram = script.bytes().to_vec();
        worker.handle_datagram(now, address(from), &mut datagram, &mut outbox);
        if worker.deadline().is_some_and(|due| due <= now) {
            worker.handle_timeout(now, &mut outbox);
        }
        // The password cannot be guessed, so only what was known before is ever answered.
        assert!(outbox.is_empty(), "an answer to {datagram:x?}");
        let _events = outbox.drain_events().count();
    }
}
