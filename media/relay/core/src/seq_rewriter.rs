//! Renumbers what is forwarded to one consumer so that no hole is of our making.

use std::collections::VecDeque;

/// Runs remembered. One begins with every switch and every packet left out, so this is many seconds of
/// history, and far more than is ever asked to be sent again.
const MAX_RUNS: usize = 64;

/// A stretch of one encoding whose numbers differ from ours by a constant.
#[derive(Clone, Copy, Debug)]
struct Run<T> {
    encoding: u8,
    /// First number of the source that belongs to it, and the first that no longer does.
    source: u64,
    end: u64,
    /// The number that `source` is sent under.
    out: u64,
    context: T,
}

/// The numbers of one consumer's stream, and the way back from them to the source.
///
/// `T` is whatever else is constant in a run (offsets of timestamps, pictures).
#[derive(Debug)]
pub(crate) struct SeqRewriter<T> {
    /// Oldest first; the last is open unless stopped.
    runs: VecDeque<Run<T>>,
    /// One above the highest number given out.
    next: u64,
}

/// Where a packet of ours came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Source<T> {
    pub(crate) encoding: u8,
    pub(crate) ext_seq: u64,
    pub(crate) context: T,
}

impl<T: Copy> SeqRewriter<T> {
    /// `next`: the first number to be given out.
    pub(crate) fn new(next: u64) -> Self {
        Self {
            runs: VecDeque::with_capacity(MAX_RUNS),
            next,
        }
    }

    /// From `ext_seq` of `encoding` on, packets continue our numbers.
    pub(crate) fn start(&mut self, encoding: u8, ext_seq: u64, context: T) {
        self.close_run();
        let run = Run {
            encoding,
            source: ext_seq,
            end: u64::MAX,
            out: self.next,
            context,
        };
        self.push(run);
    }

    /// The last run has ended; packets of it that come late keep their numbers.
    pub(crate) fn close_run(&mut self) {
        let next = self.next;
        // Behind a packet left out a run may have begun above a hole: the hole's numbers go to what follows,
        // so neither that run nor what belonged in the hole may have them any more.
        while self.runs.back().is_some_and(|run| run.out > next) {
            self.runs.pop_back();
        }
        if let Some(run) = self.runs.back_mut() {
            run.end = run.end.min(run.source + (next - run.out));
        }
    }

    /// Every run is over: nothing late is taken, nothing can be asked for.
    pub(crate) fn stop(&mut self) {
        self.runs.clear();
    }

    /// Our number for a packet, and whether it is the highest so far; `None` for one that belongs to no run.
    pub(crate) fn forward(&mut self, encoding: u8, ext_seq: u64) -> Option<(u64, bool, T)> {
        let run = self
            .runs
            .iter()
            .rev()
            .find(|run| run.encoding == encoding && run.source <= ext_seq)
            .filter(|run| ext_seq < run.end)?;
        let out = run.out + (ext_seq - run.source);
        let is_newest = out >= self.next;
        if is_newest {
            self.next = out + 1;
        }
        Some((out, is_newest, run.context))
    }

    /// Leave a packet of the open run out, and close the hole if nothing behind it has been sent; whether
    /// that was so. What follows has the context that `adjust` makes.
    pub(crate) fn leave_out(
        &mut self,
        encoding: u8,
        ext_seq: u64,
        adjust: impl FnOnce(T) -> T,
    ) -> bool {
        let next = self.next;
        let Some(run) = self.runs.back_mut() else {
            return false;
        };
        if run.encoding != encoding || run.end != u64::MAX || ext_seq < run.source {
            return false;
        }
        let out = run.out + (ext_seq - run.source);
        if out < next {
            return false;
        }
        let rest = Run {
            source: ext_seq + 1,
            out,
            context: adjust(run.context),
            ..*run
        };
        if ext_seq == run.source {
            *run = rest;
        } else {
            run.end = ext_seq;
            self.push(rest);
        }
        true
    }

    /// Where the packet came from that was sent (or is missing) under `out`.
    pub(crate) fn source(&self, out: u64) -> Option<Source<T>> {
        let run = self.runs.iter().rev().find(|run| run.out <= out)?;
        let ext_seq = run.source + (out - run.out);
        let Run {
            encoding, context, ..
        } = *run;
        (out < self.next && ext_seq < run.end).then_some(Source {
            encoding,
            ext_seq,
            context,
        })
    }

    /// One above the highest number given out.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    fn push(&mut self, run: Run<T>) {
        if self.runs.len() == MAX_RUNS {
            self.runs.pop_front();
        }
        self.runs.push_back(run);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sent(rewriter: &mut SeqRewriter<()>, encoding: u8, ext_seq: u64) -> Option<u64> {
        rewriter.forward(encoding, ext_seq).map(|(out, ..)| out)
    }

    #[test]
    fn a_switch_goes_on_where_the_old_encoding_was() {
        let mut rewriter = SeqRewriter::new(100);
        rewriter.start(0, 5000, ());
        assert_eq!(sent(&mut rewriter, 0, 5000), Some(100));
        assert_eq!(sent(&mut rewriter, 0, 5003), Some(103));
        rewriter.start(1, 70, ());
        assert_eq!(sent(&mut rewriter, 1, 70), Some(104));
        assert_eq!(sent(&mut rewriter, 1, 69), None);
    }

