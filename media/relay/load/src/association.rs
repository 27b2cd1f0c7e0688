//! The socket, ICE and SRTP of one leg.

use std::io;
use std::net::{SocketAddr, UdpSocket};

use goround_relay_port::udp::{Runs, Sender, enlarge_buffers, receive_drops, stamp};
use goround_relay_transport::srtp::{MAX_OVERHEAD_BYTES, Session};
use goround_relay_transport::stun::{Builder, Class, Key, Message, Role};

/// What the kernel may hold for one leg: at 9 Mbit/s three seconds.
const SOCKET_BUFFER_BYTES: i32 = 4 << 20;
/// Longest packet that is sent, with what SRTP adds.
const MAX_PACKET: usize = 1_500;

/// One leg's way to the relay.
pub(crate) struct Association {
    pub(crate) socket: UdpSocket,
    pub(crate) session: Session,
    /// Whether a check was answered.
    pub(crate) is_connected: bool,
    pub(crate) sent_packets: u64,
    pub(crate) sent_bytes: u64,
    remote: SocketAddr,
    username: String,
    key: Key,
    /// Sealed packets that go out together, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    runs: Runs,
}

impl Association {
    /// # Errors
    ///
    /// Where `local` cannot be bound.
    pub(crate) fn open(
        local: SocketAddr,
        remote: SocketAddr,
        (username, password): (&str, &str),
        session: Session,
    ) -> io::Result<Self> {
        let socket = UdpSocket::bind(local)?;
        socket.set_nonblocking(true)?;
        enlarge_buffers(&socket, SOCKET_BUFFER_BYTES);
        stamp(&socket)?;
        Ok(Self {
            socket,
            session,
            is_connected: false,
            sent_packets: 0,
            sent_bytes: 0,
            remote,
            username: username.to_owned(),
            key: Key::new(password),
            bytes: Vec::new(),
            ends: Vec::new(),
            runs: Runs::new(),
        })
    }

    /// Datagrams that came for it and were not read in time.
    pub(crate) fn overflowed(&self) -> u64 {
        receive_drops(&self.socket).into()
    }

    /// Send an ICE check that nominates this pair.
    ///
    /// # Errors
    ///
    /// Those of the socket.
    pub(crate) fn check(&self) -> io::Result<()> {
        let mut buffer = [0; 256];
        let length = Builder::new(&mut buffer, Class::Request, [9; 12])
            .username(&self.username)
            .priority(1)
            .role(Role::Controlling, 1)
            .use_candidate()
            .finish(&self.key);
        self.socket
            .send_to(&buffer[..length], self.remote)
            .map(drop)
    }

    /// Take a STUN message.
    pub(crate) fn take_stun(&mut self, datagram: &[u8]) {
        self.is_connected |=
            Message::parse(datagram).is_ok_and(|answer| answer.class() == Class::Success);
    }

    /// Seal a packet that `write` writes and says the length of; it waits for [`Association::flush`].
    pub(crate) fn put_rtp(&mut self, write: impl FnOnce(&mut [u8]) -> usize) {
        let start = self.bytes.len();
        self.bytes
            .resize(start + MAX_PACKET + MAX_OVERHEAD_BYTES, 0);
        let packet = &mut self.bytes[start..];
        let length = write(packet);
        let sealed = self.session.outbound.protect_rtp(packet, length);
        self.end(start, sealed.unwrap_or_default());
    }

    /// The same for an RTCP datagram.
    pub(crate) fn put_rtcp(&mut self, compound: &[u8]) {
        let start = self.bytes.len();
        let room = compound.len() + MAX_OVERHEAD_BYTES;
        self.bytes.resize(start + room, 0);
        self.bytes[start..start + compound.len()].copy_from_slice(compound);
        let packet = &mut self.bytes[start..];
        let sealed = self.session.outbound.protect_rtcp(packet, compound.len());
        self.end(start, sealed.unwrap_or_default());
    }

    fn end(&mut self, start: usize, length: usize) {
        self.bytes.truncate(start + length);
        if length > 0 {
            self.ends.push(start + length);
        }
    }

    /// Send what waits, each as a datagram of its own, as browsers do.
    pub(crate) fn flush(&mut self, sender: &mut Sender) {
        let start_of = |index: usize| index.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range = |index: usize| start_of(index)..self.ends[index];
        let lengths = (0..self.ends.len()).map(|index| (self.remote, range(index).len()));
        self.runs.make(lengths, false);
        let taken = sender.send(&self.socket, &self.runs, 0, |index| {
            &self.bytes[range(index)]
        });
        let runs = &self.runs.all()[..taken.runs];
        self.sent_packets += runs.len() as u64;
        self.sent_bytes += runs
            .iter()
            .map(goround_relay_port::udp::Run::bytes)
            .sum::<u64>();
        self.bytes.clear();
        self.ends.clear();
    }
}
