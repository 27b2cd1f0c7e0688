//! Shares one receiver's bandwidth among the pictures it is to get.

mod rate_meter;

pub(crate) use rate_meter::RateMeter;

use crate::Stream;

/// A picture can stand still, come at a low frame rate, or in one of its encodings.
pub(crate) const MAX_STEPS: usize = Stream::MAX_ENCODINGS + 2;
/// Nothing is sent; the page shows the last picture with a word on it.
pub(crate) const STILL: u8 = 0;
/// The smallest encoding's base temporal layer.
pub(crate) const SLOW: u8 = 1;
/// The smallest encoding whole; one more for each larger one.
pub(crate) const WHOLE: u8 = 2;
/// With a step up all must fit into this much less than there is, in percent, so that an estimate that
/// wavers by that much makes no picture flap.
const MARGIN_PERCENT: u64 = 10;

/// One picture that a receiver could get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    /// The higher is served first.
    pub(crate) rank: u8,
    /// Bits a second on the wire at each step; 0 at [`STILL`], and never less than at the step before.
    pub(crate) rates: [u64; MAX_STEPS],
    /// The step at which the picture is as large as it is shown.
    pub(crate) wanted: u8,
    /// The step it has.
    pub(crate) current: u8,
}

/// What is being given out.
struct Purse<'a> {
    demands: &'a [Demand],
    granted: &'a mut [u8],
    budget_bps: u64,
    spent_bps: u64,
}

impl Purse<'_> {
    /// Let `index` have `step` if it is the next one, wanted, and fits.
    fn take(&mut self, index: usize, step: u8) {
        let demand = &self.demands[index];
        if step > demand.wanted || self.granted[index] + 1 != step {
            return;
        }
        let rate = |step: u8| demand.rates[usize::from(step)];
        let spent_bps = self.spent_bps + rate(step) - rate(step - 1);
        let limit_bps = if step > demand.current {
            self.budget_bps * (100 - MARGIN_PERCENT) / 100
        } else {
            self.budget_bps
        };
        if spent_bps <= limit_bps {
            self.spent_bps = spent_bps;
            self.granted[index] = step;
        }
    }

    /// Offer `step` to everybody of `rank`: first to those who have it.
    fn offer(&mut self, rank: u8, step: u8) {
        for has_it in [true, false] {
            for index in 0..self.demands.len() {
                let demand = &self.demands[index];
                if demand.rank == rank && (demand.current >= step) == has_it {
                    self.take(index, step);
                }
            }
        }
    }
}

/// Give each demand a step, in `granted`; together they cost no more than `budget_bps`.
///
/// First everybody gets the least that moves, by rank; then each rank in turn, from the highest, as much as
/// is wanted. Among equals it goes step by step, so that none is large while another is small for no
/// reason. A picture that can have no more leaves what it could not use to the next.
///
/// With more to give, nobody gets less unless somebody before them in this order gets more.
pub(crate) fn allocate(budget_bps: u64, demands: &[Demand], granted: &mut Vec<u8>) {
    granted.clear();
    granted.resize(demands.len(), STILL);
    let mut purse = Purse {
        demands,
        granted,
        budget_bps,
        spent_bps: 0,
    };
    let mut above = None;
    while let Some(rank) = next_rank(demands, above) {
        purse.offer(rank, SLOW);
        above = Some(rank);
    }
    above = None;
    while let Some(rank) = next_rank(demands, above) {
        (WHOLE..MAX_STEPS as u8).for_each(|step| purse.offer(rank, step));
        above = Some(rank);
    }
}

/// Bits a second with which everybody would get what is wanted.
pub(crate) fn wanted_bps(demands: &[Demand]) -> u64 {
    let rates = demands
        .iter()
        .map(|demand| demand.rates[usize::from(demand.wanted)]);
    rates.sum::<u64>() * 100 / (100 - MARGIN_PERCENT) + 1
}

