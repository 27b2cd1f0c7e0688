use super::*;

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

#[test]
fn a_batch_goes_through_a_socket_in_order() {
    for host in ["127.0.0.1", "::1"] {
        let (near, far) = pair(host);
        let to = far.local_addr().expect("bound");
        let datagrams: Vec<Vec<u8>> = (0..100).map(|i| vec![i; usize::from(i)]).collect();
        let sent = Sender::new().send(&near, datagrams.iter().map(|d| (to, &d[..])));
        assert_eq!(
            sent,
            Sent {
                packets: 100,
                bytes: 4950,
                failed: 0
            }
        );
        let (mut inbox, mut received) = (Inbox::new(), Vec::new());
        for expected in [BATCH, 100 - BATCH, 0] {
            assert_eq!(inbox.receive(&far).expect("readable"), expected);
            for datagram in inbox.datagrams() {
                assert_eq!(datagram.from, near.local_addr().ok());
                assert!(!datagram.is_cut);
                received.push(datagram.datagram.to_vec());
            }
        }
        assert_eq!(received, datagrams);
    }
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
fn one_that_cannot_be_sent_does_not_stop_the_others() {
    let (near, far) = pair("127.0.0.1");
    let to = far.local_addr().expect("bound");
    let nowhere = SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], 9));
    let datagrams = [(to, &b"one"[..]), (nowhere, b"two"), (to, b"three")];
    let sent = Sender::new().send(&near, datagrams.into_iter());
    assert_eq!(
        sent,
        Sent {
            packets: 2,
            bytes: 8,
            failed: 1
        }
    );
}

#[test]
fn an_eventfd_wakes_until_it_is_cleared() {
    let (socket, _) = pair("127.0.0.1");
    let wake = EventFd::new().expect("an eventfd");
    assert!(!wait(&socket, &wake, Some(Duration::ZERO)).expect("polled"));
    wake.signal();
    wake.signal();
    assert!(wait(&socket, &wake, None).expect("polled"));
    wake.clear();
    wake.clear();
    assert!(!wait(&socket, &wake, Some(Duration::from_millis(1))).expect("polled"));
}
