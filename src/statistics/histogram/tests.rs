use super::*;
use crate::statistics::words::Words;
use proptest::prelude::*;

fn histogram(resolution: f64, numbers: &[f64]) -> Histogram {
    let mut histogram = Histogram::new(resolution);
    numbers.iter().for_each(|x| histogram.add(*x));
    histogram
}

fn words(histogram: &Histogram) -> Vec<u32> {
    let mut words = Vec::new();
    histogram.write(&mut words);
    words
}

/// Numbers of all sizes and both signs, with atoms at 0 and 1.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -2.0f64..2.0,
        2 => (-12.0f64..12.0).prop_map(libm::exp),
        1 => (-12.0f64..12.0).prop_map(|x| -libm::exp(x)),
        1 => prop_oneof![Just(0.0), Just(-0.0), Just(1.0)],
    ]
}

proptest! {
    #[test]
    fn a_quantile_is_within_a_bin_of_the_exact_one(
        mut numbers in prop::collection::vec(number(), 1..300),
        q in 0.0f64..=1.0,
        resolution in 1e-6f64..0.1,
    ) {
        let histogram = histogram(resolution, &numbers);
        numbers.sort_by(f64::total_cmp);
        let rank = (q * numbers.len() as f64).ceil().max(1.0) as usize;
        let exact = numbers[rank - 1];
        let stated = resolution + exact.abs() / 128.0;
        let read = histogram.quantile(q);
        prop_assert!((read - exact).abs() <= stated, "{} instead of {}", read, exact);
    }

    #[test]
    fn a_share_is_as_exact_near_one_as_near_zero(
        mut numbers in prop::collection::vec(prop_oneof![number(), 0.0f64..1.0, 0.98f64..1.0], 1..300),
        q in 0.0f64..=1.0,
        resolution in 1e-6f64..0.01,
    ) {
        let mut histogram = Histogram::of_shares(resolution);
        numbers.iter().for_each(|x| histogram.add(*x));
        numbers.sort_by(f64::total_cmp);
        let rank = (q * numbers.len() as f64).ceil().max(1.0) as usize;
        let exact = numbers[rank - 1];
        // The bin of 1/2 reaches to both sides of it.
        let stated = resolution + exact.abs().min((1.0 - exact).abs()) / 128.0;
        let most = if (exact - 0.5).abs() < 0.01 { 2.0 * stated } else { stated };
        let read = histogram.quantile(q);
        prop_assert!((read - exact).abs() <= most, "{} instead of {}", read, exact);
    }

    #[test]
    fn bins_of_shares_rise(a in -3.0f64..1.5, b in -3.0f64..1.5) {
        let histogram = Histogram::of_shares(1e-4);
        prop_assert!(a > b || histogram.bin(a) <= histogram.bin(b));
        let (low, high) = histogram.ends(histogram.bin(a));
        let slack = histogram.resolution();
        prop_assert!(low - slack <= a && a <= high + slack, "{} not in {} to {}", a, low, high);
    }

    #[test]
    fn merging_in_any_order_and_grouping_gives_the_same_words(
        numbers in prop::collection::vec(number(), 0..200),
        turn in 0usize..200,
        cut in 0usize..200,
    ) {
        let whole = histogram(0.01, &numbers);
        let mut turned = numbers.clone();
        turned.rotate_left(turn.min(numbers.len()));
        let (left, right) = turned.split_at(cut.min(numbers.len()));
        let mut merged = histogram(0.01, right);
        merged.merge(&histogram(0.01, left)).unwrap();
        prop_assert_eq!(words(&whole), words(&merged));
        let written = words(&merged);
        let mut back = Histogram::new(0.01);
        back.add_written(&Written::read(&mut Words(&written), &merged).unwrap());
        prop_assert_eq!(words(&back), words(&whole));
    }

    #[test]
    fn bins_hold_their_numbers_and_rise_with_them(x in number(), y in number()) {
        let histogram = Histogram::new(0.001);
        let (low, high) = histogram.ends(histogram.bin(x));
        let r = histogram.resolution();
        prop_assert!(low <= x && x <= high || x.abs() < r, "{low} {x} {high}");
        prop_assert!(high - low <= r + x.abs() / 128.0);
        if x <= y {
            prop_assert!(histogram.bin(x) <= histogram.bin(y));
        }
        prop_assert_eq!(histogram.bin(-x), -histogram.bin(x));
    }
}

#[test]
fn atoms_are_read_exactly() {
    let constant = histogram(0.001, &[0.1; 7]);
    assert_eq!(constant.quantiles([0.05, 0.5, 0.95]), [0.1; 3]);
    let tiny = histogram(0.001, &[1e-9; 7]);
    assert_eq!(tiny.quantile(0.5), 1e-9);
    let half_zero = histogram(0.001, &[0.0, 0.0, 0.0, 0.3, 1.0]);
    assert_eq!(half_zero.quantiles([0.5, 1.0]), [0.0, 1.0]);
}

#[test]
fn numbers_out_of_range_count_at_the_limit_and_nan_apart() {
    let histogram = histogram(1.0, &[f64::INFINITY, f64::NEG_INFINITY, 1e300, f64::NAN, 5.0]);
    assert_eq!((histogram.defined(), histogram.undefined()), (4, 1));
    assert_eq!(histogram.quantiles([0.0, 1.0]), [-histogram.limit(), histogram.limit()]);
    assert!(Histogram::new(1.0).quantile(0.5).is_nan());
    assert_eq!(histogram.limit(), 1_099_511_627_776.0);
}

#[test]
fn a_resolution_that_is_none_is_the_smallest() {
    for resolution in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-300] {
        assert_eq!(Histogram::new(resolution).exponent, -200);
    }
    assert_eq!(Histogram::new(0.001).resolution(), 1.0 / 1024.0);
    assert_eq!(histogram(1.0, &[]).merge(&Histogram::new(2.0)), Err(Mismatch));
}

#[test]
fn counts_beyond_16_bits_survive_their_words() {
    let mut many = histogram(1.0, &[3.0, 40.0]);
    for _ in 0..17 {
        let same = many.clone();
        many.merge(&same).unwrap();
    }
    let written = words(&many);
    let mut back = Histogram::new(1.0);
    back.add_written(&Written::read(&mut Words(&written), &many).unwrap());
    assert_eq!((back.defined(), words(&back)), (1 << 18, words(&many)));
}

fn median(numbers: &[f64]) -> Option<f64> {
    let (mut histogram, mut room) = (Histogram::new(0.01), Room::default());
    let median = histogram.add_block(numbers, &mut room);
    assert_eq!(histogram.defined(), numbers.len() as u32);
    assert!(room.counts.iter().all(|count| *count == 0));
    median
}

#[test]
fn medians_lie_in_the_middle() {
    assert_eq!(median(&[3.0, -1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[3.0, -1.0, -2.0, 2.0]), Some(0.5));
    assert_eq!(median(&[0.0]), Some(0.0));
    assert_eq!(median(&[]), None);
}

proptest! {
    #[test]
    fn medians_are_those_of_the_sorted_numbers(
        numbers in prop::collection::vec(prop_oneof![-1e3..1e3f64, -0.05..0.05, Just(7.0)], 1..80),
    ) {
        let mut sorted = numbers.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = [sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]];
        prop_assert_eq!(median(&numbers), Some(0.5 * middle[0] + 0.5 * middle[1]));
    }
}
