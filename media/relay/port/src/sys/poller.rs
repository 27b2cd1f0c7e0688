//! Waiting for a socket and for an owner at once.

use std::io;
use std::net::UdpSocket;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::Duration;

use libc::{c_int, epoll_event};

use super::{EventFd, check};

const SOCKET: u64 = 0;
const WAKE: u64 = 1;
const OTHERS: u64 = 2;

/// What was found to want attention besides the socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Woken {
    /// The eventfd.
    pub(crate) is_ordered: bool,
    /// The others.
    pub(crate) has_others: bool,
}

/// Waits until a socket or an eventfd is readable (epoll(7)): what is watched is told once, not with
/// every wait.
#[derive(Debug)]
pub(crate) struct Poller {
    epoll: OwnedFd,
    /// Whether it also waits for room in the socket.
    for_room: bool,
}

impl Poller {
    /// Watch `socket`, `wake`, and `others`.
    pub(crate) fn new(
        socket: &UdpSocket,
        wake: &EventFd,
        others: &impl AsRawFd,
    ) -> io::Result<Self> {
        // SAFETY: no memory is passed.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        check(fd as isize)?;
        // SAFETY: the descriptor was made just now and belongs to nobody else.
        let epoll = unsafe { OwnedFd::from_raw_fd(fd) };
        let poller = Self {
            epoll,
            for_room: false,
        };
        poller.control(libc::EPOLL_CTL_ADD, socket.as_raw_fd(), SOCKET, 0)?;
        poller.control(libc::EPOLL_CTL_ADD, wake.as_raw_fd(), WAKE, 0)?;
        poller.control(libc::EPOLL_CTL_ADD, others.as_raw_fd(), OTHERS, 0)?;
        Ok(poller)
    }

    /// Wait until one of them is readable, or `timeout`, in whole milliseconds, has passed; which
    /// are, besides the socket. With `for_room`, until `socket`, the one given at first, takes datagrams, too.
    pub(crate) fn wait(
        &mut self,
        socket: &UdpSocket,
        for_room: bool,
        timeout: Option<Duration>,
    ) -> io::Result<Woken> {
        if for_room != self.for_room {
            let also = if for_room { libc::EPOLLOUT } else { 0 };
            self.control(libc::EPOLL_CTL_MOD, socket.as_raw_fd(), SOCKET, also)?;
            self.for_room = for_room;
        }
        // -1 waits without end.
        let timeout_ms = timeout.map_or(-1, |span| {
            c_int::try_from(span.as_micros().div_ceil(1000)).unwrap_or(c_int::MAX)
        });
        let mut events = [epoll_event { events: 0, u64: 0 }; 3];
        // SAFETY: `events` lives through the call and has the length given.
        let count = unsafe {
            let events = events.as_mut_ptr();
            libc::epoll_wait(self.epoll.as_raw_fd(), events, 3, timeout_ms)
        };
        match check(count as isize) {
            Ok(count) => {
                let has = |name| events[..count].iter().any(|event| event.u64 == name);
                Ok(Woken {
                    is_ordered: has(WAKE),
                    has_others: has(OTHERS),
                })
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(Woken::default()),
            Err(error) => Err(error),
        }
    }

    fn control(&self, how: c_int, fd: c_int, name: u64, also: c_int) -> io::Result<()> {
        let mut event = epoll_event {
            events: (libc::EPOLLIN | also) as u32,
            u64: name,
        };
        // SAFETY: `event` lives through the call.
        let result = unsafe { libc::epoll_ctl(self.epoll.as_raw_fd(), how, fd, &raw mut event) };
        check(result as isize).map(drop)
    }
}
