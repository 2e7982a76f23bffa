//! Do draws follow the distributions they are named after?
//!
//! Goodness of fit by Kolmogorov and Smirnov: for `n` draws the largest gap between their empirical
//! distribution and the true one exceeds `1.95 / sqrt(n)` with probability 0.001. Every distribution function
//! here is written from its definition, not taken from the code or the library under test.

use undercut::uncertainty::{BLOCK, Distribution, Domain, Stream, Unit, key, parse, point};

const DRAWS: u32 = 20_000;
const SEEDS: [u64; 3] = [0, 1, 20_260_401];

/// Asserts that draws of a quantity follow `cdf`, for each seed.
fn assert_fit(text: &str, unit: Unit, domain: Domain, cdf: impl Fn(f64) -> f64) {
    let distribution = parse(text, unit, domain).unwrap();
    for seed in SEEDS {
        let gap = largest_gap(&distribution, seed, &cdf);
        let allowed = 1.95 / f64::from(DRAWS).sqrt();
        assert!(gap < allowed, "{text}, seed {seed}: gap {gap}, allowed {allowed}");
    }
}

fn largest_gap(distribution: &Distribution, seed: u64, cdf: impl Fn(f64) -> f64) -> f64 {
    let mut stream = Stream::new(seed, key("tests.distributions"), 0);
    let mut draws: Vec<f64> = (0..DRAWS).map(|_| distribution.quantile(stream.uniform())).collect();
    draws.sort_by(f64::total_cmp);
    let n = f64::from(DRAWS);
    let gap = |(rank, x): (usize, &f64)| {
        let (below, upto) = (rank as f64 / n, (rank + 1) as f64 / n);
        (cdf(*x) - below).abs().max((upto - cdf(*x)).abs())
    };
    draws.iter().enumerate().map(gap).fold(0.0, f64::max)
}

/// The standard normal distribution function, by its Taylor series about 0:
/// `1/2 + density(x) (x + x^3/3 + x^5/(3 5) + ...)`.
fn normal_cdf(x: f64) -> f64 {
    if x < -8.0 {
        return 0.0;
    }
    if x > 8.0 {
        return 1.0;
    }
    let (mut term, mut sum) = (x, x);
    let mut odd = 1.0;
    while term.abs() > 1e-17 {
        odd += 2.0;
        term *= x * x / odd;
        sum += term;
    }
    0.5 + sum * libm::exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt()
}

/// The 95th percentile of a standard normal, by halving an interval about the root of its own series.
fn z95() -> f64 {
    let (mut low, mut high) = (1.0, 2.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if normal_cdf(middle) < 0.95 { low = middle } else { high = middle }
    }
    low
}

#[test]
fn an_interval_of_a_positive_number_is_lognormal() {
    let (mu, sigma) = (0.5 * (libm::log(4.0) + libm::log(10.0)), libm::log(2.5) / (2.0 * z95()));
    let cdf = |x: f64| normal_cdf((libm::log(x) - mu) / sigma);
    assert_fit("4 to 10", Unit::Ratio, Domain::Positive, cdf);
}

#[test]
fn a_lognormal_has_its_median_and_sigma() {
    let cdf = |x: f64| normal_cdf((libm::log(x) - libm::log(3.0)) / 0.7);
    assert_fit("lognormal(3, 0.7)", Unit::Ratio, Domain::Positive, cdf);
}

#[test]
fn a_normal_has_its_mean_and_standard_deviation() {
    assert_fit("normal(10, 2)", Unit::Count, Domain::Real, |x| normal_cdf((x - 10.0) / 2.0));
}

#[test]
fn plus_or_minus_is_half_a_90_percent_interval_of_a_normal() {
    let sd = 2.0 / z95();
    assert_fit("10 ± 2", Unit::Count, Domain::Real, |x| normal_cdf((x - 10.0) / sd));
    assert_fit("8 to 12", Unit::Count, Domain::Real, |x| normal_cdf((x - 10.0) / sd));
}

/// The distribution function of a logit-normal on (`floor`, `floor + room`) by its 90% interval.
fn logit_normal_cdf(low: f64, high: f64, floor: f64, room: f64) -> impl Fn(f64) -> f64 {
    let log_odds = move |x: f64| libm::log((x - floor) / (floor + room - x));
    let (l, h) = (log_odds(low), log_odds(high));
    let (middle, sigma) = (0.5 * (l + h), (h - l) / (2.0 * z95()));
    move |x| normal_cdf((log_odds(x) - middle) / sigma)
}