    #[test]
    fn a_late_packet_of_the_old_encoding_fills_its_hole() {
        let mut rewriter = SeqRewriter::new(100);
        rewriter.start(0, 5000, ());
        assert_eq!(sent(&mut rewriter, 0, 5000), Some(100));
        assert_eq!(sent(&mut rewriter, 0, 5002), Some(102));
        rewriter.start(1, 70, ());
        assert_eq!(sent(&mut rewriter, 1, 70), Some(103));
        assert_eq!(sent(&mut rewriter, 0, 5001), Some(101));
        assert_eq!(sent(&mut rewriter, 0, 5003), None);
    }

    #[test]
    fn a_packet_left_out_leaves_no_hole() {
        let mut rewriter = SeqRewriter::new(1);
        rewriter.start(0, 10, ());
        assert_eq!(sent(&mut rewriter, 0, 10), Some(1));
        rewriter.leave_out(0, 12, |()| ());
        assert_eq!(sent(&mut rewriter, 0, 13), Some(3));
        assert_eq!(sent(&mut rewriter, 0, 11), Some(2));
        assert_eq!(sent(&mut rewriter, 0, 12), None);
        rewriter.leave_out(0, 11, |()| ());
        assert_eq!(sent(&mut rewriter, 0, 14), Some(4));
    }

    #[test]
    fn a_switch_behind_a_hole_and_a_packet_left_out_gives_no_number_twice() {
        let mut rewriter = SeqRewriter::new(1);
        rewriter.start(0, 10, ());
        assert_eq!(sent(&mut rewriter, 0, 10), Some(1));
        rewriter.leave_out(0, 12, |()| ());
        rewriter.start(1, 70, ());
        assert_eq!(sent(&mut rewriter, 1, 70), Some(2));
        assert_eq!(sent(&mut rewriter, 0, 11), None);
        assert_eq!(sent(&mut rewriter, 0, 13), None);
        assert_eq!(rewriter.source(2).map(|source| source.ext_seq), Some(70));
    }

    #[test]
    fn a_burst_left_out_costs_one_run() {
        let mut rewriter = SeqRewriter::new(1);
        rewriter.start(0, 10, ());
        assert_eq!(sent(&mut rewriter, 0, 10), Some(1));
        for ext_seq in 11..500 {
            rewriter.leave_out(0, ext_seq, |()| ());
        }
        assert_eq!(sent(&mut rewriter, 0, 500), Some(2));
        assert_eq!(rewriter.source(1).unwrap().ext_seq, 10);
    }

    #[test]
    fn the_way_back_leads_to_the_source() {
        let mut rewriter = SeqRewriter::new(1);
        rewriter.start(0, 10, 'a');
        rewriter.forward(0, 12);
        rewriter.start(2, 900, 'b');
        rewriter.forward(2, 900);
        let source = |encoding, ext_seq, context| {
            Some(Source {
                encoding,
                ext_seq,
                context,
            })
        };
        assert_eq!(rewriter.source(2), source(0, 11, 'a'));
        assert_eq!(rewriter.source(4), source(2, 900, 'b'));
        assert_eq!(rewriter.source(5), None);
        assert_eq!(rewriter.source(0), None);
        rewriter.stop();
        assert_eq!(rewriter.source(4), None);
        assert_eq!(rewriter.next(), 5);
    }

    proptest! {
        #[test]
        fn no_number_is_given_twice_whatever_is_lost_late_or_left_out(
            story in proptest::collection::vec((0u8..2, 0u8..8, 0u64..6), 1..200),
        ) {
            let mut rewriter = SeqRewriter::new(7);
            let mut heads = [1000u64, 5000];
            let mut taken = std::collections::HashSet::new();
            let mut given = std::collections::HashSet::new();
            for (encoding, event, step) in story {
                let head = &mut heads[usize::from(encoding)];
                let ext_seq = if event < 5 { *head + step } else { *head - step };
                *head = (*head).max(ext_seq + 1);
                if !taken.insert((encoding, ext_seq)) {
                    continue;
                }
                match event {
                    0 => rewriter.start(encoding, ext_seq, ()),
                    1 | 5 => {
                        rewriter.leave_out(encoding, ext_seq, |()| ());
                        continue;
                    }
                    _ => {}
                }
                if let Some((out, ..)) = rewriter.forward(encoding, ext_seq) {
                    prop_assert!(given.insert(out), "{} twice", out);
                }
            }
        }

        #[test]
        fn numbers_are_unique_continuous_and_reversible(
            story in proptest::collection::vec((0u8..3, 0u8..20), 1..300),
        ) {
            let mut rewriter = SeqRewriter::new(7);
            let mut sources = [1000u64, 5000, 9000];
            rewriter.start(0, sources[0], ());
            let mut current = 0u8;
            let mut given = vec![];
            for (encoding, event) in story {
                let ext_seq = sources[usize::from(encoding)];
                sources[usize::from(encoding)] += 1;
                match event {
                    0 => {
                        current = encoding;
                        rewriter.start(encoding, ext_seq, ());
                    }
                    1..4 => {
                        rewriter.leave_out(encoding, ext_seq, |()| ());
                        continue;
                    }
                    _ => {}
                }
                if encoding != current {
                    continue;
                }
                let (out, is_newest, ()) = rewriter.forward(encoding, ext_seq).unwrap();
                prop_assert!(is_newest);
                given.push((out, encoding, ext_seq));
            }
            for (index, (out, ..)) in given.iter().enumerate() {
                prop_assert_eq!(*out, 7 + index as u64);
            }
            for (out, encoding, ext_seq) in given.into_iter().rev().take(20) {
                if let Some(source) = rewriter.source(out) {
                    prop_assert_eq!((source.encoding, source.ext_seq), (encoding, ext_seq));
                }
            }
        }
    }
}
