use std::net::SocketAddr;

use super::*;
use crate::wire::Taken;

/// A socket that takes what a test lets it.
#[derive(Default)]
struct FakeWire {
    /// Datagrams it still takes.
    room: usize,
    /// What it says to a run of several, if it does not take it.
    against_runs: Option<Trouble>,
    /// A receiver that nothing can be sent to.
    unreachable: Option<SocketAddr>,
    /// Runs as they were taken: receiver and the bytes of each datagram.
    taken: Vec<(SocketAddr, Vec<Vec<u8>>)>,
}

impl Wire for FakeWire {
    fn send(&mut self, outbox: &Outbox, runs: &Runs, first: usize) -> Taken {
        for (count, run) in runs.all()[first..].iter().enumerate() {
            let trouble = if self.unreachable == Some(run.to) {
                Some(Trouble::Refused)
            } else if run.count as usize > self.room {
                Some(Trouble::Full)
            } else {
                self.against_runs.filter(|_| run.count > 1)
            };
            if trouble.is_some() {
                return Taken {
                    runs: count,
                    trouble,
                };
            }
            self.room -= run.count as usize;
            let members = runs.members(run);
            let bytes = members.map(|index| outbox.get(index).bytes.to_vec());
            self.taken.push((run.to, bytes.collect()));
        }
        Taken {
            runs: runs.all().len() - first,
            trouble: None,
        }
    }
}

impl FakeWire {
    fn with_room(room: usize) -> Self {
        Self {
            room,
            ..Self::default()
        }
    }

    /// The first byte of everything taken, in order.
    fn marks(&self) -> Vec<u8> {
        let datagrams = self.taken.iter().flat_map(|(_, datagrams)| datagrams);
        datagrams.map(|bytes| bytes[0]).collect()
    }
}

fn person(number: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, number], 5000))
}

fn at(ms: u64) -> Instant {
    Instant::from_millis(ms)
}

/// Two packets of a frame for two people each: marked 1 and 2.
fn frame() -> Outbox {
    let mut outbox = Outbox::new();
    for mark in [1, 2] {
        for number in [1, 2] {
            assert!(outbox.push(person(number), Urgency::Picture, &[mark; 100]));
        }
    }
    outbox
}

fn mixed(urgencies: &[Urgency]) -> Outbox {
    let mut outbox = Outbox::new();
    for (mark, urgency) in (0..).zip(urgencies) {
        assert!(outbox.push(person(1), *urgency, &[mark, *urgency as u8]));
    }
    outbox
}

#[test]
fn a_frame_goes_out_as_one_run_for_each_receiver() {
    let mut wire = FakeWire::with_room(100);
    let mut outbox = frame();
    let sent = Departures::new(true).send(at(0), &mut outbox, &mut wire);
    assert_eq!((sent.packets, sent.bytes, sent.refused), (4, 400, 0));
    assert!(outbox.is_empty());
    let both = vec![vec![1; 100], vec![2; 100]];
    assert_eq!(wire.taken, [(person(1), both.clone()), (person(2), both)]);
}

#[test]
fn what_cannot_be_sent_as_one_is_sent_one_by_one() {
    for (trouble, runs_later) in [(Trouble::NotJoined, 2), (Trouble::NeverJoined, 4)] {
        let mut wire = FakeWire {
            against_runs: Some(trouble),
            ..FakeWire::with_room(100)
        };
        let mut departures = Departures::new(true);
        let sent = departures.send(at(0), &mut frame(), &mut wire);
        assert_eq!((sent.packets, sent.refused), (4, 0));
        assert_eq!(wire.marks(), [1, 2, 1, 2]);
        wire.against_runs = None;
        wire.taken.clear();
        departures.send(at(1), &mut frame(), &mut wire);
        assert_eq!(wire.taken.len(), runs_later);
    }
}

#[test]
fn one_that_cannot_be_sent_at_all_holds_up_nobody() {
    let mut wire = FakeWire {
        unreachable: Some(person(1)),
        ..FakeWire::with_room(100)
    };
    let sent = Departures::new(true).send(at(0), &mut frame(), &mut wire);
    assert_eq!((sent.packets, sent.refused), (2, 2));
}

#[test]
fn when_the_socket_is_full_the_most_urgent_go_first_afterwards() {
    use Urgency::{Control, FirstPicture, LastPicture, Sound};
    let mut wire = FakeWire::with_room(1);
    let mut departures = Departures::new(false);
    let mut outbox = mixed(&[LastPicture, LastPicture, Sound, FirstPicture, Control]);
    let sent = departures.send(at(0), &mut outbox, &mut wire);
    assert_eq!((sent.packets, sent.shed), (1, [0; Urgency::COUNT]));
    assert!(departures.is_late());
    wire.room = 2;
    departures.send(at(5), &mut mixed(&[LastPicture, Sound]), &mut wire);
    wire.room = 9;
    departures.send(at(9), &mut Outbox::new(), &mut wire);
    // Control, the older sound, the newer, then pictures by whose they are and by age.
    assert_eq!(wire.marks(), [0, 4, 2, 1, 3, 1, 0]);
    assert!(!departures.is_late());
}

#[test]
fn too_many_are_shed_from_the_least_urgent_up() {
    let mut wire = FakeWire::with_room(0);
    let mut departures = Departures::new(true);
    let mut urgencies = vec![Urgency::LastPicture; 200];
    urgencies.extend([Urgency::FirstPicture; 200]);
    urgencies.extend([Urgency::Sound; 100]);
    let mut outbox = Outbox::new();
    for urgency in urgencies {
        assert!(outbox.push(person(1), urgency, &[urgency as u8; 50]));
    }
    let sent = departures.send(at(0), &mut outbox, &mut wire);
    let mut shed = [0; Urgency::COUNT];
    shed[Urgency::LastPicture as usize] = 200;
    shed[Urgency::FirstPicture as usize] = 200 - (MAX_LATE as u64 - 100);
    assert_eq!(sent.shed, shed);
    wire.room = 1000;
    assert_eq!(
        departures.send(at(1), &mut outbox, &mut wire).packets,
        MAX_LATE as u64
    );
}

#[test]
fn nothing_waits_longer_than_it_is_worth() {
    let mut wire = FakeWire::with_room(0);
    let mut departures = Departures::new(true);
    departures.send(at(0), &mut mixed(&[Urgency::Sound]), &mut wire);
    departures.send(at(50), &mut mixed(&[Urgency::Sound]), &mut wire);
    wire.room = 10;
    let sent = departures.send(at(61), &mut Outbox::new(), &mut wire);
    assert_eq!(sent.packets, 1);
    assert_eq!(sent.shed[Urgency::Sound as usize], 1);
    assert!(!departures.is_late());
}
