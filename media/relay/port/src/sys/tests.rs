use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use super::name::{NAME_BYTES, read_name, write_name};
use super::poller::Woken;
use super::*;
use crate::runs::Runs;
use crate::wire::Trouble;

fn pair(host: &str) -> (UdpSocket, UdpSocket) {
    let bind = || UdpSocket::bind((host, 0)).expect("a free port");
    (bind(), bind())
}

#[test]
fn addresses_survive_the_kernels_form() {
    for text in ["192.0.2.1:5000", "[2001:db8::1]:65535", "[fe80::1%3]:1"] {
        let address: SocketAddr = text.parse().expect("an address");
        let mut name = [0xAA; NAME_BYTES];
        write_name(address, &mut name);
        assert_eq!(read_name(&name), Some(address));
    }
    assert_eq!(read_name(&[0; NAME_BYTES]), None);
}

/// Send `datagrams` to `to` as runs or one by one; all must be taken.
fn send_all(near: &UdpSocket, to: SocketAddr, datagrams: &[Vec<u8>], joins: bool) -> usize {
    let mut runs = Runs::new();
    runs.make(datagrams.iter().map(|d| (to, d.len())), joins);
    let taken = Sender::new().send(near, &runs, 0, |index| &datagrams[index]);
    assert_eq!((taken.runs, taken.trouble), (runs.all().len(), None));
    taken.runs
}

fn receive_all(far: &UdpSocket, from: Option<SocketAddr>) -> Vec<Vec<u8>> {
    let (mut inbox, mut received) = (Inbox::new(), Vec::new());
    while inbox.receive(far).expect("readable") > 0 {
        for datagram in inbox.datagrams() {
            assert_eq!(datagram.from, from);
            assert!(!datagram.is_cut && datagram.stamp.is_none());
            received.push(datagram.datagram.to_vec());
        }
    }
    received
}

#[test]
fn a_batch_goes_through_a_socket_in_order() {
    for host in ["127.0.0.1", "::1"] {
        let (near, far) = pair(host);
        let to = far.local_addr().expect("bound");
        let datagrams: Vec<Vec<u8>> = (0..100).map(|i| vec![i; usize::from(i)]).collect();
        assert_eq!(send_all(&near, to, &datagrams, false), 100);
        assert_eq!(receive_all(&far, near.local_addr().ok()), datagrams);
    }
}

#[test]
fn the_kernel_cuts_runs_apart() {
    for host in ["127.0.0.1", "::1"] {
        let (near, far) = pair(host);
        if !can_segment(&near) {
            return;
        }
        let to = far.local_addr().expect("bound");
        let mut datagrams: Vec<Vec<u8>> = (0..70).map(|i| vec![i; 1100]).collect();
        datagrams.push(vec![7; 300]);
        // 64 segments would be longer than a datagram may be: 59, then the rest.
        assert_eq!(send_all(&near, to, &datagrams, true), 2);
        assert_eq!(receive_all(&far, near.local_addr().ok()), datagrams);
    }
}

#[test]
fn a_run_that_the_path_does_not_carry_is_refused_as_a_run() {
    let (near, far) = pair("127.0.0.1");
    let to = far.local_addr().expect("bound");
    // Two segments longer than the whole: beyond what one datagram can be.
    let long = vec![0; 40_000];
    let mut runs = Runs::new();
    runs.make([(to, 30_000), (to, 30_000)].into_iter(), true);
    assert_eq!(runs.all().len(), 1);
    let taken = Sender::new().send(&near, &runs, 0, |_| &long);
    assert_eq!((taken.runs, taken.trouble), (0, Some(Trouble::NotJoined)));
}

