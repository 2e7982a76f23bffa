use undercut::analysis::{AgainstOffer, BreakEvens, Quantiles, percent, usd};
use undercut::statistics::Spread;

use super::super::Failure;
use super::super::csv_text::{csv_text, number};
use super::super::study::{self, spread};
use super::super::tables::wrapped;

/// A count of tokens a day.
fn tokens(value: f64) -> String {
    match value {
        _ if value.is_nan() => "-".to_string(),
        _ if value.is_infinite() => "never".to_string(),
        _ => usd(value).trim_start_matches('$').to_string(),
    }
}

fn volume(it: &Quantiles) -> String {
    match it.p50.is_infinite() {
        true if it.p5.is_infinite() => "never".to_string(),
        _ => format!("{} [{} to {}]", tokens(it.p50), tokens(it.p5), tokens(it.p95)),
    }
}

/// At how much of its capacity the fleet pays, or what never pays would take.
fn at(it: &AgainstOffer) -> String {
    let paying = 1.0 - it.never;
    if paying >= 0.5 {
        return percent(it.utilisation.p50);
    }
    let (asked, most) = (it.would_take_tokens_per_day.p50, it.ceiling_tokens_per_day.p50);
    format!("{} of {}", tokens(asked), tokens(most))
}

fn plain(it: &Spread, number: fn(f64) -> String) -> String {
    let [p5, p50, p95] = [it.p5, it.p50, it.p95].map(number);
    if p5 == p95 { p50 } else { format!("{p50} [{p5} to {p95}]") }
}

/// A number of things; between two of them where a median lies there.
fn count(value: f64) -> String {
    value.to_string()
}

/// Offers of a table; JSON and CSV have all.
const MOST_ROWS: usize = 12;
/// An offer that meets the thresholds in fewer draws is no alternative.
const SURE: f64 = 0.5;

pub(super) fn table(it: &BreakEvens, given: bool) -> String {
    let mut text = String::new();
    let mut say = |words: &str| {
        text += &wrapped(words, "  ");
        text.push('\n');
    };
    let chosen = if given {
        ""
    } else {
        ", of the scenario's open models the surest to meet its thresholds and the cheapest of those to run"
    };
    say(&format!(
        "Running {} on {}{chosen}, against buying the same work.",
        it.model, it.accelerator
    ));
    let Some(fleet) = &it.fleet else {
        say("It fits there in no draw, at the pace that is asked.");
        return text;
    };
    say(&format!(
        "At {} tokens a day: {} replicas of {} accelerators at {} an hour, {} used; {} a month for accelerators and {} for people and duties, {} per \
         million of its tokens. It meets every threshold in {} of draws.",
        plain(&it.tokens_per_day, tokens),
        plain(&fleet.replicas, count),
        plain(&fleet.accelerators_per_replica, count),
        spread(&fleet.usd_per_accelerator_hour, "USD"),
        percent(fleet.utilisation.p50),
        spread(&fleet.accelerators_usd_per_month, "USD"),
        spread(&fleet.people_usd_per_month, "USD"),
        spread(&fleet.usd_per_mtok, "USD"),
        percent(fleet.meets),
    ));
    let told = it.offers.iter().filter(|it| it.meets >= SURE);
    let rows: Vec<Vec<String>> = told
        .take(MOST_ROWS)
        .map(|offer| {
            vec![
                offer.name.clone(),
                spread(&offer.usd_per_mtok, "USD"),
                volume(&offer.tokens_per_day),
                at(offer),
                percent(offer.never),
                percent(offer.own_cheaper),
                percent(offer.meets),
            ]
        })
        .collect();
    let header = [
        "",
        "USD/Mtok",
        "pays from, tokens a day",
        "utilisation",
        "never",
        "own cheaper now",
        "meets",
    ];
    let migration = &it.migration;
    let best = match (&migration.best, migration.waiting_usd) {
        (None, _) => {
            "No month within the horizon is worth moving in, on the mean of draws".to_string()
        }
        (Some(best), more) if more > 0.0 => {
            format!("The best month to move is {best}, worth {} more than at once", usd(more))
        }
        (Some(_), _) => "The best month to move is the first".to_string(),
    };
    let within = 1.0 - migration.never;
    let paid = match migration.payback_months.p50.is_finite() {
        true => format!(
            "is paid back in {} months at the median, and within the horizon in {} of draws",
            migration.payback_months.p50,
            percent(within)
        ),
        false => format!("is paid back within the horizon in {} of draws", percent(within)),
    };
    let moved = format!(
        "Moving over costs {} once and {paid}. {best} (at {} a year).",
        spread(&migration.usd, "USD"),
        percent(it.discount_per_year),
    );
    let left = match it.offers.len().saturating_sub(rows.len()) {
        0 => String::new(),
        left => format!(
            " {left} more offers, dearer or below a threshold in half of the draws, are in JSON and CSV."
        ),
    };
    let small = format!(
        "Median [9 in 10: p5 to p95] over {} draws, seed {}; volumes at the reference model, prices per million tokens that the own model would take for \
         the work. Where owning never pays in most draws, utilisation has the volume that one would have to serve, of what the fleet carries.{left}",
        it.draws, it.seed
    );
    text + &study::table(&header, &rows)
        + "\n"
        + &wrapped(&moved, "  ")
        + "\n"
        + &wrapped(&small, "  ")
        + "\n"
}

pub(super) fn csv(it: &BreakEvens) -> Result<String, Failure> {
    let header = [
        "line",
        "name",
        "meets",
        "usd_per_mtok",
        "never",
        "tokens_per_day_p5",
        "tokens_per_day_p50",
        "tokens_per_day_p95",
        "utilisation",
        "would_take_tokens_per_day",
        "ceiling_tokens_per_day",
        "own_cheaper",
    ];
    let rows: Vec<Vec<String>> = (it.offers.iter())
        .map(|offer| {
            let mut row = vec![offer.line.clone(), offer.name.clone()];
            let volume = &offer.tokens_per_day;
            let numbers = [
                offer.meets,
                offer.usd_per_mtok.p50,
                offer.never,
                volume.p5,
                volume.p50,
                volume.p95,
                offer.utilisation.p50,
                offer.would_take_tokens_per_day.p50,
                offer.ceiling_tokens_per_day.p50,
                offer.own_cheaper,
            ];
            row.extend(
                numbers.map(|it| if it.is_infinite() { "never".to_string() } else { number(it) }),
            );
            row
        })
        .collect();
    csv_text(header, &rows)
}
