use std::net::SocketAddr;
use std::time::Duration;

use super::{Agent, Answer, Credentials, MAX_PATHS, Rejected, State};
use crate::stun::{Builder, Class, Key, MAX_REPLY_BYTES, Message, Role};
use crate::{Address, Instant};

const WIFI: &str = "192.0.2.1:5000";
const MOBILE: &str = "198.51.100.7:6000";

fn address(text: &str) -> Address {
    let socket: SocketAddr = text.parse().expect("an address");
    socket.into()
}

/// A peer's check, before it is written down.
struct Check {
    ufrag: &'static str,
    password: &'static str,
    nominates: bool,
    role: Role,
}

const CHECK: Check = Check {
    ufrag: "ours",
    password: "secret",
    nominates: false,
    role: Role::Controlling,
};
const NOMINATION: Check = Check {
    nominates: true,
    ..CHECK
};
const NEW: Check = Check {
    ufrag: "new",
    password: "new secret",
    ..CHECK
};

impl Check {
    fn bytes(&self) -> Vec<u8> {
        let mut buffer = [0; 256];
        let mut builder = Builder::new(&mut buffer, Class::Request, [7; 12])
            .username(&format!("{}:theirs", self.ufrag))
            .priority(1)
            .role(self.role, 42);
        if self.nominates {
            builder = builder.use_candidate();
        }
        let length = builder.finish(&Key::new(self.password));
        buffer[..length].to_vec()
    }
}

fn agent() -> Agent {
    Agent::new(Credentials::new("ours", "secret"))
}

fn send(agent: &mut Agent, check: &Check, from: &str, now_s: u64) -> Result<Answer, Rejected> {
    let bytes = check.bytes();
    let message = Message::parse(&bytes).expect("a well-formed check");
    let mut reply = [0; MAX_REPLY_BYTES];
    let now = Instant::from_millis(now_s * 1000);
    let (answer, _) = agent.handle_check(&message, address(from), now, &mut reply)?;
    let response = Message::parse(&reply[..answer.length]).expect("a well-formed response");
    assert_eq!(response.transaction(), [7; 12]);
    assert!(response.is_authentic(&Key::new(check.password)));
    let expected = if answer.accepted {
        Class::Success
    } else {
        Class::Error
    };
    assert_eq!(response.class(), expected);
    Ok(answer)
}

#[test]
fn the_first_check_selects_its_address() {
    let mut agent = agent();
    assert_eq!(agent.selected(), None);
    let answer = send(&mut agent, &CHECK, WIFI, 1).expect("authentic");
    assert_eq!(answer.state, Some(State::Connected));
    assert_eq!(agent.selected(), Some(address(WIFI)));
    assert_eq!(agent.deadline(), Some(Instant::from_millis(31_000)));
}

#[test]
fn a_stranger_gets_no_answer_and_changes_nothing() {
    let mut agent = agent();
    let strangers = [
        Check {
            password: "guess",
            ..CHECK
        },
        Check {
            ufrag: "other",
            ..CHECK
        },
        Check {
            ufrag: "other",
            password: "guess",
            ..NOMINATION
        },
    ];
    for stranger in strangers {
        assert_eq!(send(&mut agent, &stranger, WIFI, 1), Err(Rejected));
        assert_eq!(agent.selected(), None);
        assert_eq!(agent.addresses().count(), 0);
    }
}

#[test]
fn a_request_without_fingerprint_or_integrity_is_rejected() {
    let mut agent = agent();
    let mut reply = [0; MAX_REPLY_BYTES];
    let without_fingerprint = {
        let mut bytes = CHECK.bytes();
        bytes.truncate(bytes.len() - 8);
        bytes[3] -= 8;
        bytes
    };
    let mut buffer = [0; 128];
    let length = Builder::new(&mut buffer, Class::Request, [7; 12])
        .username("ours:x")
        .finish_bare();
    for bytes in [&without_fingerprint[..], &buffer[..length]] {
        let message = Message::parse(bytes).expect("well-formed");
        let result = agent
            .handle_check(&message, address(WIFI), Instant::default(), &mut reply)
            .err();
        assert_eq!(result, Some(Rejected));
    }
}

#[test]
fn an_indication_is_not_answered() {
    let mut buffer = [0; 128];
    let length = Builder::new(&mut buffer, Class::Indication, [7; 12])
        .username("ours:theirs")
        .finish(&Key::new("secret"));
    let message = Message::parse(&buffer[..length]).expect("well-formed");
    let mut reply = [0; MAX_REPLY_BYTES];
    let result = agent().handle_check(&message, address(WIFI), Instant::default(), &mut reply);
    assert_eq!(result.err(), Some(Rejected));
}

#[test]
fn nomination_moves_the_transport_at_once() {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 1).expect("authentic");
    let answer = send(&mut agent, &NOMINATION, MOBILE, 1).expect("authentic");
    assert_eq!(answer.state, None);
    assert_eq!(agent.selected(), Some(address(MOBILE)));
}

#[test]
fn a_spare_pair_does_not_move_a_living_transport() {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 1).expect("authentic");
    agent.heard_from(address(WIFI), Instant::from_millis(9_000));
    send(&mut agent, &CHECK, MOBILE, 10).expect("authentic");
    assert_eq!(agent.selected(), Some(address(WIFI)));
    assert_eq!(agent.addresses().count(), 2);
}

