use super::*;
use crate::uncertainty::Stream;
use proptest::prelude::*;

const RESOLUTIONS: [f64; 3] = [0.001, 0.01, 1.0];

/// A block of draws of three points: a sign-changing one, a heavy tail, and one that often does not exist.
fn block(index: u32, draws: u32) -> Bands {
    let mut bands = Bands::new(&RESOLUTIONS);
    for draw in 0..draws {
        let mut stream = Stream::new(1, 2, 1000 * index + draw);
        let (a, b, c) = (stream.normal(), libm::exp(2.0 * stream.normal()), stream.uniform());
        bands.add_draw(&[a, b, if c < 0.3 { f64::NAN } else { 1e6 * c }]);
    }
    bands.end_block();
    bands
}

fn all(blocks: &[u32]) -> Bands {
    let mut bands = Bands::new(&RESOLUTIONS);
    blocks.iter().for_each(|index| bands.merge(&block(*index, 32)).unwrap());
    bands
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_and_grouping_of_blocks_gives_the_same_words(
        order in Just((0..12u32).collect::<Vec<_>>()).prop_shuffle(),
        cut in 0usize..=12,
        through_words: bool,
    ) {
        let (left, right) = order.split_at(cut);
        let mut merged = all(left);
        let right = all(right);
        if through_words {
            merged.merge_words(&right.to_words()).unwrap();
        } else {
            merged.merge(&right).unwrap();
        }
        prop_assert_eq!(merged.to_words(), all(&(0..12).collect::<Vec<_>>()).to_words());
    }

    #[test]
    fn broken_words_are_refused_or_read_without_a_panic(
        changes in prop::collection::vec((0usize..2000, any::<u32>()), 1..4),
        keep in 0usize..2000,
    ) {
        let mut words = all(&[0, 1, 2, 3, 4]).to_words();
        let mut bands = Bands::new(&RESOLUTIONS);
        let untouched = bands.to_words();
        prop_assert_eq!(bands.merge_words(&words[..keep.min(words.len() - 1)]), Err(Mismatch));
        for (place, word) in changes {
            let place = place % words.len();
            words[place] = word;
        }
        if bands.merge_words(&words) == Err(Mismatch) {
            prop_assert_eq!(bands.to_words(), untouched);
        } else {
            let same = bands.clone();
            bands.merge(&same).unwrap();
            (0..bands.points()).for_each(|point| { let _ = bands.band(point); });
        }
    }
}

#[test]
fn a_band_is_what_sorting_all_draws_says() {
    let mut bands = Bands::new(&[0.001]);
    let mut exact = Vec::new();
    for index in 0..16 {
        for draw in 0..256 {
            let value = 0.2 + 0.5 * Stream::new(3, 4, index * 256 + draw).normal();
            bands.add_draw(&[value]);
            exact.push(value);
        }
        bands.end_block();
    }
    let mean = exact.iter().sum::<f64>() / exact.len() as f64;
    exact.sort_by(f64::total_cmp);
    let band = bands.band(0);
    for (read, q) in [(band.p5, 0.05), (band.p25, 0.25), (band.p50, 0.5), (band.p95, 0.95)] {
        let rank = (q * exact.len() as f64).ceil() as usize;
        let is = exact[rank - 1];
        assert!((read - is).abs() <= 0.001 + is.abs() / 128.0, "{read} {is}");
    }
    assert!((band.mean - mean).abs() < 1e-12);
    assert_eq!((band.defined, bands.draws(), bands.blocks()), (1.0, 4096, 16));
    // The median of n normal draws has standard error sd sqrt(pi / 2 / n); 16 blocks estimate it to
    // about 18%, and four times that is still far from a wrong power of n.
    let expected = 0.5 * (std::f64::consts::FRAC_PI_2 / 4096.0).sqrt();
    assert!((band.error / expected - 1.0).abs() < 0.72, "{} {expected}", band.error);
}

#[test]
fn equal_draws_give_back_their_value() {
    let mut bands = Bands::new(&[0.001]);
    for _ in 0..5 {
        (0..256).for_each(|_| bands.add_draw(&[0.123_456_789]));
        bands.end_block();
    }
    let Band { p5, p25, p50, p75, p95, mean, error, defined } = bands.band(0);
    assert_eq!([p5, p25, p50, p75, p95, mean], [0.123_456_789; 6]);
    assert_eq!((error, defined), (0.0, 1.0));
}

#[test]
fn values_that_do_not_exist_are_left_out() {
    let mut bands = Bands::new(&[0.001, 0.001]);
    bands.add_draw(&[1.0]);
    bands.add_draw(&[f64::NAN, f64::NAN, 7.0]);
    assert_eq!(bands.draws(), 0, "a block counts when it ends");
    bands.end_block();
    bands.end_block();
    assert_eq!((bands.draws(), bands.blocks()), (2, 1));
    let (first, second) = (bands.band(0), bands.band(1));
    assert_eq!((first.p50, first.mean, first.defined), (1.0, 1.0, 0.5));
    assert!(first.error.is_nan() && second.p50.is_nan() && second.mean.is_nan());
    assert_eq!((second.defined, bands.band(2).defined), (0.0, 0.0));
    let mut back = Bands::new(&[0.001, 0.001]);
    back.merge_words(&bands.to_words()).unwrap();
    assert_eq!(back.to_words(), bands.to_words());
}

#[test]
fn bands_of_different_points_do_not_merge() {
    let mut bands = Bands::new(&[0.001]);
    assert_eq!(bands.merge(&Bands::new(&[0.001, 0.001])), Err(Mismatch));
    assert_eq!(bands.merge(&Bands::new(&[1.0])), Err(Mismatch));
    assert_eq!(bands.merge_words(&Bands::new(&[0.001, 0.001]).to_words()), Err(Mismatch));
    assert_eq!(bands.merge_words(&Bands::new(&[1.0]).to_words()), Err(Mismatch));
}

#[test]
fn no_points_are_no_trouble() {
    let mut bands = Bands::new(&[]);
    bands.add_draw(&[]);
    bands.end_block();
    let words = bands.to_words();
    bands.merge_words(&words).unwrap();
    assert_eq!(bands.draws(), 2);
}
