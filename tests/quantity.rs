//! Quantities as people write them: what each text means, and which rule a wrong one breaks.

use proptest::prelude::*;
use undercut::uncertainty::{Distribution, Domain, Unit, parse};

fn value(text: &str, unit: Unit) -> f64 {
    match parse(text, unit, Domain::Real) {
        Ok(Distribution::Fixed(value)) => value,
        other => panic!("{text}: {other:?}"),
    }
}

fn rule(text: &str, unit: Unit, domain: Domain) -> String {
    parse(text, unit, domain).expect_err(text)
}

#[test]
fn numbers_are_the_nearest_to_what_is_written() {
    for (text, unit, expected) in [
        ("5", Unit::Count, 5.0),
        (" 5.25 ", Unit::Count, 5.25),
        (".5", Unit::Count, 0.5),
        ("1,234,567", Unit::Tokens, 1_234_567.0),
        ("1,234.5", Unit::Usd, 1234.5),
        ("1_000", Unit::Tokens, 1000.0),
        ("1 000 000", Unit::Tokens, 1e6),
        ("1\u{a0}000", Unit::Tokens, 1000.0),
        ("12\u{202f}500.5 tokens", Unit::Tokens, 12_500.5),
        ("1\u{2009}000", Unit::Tokens, 1000.0),
        ("1'000'000", Unit::Tokens, 1e6),
        ("1\u{2019}000", Unit::Tokens, 1000.0),
        ("\u{feff}5\u{200b}%", Unit::Fraction, 0.05),
        ("2.5e-3", Unit::Ratio, 0.0025),
        ("1E6", Unit::Count, 1e6),
        ("-5", Unit::Count, -5.0),
        ("\u{2212}5", Unit::Count, -5.0),
        ("\u{2013}5", Unit::Count, -5.0),
        ("\u{ff0d}5", Unit::Count, -5.0),
        ("+5", Unit::Count, 5.0),
        ("-$5", Unit::Usd, -5.0),
        ("$-5", Unit::Usd, -5.0),
        ("100M", Unit::TokensPerDay, 1e8),
        ("8k", Unit::Tokens, 8000.0),
        ("1.1M", Unit::Tokens, 1_100_000.0),
        ("671B", Unit::Count, 671e9),
        ("1.5T", Unit::Count, 1.5e12),
        ("7%", Unit::Fraction, 0.07),
        ("15 %", Unit::Fraction, 0.15),
        ("30% per year", Unit::PerYear, 0.3),
        ("30%/year", Unit::PerYear, 0.3),
        ("2% a month", Unit::PerMonth, 0.02),
        ("40x", Unit::Ratio, 40.0),
        ("$0.27/Mtok", Unit::UsdPerMtok, 0.27),
        ("$0.27 per Mtok", Unit::UsdPerMtok, 0.27),
        ("0.27 USD/Mtok", Unit::UsdPerMtok, 0.27),
        ("$0.002/ktok", Unit::UsdPerMtok, 2.0),
        ("$2.50/h", Unit::UsdPerHour, 2.5),
        ("$7304.85/month", Unit::UsdPerHour, 10.0),
        ("$12k/month", Unit::UsdPerMonth, 12_000.0),
        ("$1.2M per year", Unit::UsdPerMonth, 1e5),
        ("100M tokens/day", Unit::TokensPerDay, 1e8),
        ("100 Mtok/day", Unit::TokensPerDay, 1e8),
        ("20 ms", Unit::Seconds, 0.02),
        ("1.5 min", Unit::Seconds, 90.0),
        ("2 days", Unit::Hours, 48.0),
        ("2 years", Unit::Months, 24.0),
        ("60.87375 days", Unit::Months, 2.0),
        ("80G", Unit::Bytes, 80e9),
        ("80 GB", Unit::Bytes, 80e9),
        ("512 bytes", Unit::Bytes, 512.0),
        ("3.35 TB/s", Unit::BytesPerSecond, 3.35e12),
        ("1979T", Unit::Flops, 1979e12),
        ("2.25 PFLOPS", Unit::Flops, 2.25e15),
        ("1.2 kW", Unit::Watts, 1200.0),
        ("0.3 probit", Unit::Probit, 0.3),
    ] {
        assert_eq!(value(text, unit), expected, "{text}");
    }
}