#[test]
fn a_check_moves_a_transport_whose_address_fell_silent() {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 1).expect("authentic");
    send(&mut agent, &CHECK, MOBILE, 6).expect("authentic");
    assert_eq!(agent.selected(), Some(address(MOBILE)));
}

#[test]
fn a_peer_that_thinks_it_is_controlled_is_told_so() {
    let mut agent = agent();
    let check = Check {
        role: Role::Controlled,
        ..NOMINATION
    };
    let answer = send(&mut agent, &check, WIFI, 1).expect("authentic");
    assert!(!answer.accepted);
    assert_eq!(agent.selected(), None);
}

#[test]
fn consent_lapses_thirty_seconds_after_the_last_check() {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 1).expect("authentic");
    send(&mut agent, &CHECK, WIFI, 20).expect("authentic");
    agent.heard_from(address(WIFI), Instant::from_millis(49_000));
    assert_eq!(agent.handle_timeout(Instant::from_millis(49_999)), None);
    assert_eq!(
        agent.handle_timeout(Instant::from_millis(50_000)),
        Some(State::Disconnected)
    );
    assert_eq!(agent.selected(), None);
    assert_eq!(agent.handle_timeout(Instant::from_millis(90_000)), None);
    let answer = send(&mut agent, &CHECK, WIFI, 100).expect("authentic");
    assert_eq!(answer.state, Some(State::Connected));
}

const NEW_NOMINATION: Check = Check {
    nominates: true,
    ..NEW
};

/// An agent with the pair `WIFI` selected that has been restarted at 1 s.
fn restarted() -> Agent {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 1).expect("authentic");
    let dropped = agent.restart(Credentials::new("new", "new secret"));
    assert!(dropped.is_none());
    agent
}

#[test]
fn a_restart_keeps_the_old_pair_until_a_new_one_is_nominated() {
    let mut agent = restarted();
    assert_eq!(agent.ufrags().collect::<Vec<_>>(), ["new", "ours"]);
    send(&mut agent, &CHECK, WIFI, 2).expect("the old credentials still count");
    send(&mut agent, &NEW, MOBILE, 2).expect("authentic");
    assert_eq!(agent.selected(), Some(address(WIFI)));
    assert_eq!(agent.ufrags().collect::<Vec<_>>(), ["new", "ours"]);
    let answer = send(&mut agent, &NEW_NOMINATION, MOBILE, 3).expect("authentic");
    assert_eq!(answer.state, None);
    assert_eq!(agent.selected(), Some(address(MOBILE)));
    assert_eq!(agent.ufrags().collect::<Vec<_>>(), ["new"]);
    assert_eq!(send(&mut agent, &NOMINATION, WIFI, 3), Err(Rejected));
}

#[test]
fn a_restart_moves_without_nomination_where_the_old_pair_is_dead() {
    let mut agent = restarted();
    send(&mut agent, &NEW, MOBILE, 6).expect("authentic");
    assert_eq!(agent.selected(), Some(address(MOBILE)));
    assert_eq!(agent.ufrags().collect::<Vec<_>>(), ["new"]);
}

#[test]
fn a_restart_that_nominates_the_old_pair_again_ends_the_old_generation() {
    let mut agent = restarted();
    send(&mut agent, &NEW_NOMINATION, WIFI, 2).expect("authentic");
    assert_eq!(agent.selected(), Some(address(WIFI)));
    assert_eq!(agent.ufrags().collect::<Vec<_>>(), ["new"]);
}

#[test]
fn of_two_unused_restarts_the_newer_stays() {
    let mut agent = agent();
    assert!(
        agent
            .restart(Credentials::new("new", "new secret"))
            .is_none()
    );
    let dropped = agent.restart(Credentials::new("newer", "newest secret"));
    assert_eq!(
        dropped.map(|c| c.ufrag().to_owned()),
        Some("new".to_owned())
    );
    assert_eq!(agent.ufrags().collect::<Vec<_>>(), ["newer", "ours"]);
    assert_eq!(send(&mut agent, &NEW, WIFI, 1), Err(Rejected));
}

#[test]
fn addresses_are_bounded_and_the_selected_one_is_kept() {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 0).expect("authentic");
    for port in 0..2 * MAX_PATHS as u64 {
        agent.heard_from(address(WIFI), Instant::from_millis(1));
        let from = format!("198.51.100.7:{}", 7000 + port);
        let answer = send(&mut agent, &CHECK, &from, 1).expect("authentic");
        assert_eq!(answer.forgotten.is_some(), port + 1 >= MAX_PATHS as u64);
    }
    assert_eq!(agent.addresses().count(), MAX_PATHS);
    assert_eq!(agent.selected(), Some(address(WIFI)));
}

#[test]
fn a_forgotten_selection_disconnects() {
    let mut agent = agent();
    send(&mut agent, &NOMINATION, WIFI, 0).expect("authentic");
    assert_eq!(agent.forget(address(MOBILE)), None);
    assert!(agent.is_alive(address(WIFI), Instant::default() + Duration::from_secs(3)));
    assert_eq!(agent.forget(address(WIFI)), Some(State::Disconnected));
    assert_eq!(agent.selected(), None);
    assert_eq!(agent.deadline(), None);
}
