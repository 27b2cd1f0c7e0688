//! Which datagrams can be handed to the kernel as one.

use std::net::SocketAddr;

use goround_relay_core::{Address, Carrier};

/// Most segments of one run: what every kernel with `UDP_SEGMENT` takes (`UDP_MAX_SEGMENTS`).
const MAX_SEGMENTS: u32 = 64;
/// Most bytes of one run: the longest UDP payload that IPv4 can carry.
const MAX_RUN_BYTES: usize = 65_507;
/// Places in which the last run to an address is looked for; a power of two. A room of eight has eight
/// addresses to send to, and what is not found only begins another run.
const PLACES: usize = 512;
/// No datagram, and no run.
const NONE: u32 = u32::MAX;

/// Datagrams to one receiver that the kernel can cut out of one message (`UDP_SEGMENT`, udp(7)): each
/// as long as the first, but the last, which may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where to.
    pub to: SocketAddr,
    /// Length of each datagram but the last, in bytes.
    pub segment_bytes: u16,
    /// How many datagrams.
    pub count: u32,
    first: u32,
    last: u32,
    bytes: u32,
    /// Whether another of the same length may follow.
    is_open: bool,
}

/// The runs that a batch of datagrams makes.
///
/// Datagrams to one receiver keep their order; those to different receivers may change places. Kept
/// and made anew for each batch, so that the steady state allocates nothing.
#[derive(Debug)]
pub struct Runs {
    runs: Vec<Run>,
    /// Of each datagram the next of its run.
    next: Vec<u32>,
    places: Box<[u32; PLACES]>,
}

impl Default for Runs {
    fn default() -> Self {
        Self::new()
    }
}

impl Runs {
    /// No runs.
    #[must_use]
    pub fn new() -> Self {
        Self {
            runs: Vec::new(),
            next: Vec::new(),
            places: Box::new([NONE; PLACES]),
        }
    }

    /// Make the runs of `datagrams`, given with their lengths; each its own where `joins` is false. What
    /// does not go by UDP is left out.
    pub fn make<A: Into<Address>>(
        &mut self,
        datagrams: impl Iterator<Item = (A, usize)>,
        joins: bool,
    ) {
        self.runs.clear();
        self.next.clear();
        if joins {
            self.places.fill(NONE);
        }
        for (index, (to, bytes)) in (0..).zip(datagrams) {
            self.next.push(NONE);
            let Address {
                carrier,
                socket: to,
            } = to.into();
            if carrier != Carrier::Udp {
                continue;
            }
            let place = place(to);
            if joins && self.extend(self.places[place], to, index, bytes) {
                continue;
            }
            if joins {
                self.places[place] = self.runs.len() as u32;
            }
            self.runs.push(Run::of(to, index, bytes));
        }
    }

    /// All of them, each after those that hold earlier datagrams to the same receiver.
    #[must_use]
    pub fn all(&self) -> &[Run] {
        &self.runs
    }

    /// The indices of a run's datagrams, in order.
    pub fn members(&self, run: &Run) -> impl Iterator<Item = usize> + '_ {
        let next = |index: &u32| Some(self.next[*index as usize]).filter(|next| *next != NONE);
        std::iter::successors(Some(run.first), next).map(|index| index as usize)
    }

    /// The indices of the datagrams of the runs from number `first` on.
    pub fn members_from(&self, first: usize) -> impl Iterator<Item = usize> + '_ {
        self.runs[first..].iter().flat_map(|run| self.members(run))
    }

    /// Put runs of one in the place of run `index`; `length_of` tells a datagram's length.
    pub fn split(&mut self, index: usize, length_of: impl Fn(usize) -> usize) {
        let run = self.runs[index];
        let members: Vec<usize> = self.members(&run).collect();
        let singles = members
            .iter()
            .map(|member| Run::of(run.to, *member as u32, length_of(*member)));
        self.runs.splice(index..=index, singles);
        for member in members {
            self.next[member] = NONE;
        }
    }

    /// Let the datagram at `index` follow in run `at`, if it can.
    fn extend(&mut self, at: u32, to: SocketAddr, index: u32, bytes: usize) -> bool {
        let Some(run) = self.runs.get_mut(at as usize) else {
            return false;
        };
        let total = run.bytes as usize + bytes;
        let fits = run.is_open
            && run.to == to
            && bytes <= usize::from(run.segment_bytes)
            && run.count < MAX_SEGMENTS
            && total <= MAX_RUN_BYTES;
        if fits {
            self.next[run.last as usize] = index;
            run.last = index;
            run.count += 1;
            run.bytes = total as u32;
            run.is_open = bytes == usize::from(run.segment_bytes);
        }
        fits
    }
}

