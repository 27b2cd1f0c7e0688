//! Everybody's acts at their time, and what comes back read in between.

use std::io::{self, Write};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use goround_relay_port::udp::{BATCH, Inbox, Sender, enlarge_buffers, join, thread_cpu_time};

use crate::association::Association;
use crate::histogram::Histogram;
use crate::listener::{Listener, Tally};
use crate::plan::{Leg, Role};
use crate::talker::Talker;
use crate::traffic::{self, Act, FRAME};

/// Time in which every association must answer a check.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Between two checks once they are answered, for consent (RFC 7675 section 5.1).
const CHECK_EVERY: Duration = Duration::from_secs(4);
const REPORT_EVERY: Duration = Duration::from_secs(1);
/// As Chromium does.
const FEEDBACK_EVERY: Duration = Duration::from_millis(100);
/// How long packets that are under way may take at the end.
const SETTLE: Duration = Duration::from_millis(200);

/// How long to run.
#[derive(Clone, Copy)]
pub(crate) struct Times {
    pub(crate) warm_up: Duration,
    pub(crate) measured: Duration,
    /// Between two readings of a socket.
    pub(crate) drain_every: Duration,
}

/// All legs of all rooms.
pub(crate) struct Crowd {
    talkers: Vec<Talker>,
    listeners: Vec<Listener>,
    inbox: Inbox,
    sender: Sender,
    tally: Tally,
    /// Packets sent that each other person of the room is to receive.
    forwardable: u64,
    /// The latest that an act was.
    latest: Duration,
}

impl Crowd {
    /// `joins`: runs of datagrams arrive as they were sent, as if a network card had cut them apart.
    ///
    /// # Errors
    ///
    /// Where an address cannot be bound.
    pub(crate) fn open(legs: Vec<Leg>, joins: bool, open_every: u64) -> io::Result<Self> {
        let mut crowd = Self {
            talkers: Vec::new(),
            listeners: Vec::new(),
            inbox: Inbox::joined(),
            sender: Sender::new(),
            tally: Tally {
                packets: 0,
                bytes: 0,
                garbled: 0,
                delays: Histogram::new(),
                open_every,
            },
            forwardable: 0,
            latest: Duration::ZERO,
        };
        for leg in legs {
            let names = (leg.username.as_str(), leg.password.as_str());
            let association = Association::open(leg.local, leg.remote, names, leg.session)?;
            if joins {
                join(&association.socket)?;
            }
            match leg.role {
                Role::Talk(streams) => {
                    let talker = Talker::new(association, streams, leg.transport_cc);
                    crowd.talkers.push(talker);
                }
                Role::Listen => {
                    let listener = Listener::new(association, leg.transport_cc);
                    crowd.listeners.push(listener);
                }
            }
        }
        Ok(crowd)
    }

    /// Check until everybody is answered.
    ///
    /// # Errors
    ///
    /// Where somebody is not.
    pub(crate) fn connect(&mut self) -> io::Result<()> {
        let began = Instant::now();
        loop {
            let mut waiting = 0;
            for association in self.associations().filter(|one| !one.is_connected) {
                association.check()?;
                waiting += 1;
            }
            if waiting == 0 {
                return Ok(());
            }
            if began.elapsed() > CONNECT_WITHIN {
                return Err(io::Error::other(format!("{waiting} legs got no answer")));
            }
            std::thread::sleep(Duration::from_millis(50));
            self.drain()?;
        }
    }

    fn associations(&mut self) -> impl Iterator<Item = &mut Association> {
        let talkers = self
            .talkers
            .iter_mut()
            .map(|talker| &mut talker.association);
        let listeners = self.listeners.iter_mut();
        talkers.chain(listeners.map(|listener| &mut listener.association))
    }