#[test]
fn an_interval_is_from_the_5th_to_the_95th_percentile() {
    for (text, unit, domain, low, high) in [
        ("4 to 10", Unit::Ratio, Domain::Positive, 4.0, 10.0),
        ("4..10", Unit::Ratio, Domain::Positive, 4.0, 10.0),
        ("0.5 .. 0.8", Unit::Fraction, Domain::Unit, 0.5, 0.8),
        ("$0.50 to $4", Unit::Usd, Domain::Positive, 0.5, 4.0),
        ("$0.50 to 4", Unit::Usd, Domain::Positive, 0.5, 4.0),
        ("15 to 30%", Unit::Fraction, Domain::Unit, 0.15, 0.30),
        ("8k to 60k", Unit::Tokens, Domain::Positive, 8e3, 6e4),
        ("8k to 60k tokens", Unit::Tokens, Domain::Positive, 8e3, 6e4),
        ("4 to 9 months", Unit::Months, Domain::Positive, 4.0, 9.0),
        ("500 ms to 2 s", Unit::Seconds, Domain::Positive, 0.5, 2.0),
        ("50 to 80 GB", Unit::Bytes, Domain::Positive, 50e9, 80e9),
        ("50G to 80 GB", Unit::Bytes, Domain::Positive, 50e9, 80e9),
        ("0.55 to 0.65", Unit::Fraction, Domain::Auc, 0.55, 0.65),
        ("0.05 to 1.1", Unit::Ratio, Domain::Elasticity, 0.05, 1.1),
        ("-0.2 to 0.3", Unit::Probit, Domain::Real, -0.2, 0.3),
        ("0 to 8k", Unit::Tokens, Domain::Real, 0.0, 8e3),
        ("10 \u{b1} 2", Unit::Count, Domain::Real, 8.0, 12.0),
        ("10 +- 2 months", Unit::Months, Domain::Real, 8.0, 12.0),
        ("10 +/- 2", Unit::Count, Domain::Real, 8.0, 12.0),
        ("15% \u{b1} 5%", Unit::Fraction, Domain::Real, 0.10, 0.20),
    ] {
        let read = parse(text, unit, domain).expect(text);
        assert!((read.low() - low).abs() <= 1e-12 * high, "{text}: {}", read.low());
        assert!((read.high() - high).abs() <= 1e-12 * high, "{text}: {}", read.high());
    }
}

#[test]
fn the_family_of_an_interval_follows_the_domain() {
    let family = |domain| parse("0.6 to 0.8", Unit::Fraction, domain).unwrap();
    assert!(matches!(family(Domain::Positive), Distribution::Lognormal(_)));
    assert!(matches!(family(Domain::NonNegative), Distribution::Lognormal(_)));
    assert!(matches!(family(Domain::Unit), Distribution::LogitNormal(_)));
    assert!(matches!(family(Domain::Auc), Distribution::LogitNormal(_)));
    assert!(matches!(family(Domain::Real), Distribution::Normal(_)));
    let equal = parse("4 to 4.0", Unit::Ratio, Domain::Positive).unwrap();
    assert_eq!(equal, Distribution::Fixed(4.0));
}

#[test]
fn families_are_read_with_their_units() {
    let read = |text, unit, domain| parse(text, unit, domain).expect(text);
    for text in ["uniform(15, 30)%", "uniform(15%, 30%)", "uniform(15, 30%)"] {
        let uniform = read(text, Unit::Fraction, Domain::Unit);
        assert_eq!((uniform.quantile(0.0), uniform.quantile(1.0)), (0.15, 0.30), "{text}");
    }
    let triangular = read("triangular($1, $2, $5)", Unit::Usd, Domain::NonNegative);
    assert_eq!((triangular.quantile(0.0), triangular.quantile(1.0)), (1.0, 5.0));
    assert_eq!(triangular.quantile(0.25), 2.0);
    assert_eq!(read("normal(10k, 2k)", Unit::Tokens, Domain::Real).median(), 1e4);
    assert_eq!(read("lognormal(2, 0.5) months", Unit::Months, Domain::Positive).median(), 2.0);
    assert_eq!(read("beta(8, 2)", Unit::Fraction, Domain::Unit).mean(), 0.8);
    assert_eq!(read("uniform(0, 5)", Unit::Usd, Domain::Positive).quantile(0.5), 2.5);
    assert!(read("uniform(2, 2)", Unit::Usd, Domain::Positive).is_fixed());
}

