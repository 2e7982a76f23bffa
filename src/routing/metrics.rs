use super::{Choice, hull_into};

/// Average quality over cost: the mean height, between the cheapest and the dearest model's cost, of the non-decreasing
/// concave hull of a policy's operating points.
///
/// # Formula
/// `AIQ = (c_max - c_min)^-1 int_{c_min}^{c_max} hull(c) dc`. The cheapest model is always among the points: whoever has a
/// router can leave it off. Beyond the last point the hull is flat. NaN where the two costs are equal. (RouterBench's code
/// divides by `c_max`; its text by the difference, as here.)
pub fn aiq(points: &[Choice], cheapest: Choice, most_usd: f64) -> f64 {
    let mut all: Vec<Choice> = points.to_vec();
    all.push(cheapest);
    let mut hull = Vec::new();
    hull_into(&mut all, &mut hull);
    let (low, high) = (cheapest.usd, most_usd);
    let height = |usd: f64| at_usd(&hull, usd);
    let mut area = 0.0;
    let mut from = low;
    for to in hull.iter().map(|it| it.usd).chain([high]) {
        let to = to.clamp(from, high);
        area += 0.5 * (height(from) + height(to)) * (to - from);
        from = to;
    }
    area / (high - low)
}

/// Height of a hull at a cost, flat beyond its ends.
fn at_usd(hull: &[Choice], usd: f64) -> f64 {
    let place = hull.partition_point(|it| it.usd <= usd);
    match (place.checked_sub(1).and_then(|it| hull.get(it)), hull.get(place)) {
        (Some(before), Some(after)) => {
            let part = (usd - before.usd) / (after.usd - before.usd);
            before.success + part * (after.success - before.success)
        }
        (Some(only), None) | (None, Some(only)) => only.success,
        (None, None) => f64::NAN,
    }
}

/// Average recovered share of the quality gap (APGR): area under `(Q(f) - p_w) / (p_s - p_w)` for the share `f` of strong
/// calls from 0 to 1, straight between `points`, which are in order of `f`.
pub fn apgr(points: &[Choice], weak: f64, strong: f64) -> f64 {
    let recovered = |it: &Choice| (it.success - weak) / (strong - weak);
    let part = |pair: &[Choice]| {
        0.5 * (recovered(&pair[0]) + recovered(&pair[1])) * (pair[1].strong - pair[0].strong)
    };
    points.windows(2).map(part).sum()
}

/// The first place on a line through `points` at which the success rate is at least `success`.
pub fn first_meeting(points: &[Choice], success: f64) -> Option<Choice> {
    let mut before: Option<&Choice> = None;
    for point in points {
        if point.success >= success {
            let Some(from) = before else { return Some(*point) };
            let part = (success - from.success) / (point.success - from.success);
            let mix = |a: f64, b: f64| a + part * (b - a);
            return Some(Choice {
                usd: mix(from.usd, point.usd),
                success,
                strong: mix(from.strong, point.strong),
            });
        }
        before = Some(point);
    }
    None
}

/// The share of strong calls that recovers the share `recovered` of the quality gap (CPT), straight between `points`.
pub fn cpt(points: &[Choice], weak: f64, strong: f64, recovered: f64) -> Option<f64> {
    match strong > weak {
        true => first_meeting(points, weak + recovered * (strong - weak)).map(|it| it.strong),
        false => None,
    }
}

/// Gain in quality over the best constant choice, as a share of it: `Q / Q_best - 1`.
pub fn performance_gain(success: f64, best_success: f64) -> f64 {
    success / best_success - 1.0
}

/// Saving at equal quality against the best constant choice: `1 - C / C_best`, for a policy that is at least as good; NaN
/// for one that is not.
pub fn saving(success: f64, usd: f64, best_success: f64, best_usd: f64) -> f64 {
    match success >= best_success - 1e-9 {
        true => 1.0 - usd / best_usd,
        false => f64::NAN,
    }
}

/// What RouteLLM calls cost savings: calls of the strong model that a random mix needs for the same recovered share of the
/// quality gap, over those that the router needs. It is not a saving against the strong model alone, which is
/// [`saving_against_strong`].
pub fn random_over_router(random_cpt: f64, router_cpt: f64) -> f64 {
    random_cpt / router_cpt
}

/// How many times cheaper than sending everything to the strong model a router is that calls it for the share `f`:
/// `c_s / ((1 - f) c_w + f c_s)`.
pub fn saving_against_strong(f: f64, weak_usd: f64, strong_usd: f64) -> f64 {
    strong_usd / ((1.0 - f) * weak_usd + f * strong_usd)
}

/// RouterArena's score of a router, 0 to 1.
///
/// # Formula
/// `S = (1 + beta) A C / (beta A + C)`, `beta = 0.1`, `A` the accuracy, `C = log2(200 / c) / log2(200 / 0.0044)`, `c` USD per
/// 1,000 queries.
///
/// ```
/// use undercut::routing::router_arena_score;
/// // NotDiamond: accuracy 60.83% at $4.10 for 1,000 queries scored 57.29.
/// assert!((router_arena_score(0.6083, 4.10) - 0.5729).abs() < 5e-4);
/// ```
pub fn router_arena_score(accuracy: f64, usd_per_1k: f64) -> f64 {
    const BETA: f64 = 0.1;
    const DEAREST: f64 = 200.0;
    const CHEAPEST: f64 = 0.0044;
    let cheapness = libm::log2(DEAREST / usd_per_1k) / libm::log2(DEAREST / CHEAPEST);
    (1.0 + BETA) * accuracy * cheapness / (BETA * accuracy + cheapness)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(usd: f64, success: f64, strong: f64) -> Choice {
        Choice { usd, success, strong }
    }

    #[test]
    fn aiq_of_two_models_is_their_mean() {
        let area = aiq(&[at(3.0, 0.8, 1.0)], at(1.0, 0.6, 0.0), 3.0);
        assert!((area - 0.7).abs() < 1e-12);
        // At 0.8 from half the range on: 0.7 over the first half and 0.8 over the second.
        let early = aiq(&[at(2.0, 0.8, 0.5), at(3.0, 0.7, 1.0)], at(1.0, 0.6, 0.0), 3.0);
        assert!((early - 0.75).abs() < 1e-12);
        // A router that is dearer than the dearest model adds what its mix with the cheapest adds.
        let late = aiq(&[at(5.0, 1.0, 1.0)], at(1.0, 0.6, 0.0), 3.0);
        assert!((late - 0.7).abs() < 1e-12);
    }

    #[test]
    fn a_line_recovers_a_half() {
        let line = [at(1.0, 0.6, 0.0), at(3.0, 0.8, 1.0)];
        assert!((apgr(&line, 0.6, 0.8) - 0.5).abs() < 1e-12);
        assert!((cpt(&line, 0.6, 0.8, 0.8).unwrap() - 0.8).abs() < 1e-12);
        assert_eq!(cpt(&line, 0.8, 0.6, 0.8), None);
        let met = first_meeting(&line, 0.7).unwrap();
        assert!((met.usd - 2.0).abs() < 1e-12 && first_meeting(&line, 0.9).is_none());
    }

    #[test]
    fn savings_are_only_at_equal_quality() {
        assert!((saving(0.8, 1.0, 0.8, 4.0) - 0.75).abs() < 1e-12);
        assert!(saving(0.7, 1.0, 0.8, 4.0).is_nan());
        assert!((performance_gain(0.84, 0.8) - 0.05).abs() < 1e-12);
    }
}