    /// Warm up, measure, and say so on `out`: `begin` and `end`, then the figures as JSON.
    ///
    /// # Errors
    ///
    /// Those of the sockets and of `out`.
    pub(crate) fn run(&mut self, times: Times, out: &mut impl Write) -> io::Result<()> {
        let began = Instant::now();
        let mut schedule = Schedule::new(self.talkers.len(), began);
        self.act_until(began + times.warm_up, times.drain_every, &mut schedule)?;
        self.restart();
        let (sent, overflowed) = (self.sent(), self.overflowed());
        let (since, cpu) = (Instant::now(), thread_cpu_time());
        tell(out, "begin")?;
        self.act_until(
            began + times.warm_up + times.measured,
            times.drain_every,
            &mut schedule,
        )?;
        tell(out, "end")?;
        let (seconds, cpu) = (since.elapsed().as_secs_f64(), thread_cpu_time() - cpu);
        let (received, bytes) = (self.tally.packets, self.tally.bytes);
        let expected = self.forwardable * (traffic::PEOPLE as u64 - 1);
        let (latest, sent_after) = (self.latest, self.sent());
        std::thread::sleep(SETTLE);
        self.drain()?;
        let missing: u64 = self.listeners.iter().map(Listener::missing).sum();
        let streams: usize = self.listeners.iter().map(Listener::streams).sum();
        let nacks: u64 = self.talkers.iter().map(|talker| talker.nacks).sum();
        let keyframes: u64 = self.talkers.iter().map(|one| one.keyframes_asked).sum();
        let overflowed = self.overflowed() - overflowed;
        let delays = &self.tally.delays;
        let line = format!(
            "{{\"seconds\":{seconds:.4},\"packets_in\":{},\"bytes_in\":{},\"packets_out\":{received},\
             \"bytes_out\":{bytes},\"expected_out\":{expected},\"missing\":{missing},\
             \"overflowed\":{},\"garbled\":{},\"streams\":{streams},\"nacks\":{nacks},\
             \"keyframes_asked\":{keyframes},\"delays\":{},\"delay_p50_us\":{},\"delay_p99_us\":{},\
             \"delay_max_us\":{},\"late_us\":{},\"cpu_s\":{:.4}}}",
            sent_after.0 - sent.0,
            sent_after.1 - sent.1,
            overflowed,
            self.tally.garbled,
            delays.total(),
            delays.quantile_us(0.5),
            delays.quantile_us(0.99),
            delays.longest().as_micros(),
            latest.as_micros(),
            cpu.as_secs_f64(),
        );
        tell(out, &line)
    }

    fn restart(&mut self) {
        self.listeners.iter_mut().for_each(Listener::restart);
        self.tally.packets = 0;
        self.tally.bytes = 0;
        self.tally.garbled = 0;
        self.tally.delays = Histogram::new();
        self.forwardable = 0;
        self.latest = Duration::ZERO;
    }

    fn sent(&mut self) -> (u64, u64) {
        self.associations().fold((0, 0), |(packets, bytes), one| {
            (packets + one.sent_packets, bytes + one.sent_bytes)
        })
    }

    fn overflowed(&mut self) -> u64 {
        self.associations().map(|one| one.overflowed()).sum()
    }