#[test]
fn an_interval_of_a_share_is_logit_normal() {
    let cdf = logit_normal_cdf(0.02, 0.6, 0.0, 1.0);
    assert_fit("2 to 60%", Unit::Fraction, Domain::Unit, cdf);
}

#[test]
fn an_interval_of_an_auc_is_logit_normal_above_a_half() {
    let cdf = logit_normal_cdf(0.55, 0.65, 0.5, 0.5);
    assert_fit("0.55 to 0.65", Unit::Fraction, Domain::Auc, cdf);
}

#[test]
fn a_uniform_is_flat() {
    assert_fit("uniform(2, 40)", Unit::Usd, Domain::Positive, |x| (x - 2.0) / 38.0);
}

/// The area under a triangle up to `x`.
fn triangular_cdf(low: f64, mode: f64, high: f64) -> impl Fn(f64) -> f64 {
    move |x| {
        if x < mode {
            (x - low) * (x - low) / ((high - low) * (mode - low))
        } else {
            1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
        }
    }
}

#[test]
fn a_triangular_has_its_corners() {
    assert_fit("triangular(1, 2, 5)", Unit::Usd, Domain::Positive, triangular_cdf(1.0, 2.0, 5.0));
    assert_fit("triangular(1, 1, 5)", Unit::Usd, Domain::Positive, triangular_cdf(1.0, 1.0, 5.0));
    assert_fit("triangular(1, 5, 5)", Unit::Usd, Domain::Positive, triangular_cdf(1.0, 5.0, 5.0));
}

/// The distribution function of a beta by the midpoint rule in `s`, where `x = sin^2(pi/2 t)` and
/// `t = s^2 (3 - 2 s)`: the density in `s` falls to 0 at both ends for shapes from 1/2.
fn beta_cdf(a: f64, b: f64) -> impl Fn(f64) -> f64 {
    const STEPS: usize = 20_000;
    const QUARTER_TURN: f64 = std::f64::consts::FRAC_PI_2;
    let mut upto = vec![0.0];
    for i in 0..STEPS {
        let s = (i as f64 + 0.5) / STEPS as f64;
        let t = QUARTER_TURN * s * s * (3.0 - 2.0 * s);
        let (sin, cos) = (libm::sin(t), libm::cos(t));
        let density = libm::pow(sin, 2.0 * a - 1.0) * libm::pow(cos, 2.0 * b - 1.0) * s * (1.0 - s);
        upto.push(upto[i] + density);
    }
    let whole = upto[STEPS];
    move |x: f64| {
        let t = libm::atan2(x.sqrt(), (1.0 - x).sqrt()) / QUARTER_TURN;
        let s = 0.5 - libm::sin(libm::asin(1.0 - 2.0 * t) / 3.0);
        let place = s * STEPS as f64;
        let cell = (place as usize).min(STEPS - 1);
        (upto[cell] + (upto[cell + 1] - upto[cell]) * (place - cell as f64)) / whole
    }
}

#[test]
fn a_beta_has_its_shapes() {
    for (a, b) in [(8.0, 2.0), (0.5, 0.5), (1.0, 1.0), (2.0, 30.0), (200.0, 3.0), (900.0, 1200.0)] {
        assert_fit(&format!("beta({a}, {b})"), Unit::Fraction, Domain::Unit, beta_cdf(a, b));
    }
}

#[test]
fn the_quantile_of_a_beta_undoes_its_integral() {
    let shapes = [0.5, 0.7, 1.0, 1.5, 3.0, 20.0, 150.0];
    for a in shapes {
        for b in shapes {
            let beta = parse(&format!("beta({a}, {b})"), Unit::Fraction, Domain::Unit).unwrap();
            let cdf = beta_cdf(a, b);
            for u in [1e-4, 0.01, 0.05, 0.3, 0.5, 0.8, 0.95, 0.999] {
                let gap = cdf(beta.quantile(u)) - u;
                assert!(gap.abs() < 1e-6, "beta({a}, {b}) at {u}: off by {gap}");
            }
        }
    }
}

