//! What the machine itself takes: encrypting and sending the same bytes, and nothing else.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use goround_relay_port::udp::{Runs, Sender, can_segment, enlarge_buffers, thread_cpu_time};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::traffic::{self, Act, Beat, FRAME, PEOPLE, VOICE_BYTES};

/// RTP header with the extensions that a relay sends, in bytes.
const HEADER_BYTES: usize = 28;
const TAG_BYTES: usize = 16;
/// Pictures after which a tight loop lets the sinks catch up.
const ROUND: u32 = 3;
const CATCH_UP: Duration = Duration::from_millis(50);

/// Which floor.
#[derive(Clone, Copy)]
pub(crate) struct Floor {
    /// In the bursts in which rooms send, at their time, rather than back to back.
    pub(crate) is_paced: bool,
    /// Whether datagrams to one receiver go out as one message.
    pub(crate) joins: bool,
    pub(crate) seconds: f64,
}

/// What it took.
pub(crate) struct Figures {
    pub(crate) packets: u64,
    pub(crate) bytes: u64,
    pub(crate) cpu: Duration,
    pub(crate) runs: u64,
}

struct Machine {
    socket: UdpSocket,
    sinks: Vec<SocketAddr>,
    keys: Vec<LessSafeKey>,
    sender: Sender,
    runs: Runs,
    joins: bool,
    bytes: Vec<u8>,
    sealed: Vec<(SocketAddr, usize, usize)>,
    counter: u64,
    frame: u32,
    figures: Figures,
}

/// Measure one floor against `sinks`, one for each person, a multiple of [`PEOPLE`].
///
/// # Errors
///
/// Those of the socket.
pub(crate) fn measure(floor: Floor, sinks: Vec<SocketAddr>) -> io::Result<Figures> {
    let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    socket.set_nonblocking(true)?;
    enlarge_buffers(&socket, 4 << 20);
    let key = |person: usize| UnboundKey::new(&AES_256_GCM, &[person as u8; 32]);
    let keys = (0..sinks.len()).map(|person| key(person).map(LessSafeKey::new));
    let keys = keys.collect::<Result<Vec<_>, _>>();
    let mut machine = Machine {
        joins: floor.joins && can_segment(&socket),
        socket,
        keys: keys.map_err(|_| io::Error::other("no AES-256-GCM"))?,
        sender: Sender::new(),
        runs: Runs::new(),
        bytes: vec![0x55; 1 << 17],
        sealed: Vec::new(),
        counter: 0,
        frame: 0,
        figures: Figures {
            packets: 0,
            bytes: 0,
            cpu: Duration::ZERO,
            runs: 0,
        },
        sinks,
    };
    machine.run(floor);
    Ok(machine.figures)
}

impl Machine {
    fn run(&mut self, floor: Floor) {
        let beats = traffic::beats(self.sinks.len());
        let began = Instant::now();
        let mut cpu = thread_cpu_time();
        let mut spent = Duration::ZERO;
        let mut cycle = began;
        while began.elapsed().as_secs_f64() < floor.seconds {
            for beat in &beats {
                if floor.is_paced {
                    let due = cycle + beat.at;
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                }
                self.burst(*beat);
            }
            cycle += FRAME;
            self.frame += 1;
            if !floor.is_paced && self.frame.is_multiple_of(ROUND) {
                spent += thread_cpu_time() - cpu;
                std::thread::sleep(CATCH_UP);
                cpu = thread_cpu_time();
            }
        }
        spent += thread_cpu_time() - cpu;
        self.figures.cpu = spent;
    }

    /// Send what follows from one act to everybody else of the room.
    fn burst(&mut self, beat: Beat) {
        self.sealed.clear();
        let mut used = 0;
        let room = beat.person / PEOPLE * PEOPLE;
        let others = (room..room + PEOPLE).filter(|person| *person != beat.person);
        match beat.act {
            Act::Voice => others.for_each(|person| self.seal(person, VOICE_BYTES, &mut used)),
            Act::Picture => {
                for length in traffic::picture(self.frame, traffic::FORWARDED) {
                    others
                        .clone()
                        .for_each(|person| self.seal(person, length, &mut used));
                }
            }
        }
        let lengths = self.sealed.iter().map(|(to, _, length)| (*to, *length));
        self.runs.make(lengths, self.joins);
        let (sealed, bytes) = (&self.sealed, &self.bytes);
        let taken = self.sender.send(&self.socket, &self.runs, 0, |index| {
            let (_, start, length) = sealed[index];
            &bytes[start..start + length]
        });
        for run in &self.runs.all()[..taken.runs] {
            self.figures.packets += u64::from(run.count);
            self.figures.bytes += run.bytes();
        }
        self.figures.runs += taken.runs as u64;
    }

    fn seal(&mut self, person: usize, payload: usize, used: &mut usize) {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&self.counter.to_be_bytes());
        self.counter += 1;
        let packet = &mut self.bytes[*used..*used + HEADER_BYTES + payload + TAG_BYTES];
        let (header, rest) = packet.split_at_mut(HEADER_BYTES);
        header[..8].copy_from_slice(&self.counter.to_be_bytes());
        let (plain, tag) = rest.split_at_mut(payload);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let sealed =
            self.keys[person].seal_in_place_separate_tag(nonce, Aad::from(&*header), plain);
        tag.copy_from_slice(sealed.expect("a datagram is short enough for GCM").as_ref());
        let length = packet.len();
        self.sealed.push((self.sinks[person], *used, length));
        *used += length;
    }
}