#[test]
fn runs_may_arrive_as_they_were_sent() {
    let (near, far) = pair("127.0.0.1");
    if !can_segment(&near) || join(&far).is_err() {
        return;
    }
    let to = far.local_addr().expect("bound");
    let datagrams: Vec<Vec<u8>> = (0..5)
        .map(|i| vec![i; if i < 4 { 1100 } else { 300 }])
        .collect();
    send_all(&near, to, &datagrams, true);
    near.send_to(&[], to).expect("sent");
    let mut inbox = Inbox::joined();
    assert_eq!(inbox.receive(&far).expect("readable"), 2);
    let received: Vec<_> = inbox.datagrams().map(|d| d.datagram.to_vec()).collect();
    assert_eq!(received, [&datagrams[..], &[vec![]]].concat());
}

#[test]
fn the_kernel_says_when_a_datagram_came() {
    let (near, far) = pair("127.0.0.1");
    stamp(&far).expect("the kernel stamps");
    let before = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    near.send_to(b"x", far.local_addr().expect("bound"))
        .expect("sent");
    let mut inbox = Inbox::new();
    assert_eq!(inbox.receive(&far).expect("readable"), 1);
    let stamp = inbox.datagrams().next().and_then(|received| received.stamp);
    let after = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("after 1970");
    assert!((before..=after).contains(&stamp.expect("stamped")));
}

#[test]
fn what_does_not_fit_is_marked() {
    let (near, far) = pair("127.0.0.1");
    let to = far.local_addr().expect("bound");
    near.send_to(&[1; BUFFER_BYTES + 1], to).expect("sent");
    let mut inbox = Inbox::new();
    inbox.receive(&far).expect("readable");
    let cut: Vec<_> = inbox
        .datagrams()
        .map(|d| (d.is_cut, d.datagram.len()))
        .collect();
    assert_eq!(cut, [(true, BUFFER_BYTES)]);
}

#[test]
fn one_that_cannot_be_sent_is_told_from_the_others() {
    let (near, far) = pair("127.0.0.1");
    let to = far.local_addr().expect("bound");
    let nowhere = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 9));
    let datagrams = [&b"one"[..], b"two", b"three"];
    let mut runs = Runs::new();
    runs.make([(to, 3), (nowhere, 3), (to, 5)].into_iter(), true);
    let taken = Sender::new().send(&near, &runs, 0, |index| datagrams[index]);
    assert_eq!((taken.runs, taken.trouble), (1, Some(Trouble::Refused)));
    let taken = Sender::new().send(&near, &runs, 2, |index| datagrams[index]);
    assert_eq!((taken.runs, taken.trouble), (1, None));
}

#[test]
fn an_eventfd_wakes_until_it_is_cleared() {
    let (socket, _) = pair("127.0.0.1");
    let wake = EventFd::new().expect("an eventfd");
    let others = Watch::new().expect("an epoll");
    let mut poller = Poller::new(&socket, &wake, &others).expect("an epoll");
    let mut woken = |timeout| {
        let woken = poller.wait(&socket, false, timeout).expect("polled");
        (woken.is_ordered, woken.has_others)
    };
    assert_eq!(woken(Some(Duration::ZERO)), (false, false));
    wake.signal();
    wake.signal();
    assert_eq!(woken(None), (true, false));
    wake.clear();
    wake.clear();
    assert_eq!(woken(Some(Duration::from_millis(1))), (false, false));
    let other = EventFd::new().expect("an eventfd");
    others.add(&other, 7).expect("watched");
    other.signal();
    assert_eq!(woken(None), (false, true));
}

#[test]
fn a_datagram_or_room_for_one_ends_the_wait() {
    let (near, far) = pair("127.0.0.1");
    let wake = EventFd::new().expect("an eventfd");
    let others = EventFd::new().expect("an eventfd");
    let mut poller = Poller::new(&far, &wake, &others).expect("an epoll");
    // There is room at once, and it is waited for only when that is asked.
    assert_eq!(
        poller.wait(&far, true, None).expect("polled"),
        Woken::default()
    );
    let sent = near.send_to(b"x", far.local_addr().expect("bound"));
    assert_eq!(sent.expect("sent"), 1);
    assert_eq!(
        poller.wait(&far, false, None).expect("polled"),
        Woken::default()
    );
}