/// The test must be able to fail: a slightly wrong distribution is found out.
#[test]
fn a_wrong_distribution_is_found_out() {
    let distribution = parse("normal(10, 2)", Unit::Count, Domain::Real).unwrap();
    let allowed = 1.95 / f64::from(DRAWS).sqrt();
    for seed in SEEDS {
        let shifted = largest_gap(&distribution, seed, |x| normal_cdf((x - 10.1) / 2.0));
        let wider = largest_gap(&distribution, seed, |x| normal_cdf((x - 10.0) / 2.2));
        assert!(shifted > allowed && wider > allowed, "{shifted} {wider}");
    }
}

#[test]
fn stated_means_are_the_means_of_the_quantiles() {
    for (text, domain) in [
        ("4 to 10", Domain::Positive),
        ("0.02 to 0.6", Domain::Unit),
        ("0.0001 to 0.9999", Domain::Unit),
        ("0.55 to 0.65", Domain::Auc),
        ("normal(10, 2)", Domain::Real),
        ("uniform(2, 40)", Domain::Real),
        ("triangular(1, 2, 5)", Domain::Positive),
        ("beta(8, 2)", Domain::Unit),
    ] {
        let distribution = parse(text, Unit::Ratio, domain).unwrap();
        for known in [distribution, distribution.widened(1.3), distribution.widened(0.5)] {
            const CELLS: u32 = 100_000;
            let at = |i| known.quantile((f64::from(i) + 0.5) / f64::from(CELLS));
            let mean = (0..CELLS).map(at).sum::<f64>() / f64::from(CELLS);
            assert!((known.mean() / mean - 1.0).abs() < 2e-5, "{text}: {} {mean}", known.mean());
        }
    }
}

#[test]
fn widening_keeps_the_median_and_scales_the_spread() {
    let ratio = |d: &Distribution| libm::log(d.high() / d.low());
    let speedup = parse("4 to 10", Unit::Ratio, Domain::Positive).unwrap();
    assert!((ratio(&speedup.widened(2.0)) - 2.0 * ratio(&speedup)).abs() < 1e-12);
    let odds = |x: f64| libm::log(x / (1.0 - x));
    for text in ["0.2 to 0.6", "beta(8, 2)"] {
        let share = parse(text, Unit::Fraction, Domain::Unit).unwrap();
        let wide = share.widened(2.0);
        let (up, wide_up) =
            (odds(share.high()) - odds(share.median()), odds(wide.high()) - odds(wide.median()));
        assert!((wide_up - 2.0 * up).abs() < 1e-9, "{text}");
    }
    // A uniform has room up to the edge of its domain, and no further.
    let share = parse("uniform(0.2, 0.6)", Unit::Fraction, Domain::Unit).unwrap();
    assert!((share.widened(1.5).quantile(0.0) - 0.1).abs() < 1e-12);
    assert_eq!(share.widened(5.0).quantile(0.0), 0.0);
    assert!((share.widened(5.0).quantile(1.0) - 0.8).abs() < 1e-12);
}

#[test]
fn each_block_of_points_has_one_in_each_cell() {
    for (seed, path) in [(0, "a"), (1, "serving.utilization"), (99, "market.elasticity")] {
        for block in [0, 1, 63, 391] {
            let mut cells = [0u32; BLOCK as usize];
            for draw in block * BLOCK..(block + 1) * BLOCK {
                let u = point(seed, key(path), draw);
                assert!(u > 0.0 && u < 1.0);
                cells[(u * f64::from(BLOCK)) as usize] += 1;
            }
            assert_eq!(cells, [1; BLOCK as usize], "seed {seed}, {path}, block {block}");
        }
    }
}

/// Correlation of two lists.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let product = |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum()
    };
    product(x, mx, y, my) / (product(x, mx, x, mx) * product(y, my, y, my)).sqrt()
}

/// Independent lists of `n` correlate by less than `3.3 / sqrt(n)` with probability 0.999 each; the 66 pairs
/// of twelve paths get `4.5 / sqrt(n)`, exceeded by any of them with probability 0.0005.
#[test]
fn paths_are_independent_of_each_other() {
    const N: u32 = 16_384;
    let paths: Vec<String> = (0..12).map(|i| format!("workload.task[{i}].share")).collect();
    let points = |path: &String| (0..N).map(|draw| point(7, key(path), draw)).collect::<Vec<_>>();
    let streams = |path: &String| {
        (0..N).map(|draw| Stream::new(7, key(path), draw).uniform()).collect::<Vec<_>>()
    };
    let lists: [Vec<Vec<f64>>; 2] =
        [paths.iter().map(points).collect(), paths.iter().map(streams).collect()];
    for lists in lists {
        for (i, x) in lists.iter().enumerate() {
            for (j, y) in lists[..i].iter().enumerate() {
                let r = correlation(x, y);
                assert!(r.abs() < 4.5 / f64::from(N).sqrt(), "paths {i} and {j}: {r}");
            }
        }
    }
}

