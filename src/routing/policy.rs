use super::{Candidate, Routed};

/// The policy that sends everything to one line.
///
/// The request is not served where the line is not eligible or misses the threshold.
pub fn single(candidate: Option<&Candidate>, threshold: f64) -> Routed {
    match candidate {
        Some(it) if it.eligible && it.success >= threshold => Routed::served(it.success, it.usd),
        _ => Routed::UNSERVED,
    }
}

/// The cheapest eligible candidate whose success rate meets the threshold, as a place in `candidates`.
///
/// ```
/// use undercut::ids::LineId;
/// use undercut::routing::{Candidate, cheapest_meeting_threshold};
/// let line = |id, success, usd| Candidate { line: LineId(id), tau: 0.0, success, usd, eligible: true };
/// let pool = [line(0, 0.8, 0.30), line(1, 0.7, 0.02), line(2, 0.5, 0.01)];
/// assert_eq!(cheapest_meeting_threshold(&pool, 0.65), Some(1));
/// assert_eq!(cheapest_meeting_threshold(&pool, 0.9), None);
/// ```
pub fn cheapest_meeting_threshold(candidates: &[Candidate], threshold: f64) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (place, it) in candidates.iter().enumerate() {
        let feasible = it.eligible && it.success >= threshold;
        if feasible && best.is_none_or(|other| it.usd < candidates[other].usd) {
            best = Some(place);
        }
    }
    best
}

/// The cheapest random mix of two candidates whose mean success rate meets the threshold.
///
/// # Formula
/// The lower convex hull of the points (success, USD): over all pairs `a` below and `b` at or above the
/// threshold `q`, with `f = (q - p_a) / (p_b - p_a)`, the least `(1 - f) c_a + f c_b`; or the cheapest
/// candidate that meets `q` by itself. Source: the non-decreasing convex hull of RouterBench.
///
/// It is never dearer than [`cheapest_meeting_threshold`], because a mix may send requests to a candidate
/// below the threshold as long as the mean holds.
pub fn random_mix(candidates: &[Candidate], threshold: f64) -> Routed {
    let mut best = match cheapest_meeting_threshold(candidates, threshold) {
        Some(place) => Routed::served(candidates[place].success, candidates[place].usd),
        None => return Routed::UNSERVED,
    };
    for below in candidates.iter().filter(|it| it.eligible && it.success < threshold) {
        // Nothing above is cheaper than the best by itself, so what is dearer below makes no cheaper mix.
        if below.usd >= best.usd {
            continue;
        }
        for above in candidates.iter().filter(|it| it.eligible && it.success >= threshold) {
            let share_above = (threshold - below.success) / (above.success - below.success);
            let usd = below.usd + share_above * (above.usd - below.usd);
            if usd < best.usd {
                best = Routed::served(threshold, usd);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::candidate::pool;
    use proptest::prelude::*;

    #[test]
    fn a_mix_of_two_meets_the_threshold_on_average() {
        // Half at 0.6 for $1 and half at 0.8 for $3 is 0.7 for $2.
        let mix = random_mix(&pool(&[(0.6, 1.0), (0.8, 3.0)]), 0.7);
        assert!((mix.usd - 2.0).abs() < 1e-12 && mix.success == 0.7 && mix.served);
    }

    #[test]
    fn nothing_feasible_is_unserved_and_free() {
        assert_eq!(random_mix(&pool(&[(0.6, 1.0)]), 0.7), Routed::UNSERVED);
        assert_eq!(single(pool(&[(0.6, 1.0)]).first(), 0.7), Routed::UNSERVED);
        assert_eq!(single(None, 0.0), Routed::UNSERVED);
    }

    proptest! {
        #[test]
        fn a_mix_is_never_dearer_than_the_cheapest_that_meets_the_threshold(
            points in prop::collection::vec((0.01f64..0.99, 0.001f64..10.0), 1..8),
            threshold in 0.0f64..1.0,
        ) {
            let pool = pool(&points);
            let mix = random_mix(&pool, threshold);
            match cheapest_meeting_threshold(&pool, threshold) {
                Some(place) => prop_assert!(mix.served && mix.usd <= pool[place].usd),
                None => prop_assert!(!mix.served),
            }
        }
    }
}