/// The highest rank, or the highest below `above`.
fn next_rank(demands: &[Demand], above: Option<u8>) -> Option<u8> {
    let ranks = demands.iter().map(|demand| demand.rank);
    ranks
        .filter(|rank| above.is_none_or(|above| *rank < above))
        .max()
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const RATES: [u64; MAX_STEPS] = rates([60_000, 150_000, 500_000, 1_500_000]);

    const fn rates(given: [u64; 4]) -> [u64; MAX_STEPS] {
        let mut rates = [given[3]; MAX_STEPS];
        rates[0] = 0;
        let mut step = 0;
        while step < given.len() {
            rates[step + 1] = given[step];
            step += 1;
        }
        rates
    }

    fn picture(rank: u8, wanted: u8, current: u8) -> Demand {
        Demand {
            rank,
            rates: RATES,
            wanted,
            current,
        }
    }

    fn given(budget_bps: u64, demands: &[Demand]) -> Vec<u8> {
        let mut granted = vec![];
        allocate(budget_bps, demands, &mut granted);
        granted
    }

    /// Do as granted, until nothing changes.
    fn settle(budget_bps: u64, demands: &mut [Demand]) -> Vec<u8> {
        let mut granted = vec![];
        for _ in 0..10 {
            granted = given(budget_bps, demands);
            demands
                .iter_mut()
                .zip(&granted)
                .for_each(|(demand, step)| demand.current = *step);
        }
        granted
    }

    fn spent(demands: &[Demand], granted: &[u8]) -> u64 {
        demands
            .iter()
            .zip(granted)
            .map(|(demand, step)| demand.rates[usize::from(*step)])
            .sum()
    }

    #[test]
    fn everybody_moves_before_anybody_is_large() {
        let room = [picture(0, 4, 0), picture(4, 4, 0), picture(2, 4, 0)];
        assert_eq!(given(250_000, &room), [1, 1, 1]);
        assert_eq!(given(140_000, &room), [0, 1, 1]);
        assert_eq!(given(70_000, &room), [0, 1, 0]);
        assert_eq!(given(60_000, &room), [0, 0, 0]);
    }

    #[test]
    fn the_higher_rank_is_as_large_as_wanted_first() {
        let room = [picture(0, 4, 2), picture(4, 4, 2), picture(2, 4, 2)];
        assert_eq!(given(2_000_000, &room), [2, 4, 2]);
        assert_eq!(given(2_600_000, &room), [2, 4, 3]);
        assert_eq!(given(5_000_000, &room), [4, 4, 4]);
    }

    #[test]
    fn equals_grow_together() {
        let room = [picture(0, 4, 2); 7];
        assert_eq!(given(4_000_000, &room), [3; 7]);
    }

    #[test]
    fn nobody_gets_more_than_is_shown() {
        assert_eq!(
            given(9_000_000, &[picture(0, 2, 0), picture(0, 0, 0)]),
            [2, 0]
        );
    }

    #[test]
    fn an_estimate_that_wavers_makes_nothing_flap() {
        for centre in (100_000..4_000_000).step_by(13_000) {
            let mut room = [
                picture(4, 4, 0),
                picture(0, 4, 0),
                picture(0, 3, 0),
                picture(0, 2, 0),
            ];
            let high = settle(centre * 102 / 100, &mut room);
            for _ in 0..5 {
                assert_eq!(settle(centre * 102 / 100, &mut room), high, "{centre}");
                assert_eq!(settle(centre * 95 / 100, &mut room), high, "{centre}");
            }
        }
    }

    fn demand() -> impl Strategy<Value = Demand> {
        (0u8..6, vec(0u64..900_000, 4), 0u8..=5, 0u8..=5).prop_map(
            |(rank, more, wanted, current)| {
                let mut sum = 0;
                let steps: Vec<u64> = more
                    .iter()
                    .map(|more| {
                        sum += more;
                        sum
                    })
                    .collect();
                Demand {
                    rank,
                    rates: rates([steps[0], steps[1], steps[2], steps[3]]),
                    wanted,
                    current,
                }
            },
        )
    }

    /// Whether each chance was taken, in the order in which they are offered.
    fn taken(demands: &[Demand], granted: &[u8]) -> Vec<bool> {
        let mut ranks: Vec<u8> = demands.iter().map(|demand| demand.rank).collect();
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        ranks.dedup();
        let least = ranks.iter().map(|rank| (*rank, SLOW));
        let more = ranks
            .iter()
            .flat_map(|rank| (WHOLE..MAX_STEPS as u8).map(|step| (*rank, step)));
        let mut taken = vec![];
        for (rank, step) in least.chain(more) {
            for has_it in [true, false] {
                let one = |(demand, granted): (&Demand, &u8)| {
                    let is_offered = demand.rank == rank && (demand.current >= step) == has_it;
                    is_offered.then_some(*granted >= step)
                };
                taken.extend(demands.iter().zip(granted).filter_map(one));
            }
        }
        taken
    }

    proptest! {
        #[test]
        fn it_never_costs_more_than_there_is(
            demands in vec(demand(), 0..12),
            budget in 0u64..8_000_000,
        ) {
            let granted = given(budget, &demands);
            prop_assert!(spent(&demands, &granted) <= budget);
            prop_assert!(demands.iter().zip(&granted).all(|(demand, step)| *step <= demand.wanted));
        }

        #[test]
        fn with_more_to_give_nobody_gets_less_but_for_somebody_before_them(
            demands in vec(demand(), 0..12),
            budget in 0u64..8_000_000,
            more in 0u64..2_000_000,
        ) {
            let less = taken(&demands, &given(budget, &demands));
            let more = taken(&demands, &given(budget + more, &demands));
            prop_assert!(more >= less, "{:?} {:?}", less, more);
        }

        #[test]
        fn what_is_granted_once_is_granted_again(
            demands in vec(demand(), 0..12),
            budget in 0u64..8_000_000,
        ) {
            let mut demands = demands;
            let settled = settle(budget, &mut demands);
            prop_assert_eq!(given(budget, &demands), settled);
        }

        #[test]
        fn with_enough_everybody_gets_what_is_wanted(demands in vec(demand(), 0..12)) {
            let granted = given(wanted_bps(&demands), &demands);
            let wanted: Vec<u8> = demands.iter().map(|demand| demand.wanted).collect();
            prop_assert_eq!(granted, wanted);
        }
    }
}