/// Neighbouring seeds, draws and blocks must not resemble each other either.
#[test]
fn seeds_draws_and_blocks_are_independent() {
    const N: u32 = 16_384;
    let path = key("serving.utilization");
    let of =
        |seed: u64, shift: u32| (0..N).map(|i| point(seed, path, i + shift)).collect::<Vec<_>>();
    let bound = 4.5 / f64::from(N).sqrt();
    assert!(correlation(&of(1, 0), &of(2, 0)).abs() < bound, "seeds");
    assert!(correlation(&of(1, 0), &of(1, BLOCK)).abs() < bound, "blocks");
    let first = |shift: u32| {
        (0..N).map(|draw| Stream::new(1, path, draw + shift).uniform()).collect::<Vec<_>>()
    };
    assert!(correlation(&first(0), &first(1)).abs() < bound, "draws");
    let next: Vec<f64> = (0..N)
        .map(|draw| {
            let mut stream = Stream::new(1, path, draw);
            stream.uniform();
            stream.uniform()
        })
        .collect();
    assert!(correlation(&first(0), &next).abs() < bound, "numbers of a stream");
}

/// Points halve the error of a mean many times over; plain random numbers would not.
#[test]
fn points_integrate_a_smooth_function_far_better_than_chance() {
    let path = key("tests.integral");
    let mean =
        |seed: u64| (0..BLOCK).map(|i| point(seed, path, i)).map(|u| u * u).sum::<f64>() / 256.0;
    let squared: f64 =
        (0..100).map(|seed| mean(seed) - 1.0 / 3.0).map(|e| e * e).sum::<f64>() / 100.0;
    // The variance of u^2 is 4/45, so a mean of 256 independent draws has error 0.0186.
    assert!(squared.sqrt() < 0.0186 / 50.0, "{}", squared.sqrt());
}

/// Frozen values: a change here changes every result of every scenario, and belongs in the change log.
#[test]
fn keys_streams_and_points_are_frozen() {
    // Test vectors of FNV-1a, 64 bits, as published with it.
    assert_eq!(key(""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(key("a"), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(key("foobar"), 0x8594_4171_f739_67e8);
    let mut stream = Stream::new(1, key("serving.utilization"), 2);
    let uniform = [stream.uniform(), stream.uniform(), stream.uniform()];
    let points = [0, 1, 255, 256, 65_536].map(|draw| point(1, key("serving.utilization"), draw));
    assert_eq!(
        uniform.map(f64::to_bits),
        [0x3fcc_d9d6_eb24_a33c, 0x3fd7_95d9_6d96_c7da, 0x3fc8_44f4_898d_ab8c]
    );
    assert_eq!(
        points.map(f64::to_bits),
        [
            0x3fdc_c5e8_4000_0000,
            0x3fe5_1210_e000_0000,
            0x3fe3_9ded_2000_0000,
            0x3fe9_fdc3_2000_0000,
            0x3fdb_cc3e_c000_0000
        ]
    );
    assert_eq!(stream.normal().to_bits(), 0x3feb_0541_7d85_1986);
}

/// Frozen quantiles: the same bits on every target.
#[test]
fn quantiles_are_frozen() {
    let bits = |text, domain| parse(text, Unit::Ratio, domain).unwrap().quantile(0.3).to_bits();
    let read = [
        bits("4 to 10", Domain::Positive),
        bits("0.2 to 0.6", Domain::Unit),
        bits("0.55 to 0.65", Domain::Auc),
        bits("normal(10, 2)", Domain::Real),
        bits("triangular(1, 2, 5)", Domain::Real),
        bits("beta(8, 2)", Domain::Unit),
    ];
    let frozen = [
        0x4015_dc3b_887f_9633,
        0x3fd4_2bd6_2e76_c27e,
        0x3fe2_64ea_2188_fbf2,
        0x4021_e703_8d4f_a740,
        0x4000_d055_0381_c32a,
        0x3fe7_fed8_38fc_f09e,
    ];
    assert_eq!(read, frozen);
}