impl Run {
    /// Length of all its datagrams, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.into()
    }

    fn of(to: SocketAddr, index: u32, bytes: usize) -> Self {
        Self {
            to,
            segment_bytes: bytes.min(MAX_RUN_BYTES) as u16,
            count: 1,
            first: index,
            last: index,
            bytes: bytes as u32,
            // A segment of no bytes cannot be told from none.
            is_open: bytes > 0 && bytes <= MAX_RUN_BYTES,
        }
    }
}

/// Where the last run to an address is kept.
fn place(to: SocketAddr) -> usize {
    let address = match to {
        SocketAddr::V4(to) => u64::from(to.ip().to_bits()),
        SocketAddr::V6(to) => {
            let bits = to.ip().to_bits();
            bits as u64 ^ (bits >> 64) as u64
        }
    };
    // An odd constant near 2**64 divided by the golden ratio (Knuth, multiplicative hashing).
    let mixed =
        (address << 16 ^ address >> 48 ^ u64::from(to.port())).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (64 - PLACES.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn address(person: u16) -> SocketAddr {
        SocketAddr::from(([192, 0, 2, 1], 5000 + person))
    }

    /// Receiver and members of each run.
    fn made(runs: &Runs) -> Vec<(u16, Vec<usize>)> {
        let person = |run: &Run| run.to.port() - 5000;
        let all = runs.all().iter();
        all.map(|run| (person(run), runs.members(run).collect()))
            .collect()
    }

    fn runs_of(datagrams: &[(u16, usize)]) -> Runs {
        let mut runs = Runs::new();
        let addressed = datagrams
            .iter()
            .map(|(person, bytes)| (address(*person), *bytes));
        runs.make(addressed, true);
        runs
    }

    #[test]
    fn a_frame_to_everybody_is_one_run_each() {
        // Three packets of a frame, each to three people; the last is shorter.
        let datagrams: Vec<_> = [1100, 1100, 700]
            .iter()
            .flat_map(|bytes| [1, 2, 3].map(|person| (person, *bytes)))
            .collect();
        let runs = runs_of(&datagrams);
        assert_eq!(
            made(&runs),
            [(1, vec![0, 3, 6]), (2, vec![1, 4, 7]), (3, vec![2, 5, 8])]
        );
        assert_eq!(runs.all()[0].segment_bytes, 1100);
    }

    #[test]
    fn a_longer_one_and_one_after_a_shorter_one_begin_another() {
        let runs = runs_of(&[(1, 500), (1, 501), (1, 400), (1, 400)]);
        assert_eq!(made(&runs), [(1, vec![0]), (1, vec![1, 2]), (1, vec![3])]);
    }

    #[test]
    fn a_run_is_bounded_in_segments_and_in_bytes() {
        let counts = |bytes, count| -> Vec<u32> {
            let runs = runs_of(&vec![(1, bytes); count]);
            runs.all().iter().map(|run| run.count).collect()
        };
        assert_eq!(counts(100, 150), [64, 64, 22]);
        assert_eq!(counts(1200, 100), [54, 46]);
        assert_eq!(counts(0, 3), [1, 1, 1]);
    }

    #[test]
    fn without_joining_each_is_its_own() {
        let mut runs = Runs::new();
        runs.make([(address(1), 9), (address(1), 9)].into_iter(), false);
        assert_eq!(made(&runs), [(1, vec![0]), (1, vec![1])]);
    }

    #[test]
    fn a_split_run_leaves_the_others_and_the_order_alone() {
        let mut runs = runs_of(&[(1, 9), (2, 9), (1, 9), (2, 9), (1, 5)]);
        runs.split(0, |_| 9);
        let singles = [(1, vec![0]), (1, vec![2]), (1, vec![4])];
        assert_eq!(made(&runs)[..3], singles);
        assert_eq!(made(&runs)[3], (2, vec![1, 3]));
        assert_eq!(runs.members_from(1).collect::<Vec<_>>(), [2, 4, 1, 3]);
    }

    proptest! {
        #[test]
        fn every_datagram_is_sent_once_in_its_receivers_order(
            datagrams in prop::collection::vec((0u16..6, 0usize..4), 0..300)
        ) {
            let runs = runs_of(&datagrams);
            let mut sent = BTreeMap::<u16, Vec<usize>>::new();
            for (person, members) in made(&runs) {
                sent.entry(person).or_default().extend(members);
            }
            for (person, members) in sent {
                let expected: Vec<_> = (0..datagrams.len())
                    .filter(|index| datagrams[*index].0 == person)
                    .collect();
                prop_assert_eq!(members, expected);
            }
            for run in runs.all() {
                let lengths: Vec<_> = runs.members(run).map(|index| datagrams[index].1).collect();
                let (last, others) = lengths.split_last().expect("a run has members");
                prop_assert!(others.iter().all(|bytes| *bytes == usize::from(run.segment_bytes)));
                prop_assert!(*last <= usize::from(run.segment_bytes));
                prop_assert_eq!(lengths.len(), run.count as usize);
            }
        }
    }
}
