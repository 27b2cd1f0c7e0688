use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use goround_relay_core::{Command, Event, RouterId, TransportId, Urgency};
use goround_relay_transport::ice::{Credentials, State};
use goround_relay_transport::stun::{Builder, Class, Key, Message};

use super::*;

const TRANSPORT: TransportId = TransportId(1);

/// A worker with one transport, and the connections to it, on a clock that only tests move.
struct Bench {
    worker: Worker,
    outbox: Outbox,
    connections: Connections,
    address: SocketAddr,
    now: Instant,
}

impl Bench {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let mut bench = Self {
            worker: Worker::new(),
            outbox: Outbox::new(),
            connections: Connections::new(listener).expect("an epoll"),
            address,
            now: Instant::from_millis(1_000),
        };
        bench.apply(Command::OpenRouter(RouterId(1)));
        bench.apply(Command::OpenTransport {
            transport: TRANSPORT,
            router: RouterId(1),
            credentials: Credentials::new("ours", "password"),
        });
        bench
    }

    fn apply(&mut self, command: Command) {
        self.worker.apply(self.now, command, &mut self.outbox);
    }

    fn connect(&self) -> TcpStream {
        let client = TcpStream::connect(self.address).expect("accepted");
        client
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("a timeout");
        client
    }

    /// One turn of the thread's loop.
    fn turn(&mut self) -> Handed {
        self.connections
            .serve(self.now, &mut self.worker, &mut self.outbox)
            .expect("watched");
        let handed = self.connections.send(&mut self.worker, &mut self.outbox);
        self.outbox.clear_datagrams();
        handed
    }

    /// Turns until `done`; what is written to a socket here is there at once, accepted or not.
    fn turn_until(&mut self, done: impl Fn(&Self) -> bool) {
        for _ in 0..100_000 {
            if done(self) {
                return;
            }
            self.turn();
        }
        panic!("it does not come to that");
    }

    fn told(&mut self) -> Vec<State> {
        let events = self.outbox.drain_events();
        let states = events.filter_map(|event| match event {
            Event::IceChanged { state, .. } => Some(state),
            _ => None,
        });
        states.collect()
    }
}

fn framed(datagram: &[u8]) -> Vec<u8> {
    [&(datagram.len() as u16).to_be_bytes()[..], datagram].concat()
}

fn check(password: &str) -> Vec<u8> {
    let mut bytes = [0; 256];
    let length = Builder::new(&mut bytes, Class::Request, [1; 12])
        .username("ours:theirs")
        .use_candidate()
        .finish(&Key::new(password));
    bytes[..length].to_vec()
}

fn read_frame(client: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 2];
    client.read_exact(&mut length).expect("a length");
    let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
    client.read_exact(&mut frame).expect("a frame");
    frame
}

/// A client that has proved to be the transport's.
fn proven(bench: &mut Bench) -> TcpStream {
    let mut client = bench.connect();
    client.write_all(&framed(&check("password"))).expect("sent");
    bench
        .turn_until(|bench| bench.connections.unproven.is_empty() && !bench.connections.is_empty());
    let reply = read_frame(&mut client);
    let reply = Message::parse(&reply).expect("STUN");
    assert!(reply.class() == Class::Success && reply.is_authentic(&Key::new("password")));
    assert_eq!(bench.told(), [State::Connected]);
    client
}

#[test]
fn a_check_is_answered_and_what_is_sent_arrives_framed() {
    let mut bench = Bench::new();
    let mut client = proven(&mut bench);
    let datagrams = [vec![22; 13], vec![23; 1200]];
    for datagram in datagrams.clone() {
        bench.apply(Command::SendDtls {
            transport: TRANSPORT,
            datagram,
        });
    }
    let handed = bench.turn();
    assert_eq!((handed.packets, handed.bytes, handed.refused), (2, 1213, 0));
    assert_eq!(
        [read_frame(&mut client), read_frame(&mut client)],
        datagrams
    );
    assert_eq!(bench.connections.deadline(), None);
}

#[test]
fn a_peer_that_hangs_up_loses_its_path() {
    let mut bench = Bench::new();
    drop(proven(&mut bench));
    bench.turn_until(|bench| bench.connections.is_empty());
    assert_eq!(bench.told(), [State::Disconnected]);
}

#[test]
fn who_proves_nothing_is_closed_in_time_and_who_breaks_the_framing_at_once() {
    let mut bench = Bench::new();
    let mut stranger = bench.connect();
    stranger.write_all(&framed(&check("guess"))).expect("sent");
    bench.turn_until(|bench| !bench.connections.is_empty());
    bench.now = bench.now + (UNPROVEN_FOR - Duration::from_millis(1));
    bench.turn();
    assert!(!bench.connections.is_empty());
    bench.now = bench.now + Duration::from_millis(1);
    assert_eq!(bench.connections.deadline(), Some(bench.now));
    bench.turn();
    assert!(bench.connections.is_empty());
    // Closed, without an answer.
    assert_eq!(stranger.read(&mut [0; 1]).ok().unwrap_or_default(), 0);

    let mut rude = bench.connect();
    rude.write_all(&[0xFF, 0xFF, 1]).expect("sent");
    assert_eq!(bench.connections.last_name, 1);
    bench.turn_until(|bench| bench.connections.last_name == 2 && bench.connections.is_empty());
    assert!(bench.told().is_empty());
}

#[test]
fn connections_are_bounded() {
    let mut bench = Bench::new();
    let mut clients = Vec::new();
    for count in 1..=MAX_CONNECTIONS {
        clients.push(bench.connect());
        bench.turn_until(|bench| bench.connections.by_name.len() == count);
    }
    let mut one_more = bench.connect();
    // Closed as soon as it is accepted.
    while bench.turn() == Handed::default() {
        one_more.set_nonblocking(true).expect("set");
        match one_more.read(&mut [0; 1]) {
            Ok(0) => break,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(bench.connections.by_name.len(), clients.len());
}

#[test]
fn a_peer_that_reads_nothing_loses_pictures_first_and_holds_up_nobody() {
    let mut bench = Bench::new();
    let client = proven(&mut bench);
    let address = Address::tcp(client.local_addr().expect("connected"));
    let mut refused = [0_u64; 2];
    for _ in 0..200_000 {
        for (index, urgency) in [Urgency::Sound, Urgency::LastPicture]
            .into_iter()
            .enumerate()
        {
            assert!(bench.outbox.push(address, urgency, &[0; 1200]));
            refused[index] += bench.turn().refused;
        }
        if refused[0] > 0 {
            break;
        }
    }
    assert!(refused[0] > 0 && refused[1] > 40, "{refused:?}");
    assert!(!bench.connections.is_empty());
}
