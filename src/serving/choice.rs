//! The cheapest of several deployments that keep a pace.

use super::asked::Asked;
use super::{Pace, Replica, Requests, Traffic, sound};

/// Time per output token over the least of a lone sequence below which nobody sells: there a step is as much its own cost as that
/// of the sequences in it, and a little more speed costs a multiple. Assumed; who is measured to be faster has better kernels than
/// the closed form knows.
const SLACK: f64 = 2.0;
/// Share of the target within which a batch is found; a cost is within about a hundred times that.
const TOLERANCE: f64 = 1e-6;

/// The pace that users are to see, and how busy replicas are then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Longest time per output token, seconds.
    pub tpot_s: f64,
    /// Share of a replica's places that is taken when users see it, in (0, 1].
    pub load: f64,
}

/// A candidate that holds a request: laid out, with what the traffic asks of it.
#[derive(Debug, Clone, Copy)]
pub struct Tried {
    place: usize,
    replica: Replica,
    asked: Asked,
    /// Time per output token of a lone sequence, seconds.
    alone_s: f64,
    /// With all places taken.
    full: Pace,
}

/// A deployment that was chosen, at the largest batch within the target.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Its place among the candidates.
    pub place: usize,
    /// Its speed.
    pub pace: Pace,
    replica: &'a Replica,
    asked: &'a Asked,
}

impl Choice<'_> {
    /// Accelerators of a replica.
    pub fn accelerators(&self) -> f64 {
        self.replica.gpus
    }

    /// Seconds of one accelerator that a request takes, in the mean over the traffic.
    pub fn accelerator_s(&self) -> f64 {
        self.pace.request_s * self.replica.gpus
    }

    /// Seconds of one accelerator that one of `requests` takes; their mean over the traffic is
    /// [`Choice::accelerator_s`].
    pub fn accelerator_s_of(&self, requests: &Requests) -> f64 {
        self.replica.seconds_of(self.asked, &self.pace, requests) * self.replica.gpus
    }
}

/// The cheapest of `tried` within `target`: the one on which a request takes the least accelerator time; of equals the first.
/// None where nothing was tried.
///
/// # Formula
/// A request takes `n request_s` at the largest batch `B` that memory holds and the engine schedules, and of which the part `load` is
/// served within `max(target, 2 least)` per output token, with `least` the shortest of a lone sequence on any of them: what
/// nobody can keep is served below the best pace there is.
pub fn cheapest(tried: &[Tried], target: Target) -> Option<Choice<'_>> {
    let target = target.kept_by(tried);
    let mut best: Option<Choice> = None;
    for it in tried {
        let least = best.as_ref().map_or(f64::INFINITY, Choice::accelerator_s);
        best = it.within(target, least).or(best);
    }
    best
}

/// Gives `each` what [`cheapest`] chooses among.
pub fn each_within(tried: &[Tried], target: Target, each: &mut dyn FnMut(&Choice)) {
    let target = target.kept_by(tried);
    for it in tried {
        it.within(target, f64::INFINITY).iter().for_each(&mut *each);
    }
}

/// The place of the candidate on which a lone sequence takes the least time per output token.
pub fn fastest(tried: &[Tried]) -> Option<usize> {
    tried.iter().min_by(|a, b| a.alone_s.total_cmp(&b.alone_s)).map(|it| it.place)
}

impl Target {
    /// The target that the fastest of `tried` keeps.
    fn kept_by(self, tried: &[Tried]) -> Target {
        let alone_s = tried.iter().map(|it| it.alone_s).fold(f64::INFINITY, f64::min);
        let least_s = if alone_s < f64::INFINITY { SLACK * alone_s } else { 0.0 };
        Target { tpot_s: self.tpot_s.max(least_s), ..self }
    }
}

impl Tried {
    /// The candidate at `place`, laid out; none where it does not hold a request of `traffic`.
    pub fn of(place: usize, replica: Replica, traffic: &Traffic) -> Option<Tried> {
        let asked = replica.asked_by(traffic);
        let (alone_s, full) = (asked.tpot_s(1.0), Pace::at(&replica, &asked, asked.most));
        (asked.most >= 1.0).then_some(Tried { place, replica, asked, alone_s, full })
    }

    /// At the largest batch within the target; none where it cannot, or takes `least` seconds or more.
    ///
    /// # Formula
    /// With `Q` the prompt's time, a request takes `n (Q + osl TPOT(B)) / B`, which falls with the batch: to take less than `least` where
    /// the target binds it needs a batch above `n (Q + osl target) / least`; none does whose time per output token at the part `load` of
    /// that exceeds the target.
    fn within(&self, target: Target, least: f64) -> Option<Choice<'_>> {
        let Tried { place, replica, asked, full, .. } = self;
        let Target { tpot_s, load } = target;
        // No batch is cheaper than a full one.
        if !(full.request_s * replica.gpus < least) {
            return None;
        }
        let mut pace = *full;
        let (of_stage, lanes) = replica.lanes(asked.most);
        if !(asked.tpot_s((load * of_stage).max(1.0)) <= tpot_s) {
            let prompt_s = asked.passes.prompt_s(of_stage);
            let needed = replica.gpus * (prompt_s + asked.osl * tpot_s) / (least * lanes);
            if asked.tpot_s((load * needed.min(of_stage)).max(1.0)) > tpot_s {
                return None;
            }
            let most = load * asked.most;
            let taken = asked.largest_within(replica, most, tpot_s, TOLERANCE).ok()?;
            pace = Pace::at(replica, asked, (taken / load).min(asked.most));
        }
        let choice = Choice { place: *place, pace, replica, asked };
        let taken = choice.accelerator_s();
        (sound::positive(&[taken]) && taken < least).then_some(choice)
    }
}