#[test]
fn a_wrong_text_names_the_rule_it_breaks() {
    use Domain::{Auc, NonNegative, Positive, Real, Unit as Share};
    for (text, unit, domain, expected) in [
        ("", Unit::Count, Real, "must not be empty"),
        ("  ", Unit::Count, Real, "must not be empty"),
        ("four", Unit::Count, Real, "`four` is not a number"),
        ("nan", Unit::Count, Real, "must be a finite number"),
        ("-inf", Unit::Count, Real, "must be a finite number"),
        ("1e31", Unit::Count, Real, "`1e31` is absurdly large: the limit is 1e30"),
        (
            "1e999999999999",
            Unit::Count,
            Real,
            "`1e999999999999` is absurdly large: the limit is 1e30",
        ),
        ("2B", Unit::Tokens, Positive, "must be at most 1B tokens"),
        ("1 to 2e9", Unit::Months, Positive, "must be at most 1B months"),
        ("-9", Unit::Probit, Real, "must be between -8 probit and 8 probit"),
        (
            "1,23",
            Unit::Count,
            Real,
            "`1,23` is not a number: the decimal mark is a point, a comma stands between thousands",
        ),
        ("1__0", Unit::Count, Real, "`1__0` is not a number"),
        ("10 to 4", Unit::Count, Real, "interval is reversed: 10 is above 4"),
        ("30% to 15%", Unit::Fraction, Share, "interval is reversed: 30% is above 15%"),
        ("4 to", Unit::Count, Real, "interval needs two ends, such as `4 to 10`"),
        ("..4", Unit::Count, Real, "interval needs two ends, such as `4 to 10`"),
        ("1 to 2 to 3", Unit::Count, Real, "interval has more than two ends"),
        ("4-10", Unit::Count, Real, "write an interval as `4 to 10`"),
        ("5%\u{2013}10%", Unit::Fraction, Share, "write an interval as `4 to 10`"),
        ("1k\u{2013}4k", Unit::Tokens, Positive, "write an interval as `4 to 10`"),
        ("5\u{2014}10", Unit::Count, Real, "write an interval as `4 to 10`"),
        ("5-10%", Unit::Fraction, Share, "write an interval as `4 to 10`"),
        ("$5 \u{2013} $10", Unit::Usd, Positive, "write an interval as `4 to 10`"),
        ("5\u{2212}10 months", Unit::Months, Positive, "write an interval as `4 to 10`"),
        ("5~10", Unit::Count, Real, "write an interval as `4 to 10`"),
        (
            "50m",
            Unit::Tokens,
            Positive,
            "unknown unit `m`: did you mean `M`? this number takes tokens",
        ),
        (
            "80 gb",
            Unit::Bytes,
            Positive,
            "unknown unit `gb`: did you mean `GB`? this number takes B",
        ),
        (
            "5 Months",
            Unit::Months,
            Positive,
            "unknown unit `Months`: did you mean `months`? this number takes months, days, weeks, years",
        ),
        (
            "1.000.000",
            Unit::Tokens,
            Positive,
            "`.000` follows a number: the decimal mark is a point, and there is one",
        ),
        (
            "1,000'000",
            Unit::Count,
            Real,
            "`1,000'000` is not a number: the decimal mark is a point, a comma stands between thousands",
        ),
        ("5 10", Unit::Count, Real, "`5 10` is not a number"),
        (
            "1 to 8k",
            Unit::Tokens,
            Positive,
            "`8k` has the letter k and `1` has none: write it on both or on neither",
        ),
        (
            "15% to 30",
            Unit::Ratio,
            Real,
            "`15%` has a unit and `30` has none: write it on both or only at the end",
        ),
        (
            "5 parsecs",
            Unit::Months,
            Positive,
            "unknown unit `parsecs`: this number takes months, days, weeks, years",
        ),
        ("5%", Unit::Count, Real, "unknown unit `%`: this number takes no unit"),
        (
            "5 euros",
            Unit::UsdPerMtok,
            Real,
            "unknown unit `euros`: this number takes $, /Mtok, /ktok",
        ),
        ("$5", Unit::Fraction, Share, "`$` does not fit: this number takes %"),
        ("80B", Unit::Bytes, Positive, "`B` could mean bytes or billions: write `G` or `bytes`"),
        ("0", Unit::Usd, Positive, "must be above 0"),
        ("-1", Unit::Usd, NonNegative, "must not be below 0"),
        ("120%", Unit::Fraction, Share, "must be between 0 and 1"),
        ("0.4", Unit::Fraction, Auc, "must be between 0.5 and 1"),
        (
            "0 to 10",
            Unit::Usd,
            NonNegative,
            "interval starts at 0, which the 90% interval of a lognormal cannot; write `uniform(0, 10)` or move that end",
        ),
        (
            "0.9 to 1",
            Unit::Fraction,
            Share,
            "interval ends at 1, which the 90% interval of a logit-normal cannot; write `uniform(0.9, 1)` or move that end",
        ),
        (
            "1e-25 to 1e25",
            Unit::Usd,
            Positive,
            "interval is too wide: its ends are more than a factor of 1e28 apart",
        ),
        (
            "normal(10, 2)",
            Unit::Usd,
            Positive,
            "a normal can go below 0; write `6.71 to 13.3` for a lognormal",
        ),
        (
            "10 \u{b1} 2",
            Unit::Usd,
            Positive,
            "a normal can go below 0; write `8 to 12` for a lognormal",
        ),
        (
            "10 \u{b1} 20",
            Unit::Usd,
            Positive,
            "a normal can go below 0; write a lognormal as `4 to 10`, its 5th and 95th percentile",
        ),
        (
            "0.5 \u{b1} 0.1",
            Unit::Fraction,
            Share,
            "a normal can go below 0; write `0.4 to 0.6` for a logit-normal",
        ),
        ("10 \u{b1} -2", Unit::Count, Real, "the number after \u{b1} must not be below 0"),
        (
            "\u{b1} 2",
            Unit::Count,
            Real,
            "needs a number on both sides of \u{b1}, such as `10 \u{b1} 2`",
        ),
        (
            "lognormal(0.5, 0.1)",
            Unit::Fraction,
            Share,
            "a lognormal can go above 1; write `0.424 to 0.589` for a logit-normal",
        ),
        (
            "beta(8, 2)",
            Unit::Fraction,
            Auc,
            "a beta can go below 0.5; write `0.571 to 0.959` for a logit-normal",
        ),
        (
            "beta(0.1, 2)",
            Unit::Fraction,
            Share,
            "the shapes of a beta must be between 0.5 and 10,000",
        ),
        (
            "beta(8, 2)%",
            Unit::Fraction,
            Share,
            "nothing may follow beta(a, b): a share has no unit",
        ),
        ("beta(8%, 2)", Unit::Fraction, Share, "`8%` must be a number without a unit"),
        ("uniform(2)", Unit::Usd, Positive, "uniform takes 2 numbers (low, high), not 1"),
        (
            "triangular()",
            Unit::Usd,
            Positive,
            "triangular takes 3 numbers (low, mode, high), not 0",
        ),
        ("uniform(1, 2, 3)", Unit::Usd, Positive, "uniform takes 2 numbers (low, high), not 3"),
        ("uniform(40, 2)", Unit::Usd, Positive, "the ends of a uniform must rise"),
        ("uniform(-1, 2)", Unit::Usd, Positive, "must be above 0"),
        ("uniform(0, 2)", Unit::Fraction, Share, "must be between 0 and 1"),
        (
            "triangular(1, 9, 5)",
            Unit::Usd,
            Positive,
            "the numbers of a triangular must rise: low, mode, high",
        ),
        ("normal(1, 0)", Unit::Count, Real, "the standard deviation of a normal must be above 0"),
        (
            "lognormal(1, 21)",
            Unit::Usd,
            Positive,
            "the sigma of a lognormal must be above 0 and at most 20",
        ),
        (
            "gamma(1, 2)",
            Unit::Usd,
            Positive,
            "unknown family `gamma`: use uniform, triangular, normal, lognormal or beta",
        ),
        ("uniform(1, 2", Unit::Usd, Positive, "the closing parenthesis is missing"),
    ] {
        assert_eq!(rule(text, unit, domain), expected, "{text}");
    }
}

