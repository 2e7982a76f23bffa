//! How long a request waits for a free place when requests come at random.

/// A replica, or several alike behind one queue, as places that requests come to at random and hold from
/// prefill to their last token.
///
/// A replica at batch `B` has `floor(B)` places, and a request holds one for
/// `prefill + osl TPOT` seconds ([`crate::serving::Pace`]).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Requests that can be in flight at once.
    pub places: u32,
    /// Share of them in use on average, in [0, 1).
    pub utilisation: f64,
    /// Mean time that a request holds its place, seconds.
    pub service_s: f64,
    /// Variance of that time over the square of its mean: 0 if all are alike, 1 if exponential.
    pub service_cv2: f64,
}

impl Queue {
    /// Mean wait for a place, seconds: Poisson arrivals, first come first served (M/G/c).
    ///
    /// # Formula
    /// Kimura (1986), exact for exponential times and close elsewhere: with `v` = `service_cv2`,
    /// `W = (1 + v) / (2 v / W_M + (1 - v) / W_D)`, where
    /// `W_M = C(c, U) service / (c (1 - U))` is exact for exponential times (Erlang C), and
    /// `W_D = W_M min(1/2 (1 + (1 - U) (c - 1) (sqrt(4 + 5 c) - 2) / (16 c U)), c / (c + 1))` is
    /// Cosmetatos' (1975) for equal times, held to its limit in light traffic.
    ///
    /// 0 without load; infinite from a utilisation of 1 on, where no queue is steady; NaN where a number
    /// is not one, is negative, or there is no place.
    ///
    /// ```
    /// use undercut::serving::Queue;
    /// // One server, exponential: W = U / (1 - U) service.
    /// let queue = Queue { places: 1, utilisation: 0.8, service_s: 2.0, service_cv2: 1.0 };
    /// assert!((queue.wait_s() - 8.0).abs() < 1e-12);
    /// ```
    pub fn wait_s(&self) -> f64 {
        let numbers = [self.utilisation, self.service_s, self.service_cv2];
        if self.places == 0 || !numbers.iter().all(|x| *x >= 0.0) {
            return f64::NAN;
        }
        if self.utilisation == 0.0 {
            return 0.0;
        }
        if self.utilisation >= 1.0 {
            return f64::INFINITY;
        }
        let (c, load) = (f64::from(self.places), self.utilisation);
        let idle = 1.0 - load;
        let exponential = erlang_c(self.places, load) * self.service_s / (c * idle);
        let v = self.service_cv2;
        let equal =
            0.5 * (1.0 + idle * (c - 1.0) * ((4.0 + 5.0 * c).sqrt() - 2.0) / (16.0 * c * load));
        exponential * (1.0 + v) / (2.0 * v + (1.0 - v) / equal.min(c / (c + 1.0)))
    }
}

/// Sum beyond which the chance of finding all places taken counts as none.
const NEVER: f64 = 1e15;