    fn act_until(
        &mut self,
        end: Instant,
        drain_every: Duration,
        schedule: &mut Schedule,
    ) -> io::Result<()> {
        let mut drain_at = Instant::now() + drain_every;
        loop {
            let now = Instant::now();
            if now >= end {
                return Ok(());
            }
            while let Some((person, act)) = schedule.due(now) {
                self.latest = self.latest.max(now - schedule.last);
                let stamp = unix_nanos();
                self.forwardable += self.talkers[person].act(act, stamp, &mut self.sender);
            }
            if now >= drain_at {
                self.drain()?;
                self.keep_up(now, schedule)?;
                drain_at = now + drain_every;
            }
            let next = schedule.next().min(drain_at).min(end);
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
    }

    /// Checks, feedback and reports that are due.
    fn keep_up(&mut self, now: Instant, schedule: &mut Schedule) -> io::Result<()> {
        if schedule.feedback_at <= now {
            schedule.feedback_at += FEEDBACK_EVERY;
            for listener in &mut self.listeners {
                listener.feed_back(&mut self.sender);
            }
        }
        if schedule.report_at <= now {
            schedule.report_at += REPORT_EVERY;
            let stamp = unix_nanos();
            for talker in &mut self.talkers {
                talker.report(stamp, &mut self.sender);
            }
            for listener in &mut self.listeners {
                listener.report(&mut self.sender);
            }
        }
        if schedule.check_at <= now {
            schedule.check_at += CHECK_EVERY;
            for association in self.associations() {
                association.check()?;
            }
        }
        Ok(())
    }

    /// Read all sockets empty.
    fn drain(&mut self) -> io::Result<()> {
        let Self {
            inbox,
            talkers,
            listeners,
            tally,
            ..
        } = self;
        for talker in talkers {
            while inbox.receive(&talker.association.socket)? > 0 {
                for received in inbox.datagrams() {
                    match kind(received.datagram) {
                        Kind::Stun => talker.association.take_stun(received.datagram),
                        Kind::Rtcp => talker.take_rtcp(received.datagram),
                        Kind::Rtp | Kind::Other => {}
                    }
                }
            }
        }
        for listener in listeners {
            loop {
                let count = inbox.receive(&listener.association.socket)?;
                for received in inbox.datagrams() {
                    match kind(received.datagram) {
                        Kind::Stun => listener.association.take_stun(received.datagram),
                        Kind::Rtp => listener.take_rtp(received, tally),
                        Kind::Rtcp | Kind::Other => {}
                    }
                }
                if count < BATCH {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// What a datagram is (RFC 7983, RFC 5761).
enum Kind {
    Stun,
    Rtp,
    Rtcp,
    Other,
}

fn kind(datagram: &[u8]) -> Kind {
    match datagram {
        [0..=3, ..] => Kind::Stun,
        [128..=191, 192..=223, ..] => Kind::Rtcp,
        [128..=191, _, ..] => Kind::Rtp,
        _ => Kind::Other,
    }
}

/// When who acts next.
struct Schedule {
    beats: Vec<traffic::Beat>,
    next: usize,
    cycle: Instant,
    /// When the last act that was handed out was due.
    last: Instant,
    feedback_at: Instant,
    report_at: Instant,
    check_at: Instant,
}

impl Schedule {
    fn new(people: usize, began: Instant) -> Self {
        Self {
            beats: traffic::beats(people),
            next: 0,
            cycle: began,
            last: began,
            feedback_at: began + FEEDBACK_EVERY,
            report_at: began + REPORT_EVERY,
            check_at: began + CHECK_EVERY,
        }
    }

    fn next(&self) -> Instant {
        let beat = self.beats.get(self.next);
        self.cycle + beat.map_or(FRAME, |beat| beat.at)
    }

    fn due(&mut self, now: Instant) -> Option<(usize, Act)> {
        let at = self.next();
        if at > now {
            return None;
        }
        let beat = *self.beats.get(self.next)?;
        self.last = at;
        self.next += 1;
        if self.next == self.beats.len() {
            self.next = 0;
            self.cycle += FRAME;
        }
        Some((beat.person, beat.act))
    }
}

pub(crate) fn tell(out: &mut impl Write, line: &str) -> io::Result<()> {
    writeln!(out, "{line}")?;
    out.flush()
}

fn unix_nanos() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_nanos() as u64)
}

/// Bind `count` sockets, say where on `out`, and read them until `stop` says so.
///
/// # Errors
///
/// Those of the sockets and of `out`.
pub(crate) fn sink(
    (count, joins): (usize, bool),
    every: Duration,
    out: &mut impl Write,
    stop: impl Fn() -> bool,
) -> io::Result<()> {
    let bind = |_| {
        let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        socket.set_nonblocking(true)?;
        enlarge_buffers(&socket, 4 << 20);
        if joins {
            join(&socket)?;
        }
        Ok(socket)
    };
    let sockets = (0..count).map(bind).collect::<io::Result<Vec<_>>>()?;
    let ports = sockets.iter().map(UdpSocket::local_addr);
    let ports: Vec<String> = ports
        .map(|address| Ok(address?.port().to_string()))
        .collect::<io::Result<_>>()?;
    tell(out, &ports.join(","))?;
    let mut inbox = Inbox::joined();
    while !stop() {
        for socket in &sockets {
            while inbox.receive(socket)? == BATCH {}
        }
        std::thread::sleep(every);
    }
    Ok(())
}
