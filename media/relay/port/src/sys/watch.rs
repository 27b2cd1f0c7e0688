//! Watching connections that come and go.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use libc::{c_int, epoll_event};

use super::check;

/// Events asked for at once; the rest stays for the next time.
const EVENTS: usize = 64;

/// Tells which of many descriptors want attention (epoll(7)). Its own descriptor is readable while any
/// does. A descriptor that is closed is forgotten.
#[derive(Debug)]
pub(crate) struct Watch {
    epoll: OwnedFd,
    ready: Vec<u64>,
}

impl Watch {
    /// One that watches nothing.
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: no memory is passed.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        check(fd as isize)?;
        Ok(Self {
            // SAFETY: the descriptor was made just now and belongs to nobody else.
            epoll: unsafe { OwnedFd::from_raw_fd(fd) },
            ready: Vec::with_capacity(EVENTS),
        })
    }

    /// Watch `of` under `name` until it can be read.
    pub(crate) fn add(&self, of: &impl AsRawFd, name: u64) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, of.as_raw_fd(), name, 0)
    }

    /// Also, or no longer, watch until it can be written.
    pub(crate) fn for_room(&self, of: &impl AsRawFd, name: u64, wanted: bool) -> io::Result<()> {
        let also = if wanted { libc::EPOLLOUT } else { 0 };
        self.control(libc::EPOLL_CTL_MOD, of.as_raw_fd(), name, also)
    }

    /// The names of those that want attention now.
    pub(crate) fn ready(&mut self) -> io::Result<&[u64]> {
        let mut events = [epoll_event { events: 0, u64: 0 }; EVENTS];
        // SAFETY: `events` lives through the call and has the length given.
        let count = unsafe {
            let fd = self.epoll.as_raw_fd();
            libc::epoll_wait(fd, events.as_mut_ptr(), EVENTS as c_int, 0)
        };
        self.ready.clear();
        match check(count as isize) {
            Ok(count) => self
                .ready
                .extend(events[..count].iter().map(|event| event.u64)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(&self.ready)
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

impl AsRawFd for Watch {
    fn as_raw_fd(&self) -> c_int {
        self.epoll.as_raw_fd()
    }
}