/// Share of requests that find all `places` taken, if they come at random and hold a place for an
/// exponential time (M/M/c, exact); `utilisation` in (0, 1), NaN elsewhere.
///
/// # Formula
/// With offered load `a = c U`, Erlang B by its inverse
/// `1 / B = sum over k in 0..=c of c (c - 1) ... (c - k + 1) / a^k`, then `C = B / (1 - U (1 - B))`.
/// A chance below 1e-15 is 0: the sum stops there, so that many places cost no time.
///
/// ```
/// use undercut::serving::erlang_c;
/// assert!((erlang_c(2, 0.5) - 1.0 / 3.0).abs() < 1e-15);
/// ```
pub fn erlang_c(places: u32, utilisation: f64) -> f64 {
    if places == 0 || !(utilisation > 0.0 && utilisation < 1.0) {
        return f64::NAN;
    }
    let places = f64::from(places);
    let per_load = 1.0 / (places * utilisation);
    let (mut term, mut sum, mut left) = (1.0, 1.0, places);
    while left > 0.0 {
        term *= left * per_load;
        let before = sum;
        sum += term;
        if sum > NEVER {
            return 0.0;
        }
        // Terms shrink once they are below 1, and then never matter again.
        if sum == before {
            break;
        }
        left -= 1.0;
    }
    1.0 / (sum * (1.0 - utilisation) + utilisation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(places: u32, utilisation: f64, service_cv2: f64) -> Queue {
        Queue { places, utilisation, service_s: 1.0, service_cv2 }
    }

    #[track_caller]
    fn near(actual: f64, expected: f64, relative: f64) {
        assert!((actual / expected - 1.0).abs() <= relative, "{actual} is not {expected}");
    }

    /// Erlang C from its definition, with factorials as running products.
    fn by_definition(places: u32, utilisation: f64) -> f64 {
        let a = f64::from(places) * utilisation;
        let (mut term, mut below) = (1.0, 0.0);
        for k in 0..places {
            below += term;
            term *= a / f64::from(k + 1);
        }
        let all = term / (1.0 - utilisation);
        all / (below + all)
    }

    #[test]
    fn erlang_c_is_exact() {
        for places in [1, 2, 3, 5, 10, 40, 120] {
            for utilisation in [0.05, 0.3, 0.5, 0.8, 0.95, 0.999] {
                let exact = by_definition(places, utilisation);
                if exact > 1e-14 {
                    near(erlang_c(places, utilisation), exact, 1e-12);
                } else {
                    assert!(erlang_c(places, utilisation) <= 1.001 * exact);
                }
            }
        }
        // Closed forms: one server, and two.
        near(erlang_c(1, 0.7), 0.7, 1e-15);
        near(erlang_c(2, 0.7), 2.0 * 0.49 / 1.7, 1e-15);
    }

    #[test]
    fn one_server_follows_pollaczek_and_khinchine() {
        for utilisation in [0.1, 0.5, 0.9, 0.99] {
            for v in [0.0, 0.5, 1.0, 2.0, 4.0] {
                let exact = 0.5 * (1.0 + v) * utilisation / (1.0 - utilisation);
                near(queue(1, utilisation, v).wait_s(), exact, 1e-12);
            }
        }
    }

    /// Mean wait of equal service times, exact: the number present one service time later is what was
    /// present beyond `c`, plus what came (Crommelin 1932), iterated until it stands.
    fn equal_times(places: usize, utilisation: f64) -> f64 {
        let arrivals = places as f64 * utilisation;
        let states = 40 * places + 400;
        let mut poisson = vec![libm::exp(-arrivals)];
        for k in 1..states {
            poisson.push(poisson[k - 1] * arrivals / k as f64);
        }
        let came = poisson.iter().rposition(|p| *p > 1e-18).expect("something came") + 1;
        let mut present = vec![0.0; states];
        present[0] = 1.0;
        let mut waiting = 0.0;
        for _ in 0..20_000 {
            let mut next = vec![0.0; states];
            for (n, chance) in present.iter().enumerate().filter(|(_, chance)| **chance > 1e-18) {
                let stay = n.saturating_sub(places);
                for (k, p) in poisson[..came.min(states - stay)].iter().enumerate() {
                    next[stay + k] += chance * p;
                }
            }
            present = next;
            let last = waiting;
            waiting = (places..states).map(|n| (n - places) as f64 * present[n]).sum::<f64>();
            if waiting > 0.0 && (waiting / last - 1.0).abs() < 1e-12 {
                break;
            }
        }
        waiting / arrivals
    }

    #[test]
    fn equal_service_times_wait_as_crommelin_says() {
        for (places, utilisation) in [(2, 0.5), (2, 0.9), (4, 0.7), (8, 0.8), (16, 0.9)] {
            let exact = equal_times(places as usize, utilisation);
            near(queue(places, utilisation, 0.0).wait_s(), exact, 0.02);
        }
    }

    #[test]
    fn waits_grow_with_load_and_variation_and_shrink_with_places() {
        for places in [1, 4, 64, 1000] {
            let mut last = -1.0;
            for utilisation in [0.0, 0.2, 0.5, 0.7, 0.9, 0.99] {
                let wait = queue(places, utilisation, 1.0).wait_s();
                assert!(wait >= last && wait.is_finite());
                assert!(queue(places, utilisation, 2.0).wait_s() >= wait);
                assert!(queue(places, utilisation, 0.0).wait_s() <= wait);
                assert!(queue(places + 1, utilisation, 1.0).wait_s() <= wait);
                last = wait;
            }
        }
    }

    #[test]
    fn what_is_no_queue_has_no_wait() {
        assert_eq!(queue(4, 0.0, 1.0).wait_s(), 0.0);
        assert_eq!(queue(4, 1.0, 1.0).wait_s(), f64::INFINITY);
        for broken in [queue(0, 0.5, 1.0), queue(4, f64::NAN, 1.0), queue(4, -0.1, 1.0)] {
            assert!(broken.wait_s().is_nan());
        }
        assert!(queue(4, 0.5, f64::NAN).wait_s().is_nan());
        assert!(erlang_c(0, 0.5).is_nan() && erlang_c(3, 1.0).is_nan());
    }
}
