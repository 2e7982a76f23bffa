//! One draw lived through, month by month.

use super::ability::{self, Gap};
use super::allocate::allocate;
use super::curves::Curves;
use super::month::{self, Month};
use super::purchase::{Own, purchases};
use super::routers::Routers;
use super::sensitivity::substitution;
use super::state::State;
use super::{business, conduct, listing, pricing, settle, supply, windows};
use crate::scenario::{Draw, Plan, PricePlan};
use crate::uncertainty::{Stream, key};

/// The random numbers of a draw that are not inputs: what happens to each line.
#[derive(Debug, Clone)]
pub struct Luck {
    /// Launches, one stream per line.
    launches: Vec<Stream>,
    /// Whether a host copies the first party's list: a uniform number per line.
    hosts: Vec<f64>,
    /// Key of each line's launches, a function of its id alone.
    keys: Vec<u64>,
}

impl Luck {
    /// Room for the luck of the lines of `plan`.
    pub fn of(plan: &Plan) -> Luck {
        Luck {
            launches: Vec::with_capacity(plan.lines.len()),
            hosts: Vec::with_capacity(plan.lines.len()),
            keys: plan.lines.iter().map(|line| key(&format!("launch.{}", line.id))).collect(),
        }
    }

    /// Draws the luck of the draw `index`.
    pub fn draw(&mut self, plan: &Plan, seed: u64, index: u32) {
        self.launches.clear();
        self.launches.extend(self.keys.iter().map(|&key| Stream::new(seed, key, index)));
        self.hosts.clear();
        self.hosts.extend(plan.lines.iter().map(|line| match line.price {
            PricePlan::LikeFirstParty { key, .. } => Stream::new(seed, key, index).uniform(),
            PricePlan::Listed { .. } => 0.0,
        }));
    }
}

/// What a draw has found out before its first month.
pub(super) struct Started {
    /// How far the closed frontier is ahead.
    pub gap: Gap,
    /// The buyer's own fleet.
    pub own: Option<Own>,
    /// What routers and cascades go by.
    pub routers: Option<Routers>,
    /// Requests of the whole market a month.
    pub requests: f64,
}

/// A month of a draw at its end.
pub(super) struct Seen<'a> {
    /// What is fixed.
    pub plan: &'a Plan,
    /// The numbers of the draw.
    pub draw: &'a Draw,
    /// The month, counted from 0.
    pub month: usize,
    /// What the draw found out before its first month.
    pub started: &'a Started,
    /// Where things stand.
    pub state: &'a mut State,
}

/// Fills in what is asked: the market's requests by class, and who takes them. Also what deployments are chosen for, before the
/// first draw: one copy is a kilobyte of the page.
#[inline(never)]
pub(super) fn requests(plan: &Plan, draw: &Draw, state: &mut State) {
    ability::mixes(plan, draw, state);
    ability::tokens(plan, draw, state);
    windows::at_start(plan, draw, state);
    month::segments(plan, draw, state);
}

/// Sets the state to what the first month begins with.
pub(super) fn start(plan: &Plan, draw: &Draw, luck: &Luck, state: &mut State) -> Started {
    requests(plan, draw, state);
    ability::at_start(plan, draw, state);
    let gap = Gap::of(plan, draw, state);
    supply::costs_at_start(plan, draw, state);
    listing::at_start(plan, draw, &luck.hosts, state);
    supply::costs_elsewhere(plan, draw, state);
    supply::move_costs(plan, draw, 0.0, state);
    conduct::begin(state);
    pricing::blends_at_start(plan, state);
    Started {
        gap,
        own: Own::of(plan, draw, state),
        routers: Routers::of(plan, draw, state),
        requests: month::requests_at_start(plan, draw, state),
    }
}

/// Lives through the months of a draw and writes its outcome: the value of every curve in every month.
pub fn trial(
    plan: &Plan,
    curves: &Curves,
    draw: &Draw,
    luck: &mut Luck,
    state: &mut State,
    outcome: &mut [f64],
) {
    watched(plan, curves, draw, luck, state, outcome, &mut |_| {});
}

/// [`trial`], where `watch` sees each month at its end. It may use what a month begins by writing.
pub(super) fn watched(
    plan: &Plan,
    curves: &Curves,
    draw: &Draw,
    luck: &mut Luck,
    state: &mut State,
    outcome: &mut [f64],
    watch: &mut dyn FnMut(Seen),
) {
    let started = start(plan, draw, luck, state);
    let Started { gap, own, routers, requests } = &started;

    for month in 0..plan.months {
        let months = month as f64;
        if month > 0 {
            pricing::launches(plan, draw, months, &mut luck.launches, state);
            supply::move_costs(plan, draw, months, state);
            listing::advance(plan, draw, month, &luck.hosts, state);
        }
        ability::advance(plan, draw, months, gap, state);
        pricing::prices(plan, draw, month, state);
        if month == 0 {
            state.substitution = substitution(plan, draw, state);
        }
        let now = Month::of(plan, draw, gap, *requests, month, state);
        if state.board.any {
            conduct::reprice(plan, draw, &now, state);
        }
        let unserved = allocate(plan, draw, &now, routers.as_ref(), state);
        if state.board.any && month == 0 {
            conduct::learn(plan, draw, &now, state);
        }
        business::close(plan, draw, month, state);
        pricing::note_rivals(plan, month, state);
        settle::sellers(plan, curves, month, state, outcome);
        outcome[curves.market_unserved() * curves.months + month] = unserved;
        let bought = purchases(plan, draw, month, own.as_ref(), routers.as_ref(), state);
        settle::policies(curves, month, &bought[..curves.policies()], outcome);
        watch(Seen { plan, draw, month, started: &started, state });
    }
}