/// Pieces that a quantity may be made of, and some that it may not.
fn piece() -> impl Strategy<Value = String> {
    const PIECES: [&str; 40] = [
        "$",
        "%",
        "-",
        "\u{2212}",
        "+",
        ".",
        ",",
        "_",
        " ",
        "/",
        "(",
        ")",
        "e",
        "E+",
        "k",
        "M",
        "B",
        "G",
        "x",
        " to ",
        "..",
        "\u{b1}",
        "+-",
        "uniform(",
        "triangular(",
        "normal(",
        "beta(",
        "lognormal(",
        "Mtok",
        "/Mtok",
        "months",
        "per",
        "GB",
        "nan",
        "inf",
        "\u{e9}",
        "\u{1f600}",
        "0",
        "1e30",
        "1,000",
    ];
    prop_oneof![
        prop::sample::select(&PIECES[..]).prop_map(str::to_string),
        (0u32..2_000_000).prop_map(|number| number.to_string()),
        any::<char>().prop_map(String::from),
    ]
}

proptest! {
    #[test]
    fn no_text_panics(pieces in prop::collection::vec(piece(), 0..9)) {
        let text = pieces.concat();
        for unit in [Unit::Fraction, Unit::UsdPerMtok, Unit::Bytes, Unit::Months] {
            for domain in
                [Domain::Positive, Domain::Unit, Domain::Auc, Domain::Elasticity, Domain::Real]
            {
                let _ = parse(&text, unit, domain);
            }
        }
    }

    /// Whatever stands for a dash, and whatever stands at its sides: one rule.
    #[test]
    fn no_dash_makes_an_interval(
        low in 1u32..2_000_000, high in 1u32..2_000_000,
        dash in prop::sample::select(&["-", "\u{2010}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}", "\u{ff0d}", " - ", " \u{2013} "][..]),
        letter in prop::sample::select(&["", "k", "M"][..]),
    ) {
        let text = format!("{low}{letter}{dash}{high}{letter}");
        let said = parse(&text, Unit::Count, Domain::Positive).unwrap_err();
        prop_assert_eq!(said, "write an interval as `4 to 10`");
        let minus = format!("{}{low}{letter}", dash.trim());
        let plain = parse(&format!("{low}{letter}"), Unit::Count, Domain::Real).unwrap();
        prop_assert_eq!(parse(&minus, Unit::Count, Domain::Real).unwrap().median(), -plain.median());
    }

    /// Thousands may be apart by any one mark.
    #[test]
    fn thousands_are_apart_by_one_mark(
        groups in prop::collection::vec(0u32..1000, 1..4), first in 1u32..1000,
        mark in prop::sample::select(&[",", "_", " ", "\u{a0}", "\u{2009}", "\u{202f}", "'", "\u{2019}"][..]),
    ) {
        let rest = |by: &str| groups.iter().map(|it| format!("{by}{it:03}")).collect::<String>();
        let written = format!("{first}{}", rest(mark));
        let number: f64 = format!("{first}{}", rest("")).parse().unwrap();
        prop_assert_eq!(parse(&written, Unit::Count, Domain::Real), Ok(Distribution::Fixed(number)), "{}", written);
    }

    #[test]
    fn no_draw_leaves_its_domain(
        a in 0.5f64..1.0,
        b in 0.5f64..1.0,
        u in prop_oneof![Just(1e-17), Just(1.0 - 1e-16), 0.0f64..1.0],
        factor in 0.01f64..50.0,
    ) {
        let (low, high) = (a.min(b), a.max(b));
        let middle = 0.5 * (low + high);
        for text in [
            format!("{low} to {high}"),
            format!("uniform({low}, {high})"),
            format!("triangular({low}, {middle}, {high})"),
            format!("triangular({low}, {low}, {high})"),
            format!("beta({}, {})", 20.0 * a, 20.0 * b - 9.0),
            format!("lognormal({low}, {high})"),
        ] {
            for domain in [Domain::Positive, Domain::NonNegative, Domain::Unit, Domain::Auc] {
                let Ok(known) = parse(&text, Unit::Fraction, domain) else { continue };
                let wide = known.widened(factor);
                for draw in [known.quantile(u), wide.quantile(u)] {
                    prop_assert!(domain.contains(draw), "{text} on {domain:?}: {draw}");
                }
                let (is, was) = (wide.median(), known.median());
                prop_assert!((is - was).abs() <= 1e-12, "{text}: median {was} became {is}");
            }
        }
    }
}
