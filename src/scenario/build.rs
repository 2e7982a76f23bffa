//! From a tree without problems to a plan and its inputs.

use super::decider::{DeciderPlan, deciders};
use super::field::{Field, Kind};
use super::fields::{FIELDS, POLICIES};
use super::inputs::{Factor, Inputs, Number, Slot};
use super::plan::{
    BuyerPlan, ClassPlan, MarketPlan, MoatPlan, OwnershipPlan, Plan, QualityPlan, SegmentPlan,
    SupplyPlan,
};
use super::players::{OwnModel, Players, players};
use super::validate::{field, items};
use super::{Choice, Scenario};
use crate::calendar::Month;
use crate::catalog::{Catalog, Figure};
use crate::document::{Table, Value, at, steps};
use crate::error::Problem;
use crate::market::Response;
use crate::source::{Basis, Source};
use crate::uncertainty::{Distribution, Domain, Unit, parse};

/// The scenario of a tree; problems are such as only show once the players are known.
pub(super) fn build(tree: &Table, catalog: &Catalog) -> Result<Scenario, Vec<Problem>> {
    let mut builder = Builder::of(tree);
    let Some(world) = catalog.world(builder.text("world")) else {
        return Err(vec![Problem::new("world", builder.text("world"), "is not a known world")]);
    };
    let world = &catalog.worlds[world.index()];
    builder.as_of = world.last_day.to_string();
    let Some(start) = Month::parse(builder.text("start")) else {
        return Err(vec![Problem::new("start", builder.text("start"), "is not a month")]);
    };
    if start < world.last_day.month() {
        let rule = format!("must not be before the world's month, {}", world.last_day.month());
        return Err(vec![Problem::new("start", start.to_string(), rule)]);
    }

    let reference = builder.text("workload.reference_model").to_string();
    let classes = classes(&mut builder);
    let class_weights: Vec<Vec<(String, f64)>> = (0..classes.len())
        .map(|place| builder.weights(&format!("workload.task[{place}].quality.benchmarks")))
        .collect();
    let Players {
        models,
        accelerators,
        pairs,
        lines,
        providers,
        benchmarks,
        weights,
        nests,
        host,
        own,
    } = players(&mut builder, catalog, world, &reference, &class_weights);
    let classes: Vec<ClassPlan> = classes
        .into_iter()
        .zip(weights)
        .map(|(class, weights)| ClassPlan { weights, ..class })
        .collect();

    let [own_decider, market_decider] = deciders(&mut builder);
    let buyer = BuyerPlan {
        decider: own_decider,
        ..buyer(&mut builder, &models, &lines, &providers, &reference)
    };
    let plan = Plan {
        start,
        months: builder.whole("horizon_months") as usize + 1,
        buyer,
        segments: segments(&mut builder, &classes),
        classes,
        benchmarks,
        models,
        accelerators,
        pairs,
        lines,
        providers,
        nests,
        market: market(&mut builder, market_decider),
        quality: quality(&mut builder),
        supply: supply(&mut builder),
        moats: moats(&mut builder),
        ownership: own.map(|own| ownership(&mut builder, own)),
        host,
    };
    builder.check_leftovers();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    Ok(Scenario {
        title: builder.text("title").to_string(),
        question: builder.text("question").to_string(),
        summary: builder.text("summary").to_string(),
        world: world.id.clone(),
        prices_as_of: world.last_day.to_string(),
        draws: builder.whole("draws"),
        choices: builder.choices(),
        notes: std::mem::take(&mut builder.notes),
        template: builder.inputs.template,
        inputs: builder.inputs.list,
        plan,
    })
}

/// Reads values of a checked tree and gathers inputs.
pub(super) struct Builder<'a> {
    tree: &'a Table,
    pub inputs: Inputs,
    pub problems: Vec<Problem>,
    pub notes: Vec<String>,
    as_of: String,
    /// What the scenario says in place of the catalogue, by path, and whether somebody used it.
    replaced: Vec<(String, String, bool)>,
}

impl<'a> Builder<'a> {
    fn of(tree: &'a Table) -> Builder<'a> {
        let mut replaced = Vec::new();
        if let Some(Value::Table(catalog)) = tree.get("catalog") {
            leaves(catalog, "catalog", &mut replaced);
        }
        Builder {
            tree,
            inputs: Inputs::default(),
            problems: Vec::new(),
            notes: Vec::new(),
            as_of: String::new(),
            replaced,
        }
    }

    /// The text at a path, or its default; empty where there is neither.
    pub fn text(&self, path: &str) -> &'a str {
        self.written(path).or(default(path)).unwrap_or("")
    }

    fn written(&self, path: &str) -> Option<&'a str> {
        at(self.tree, &steps(path)?)?.scalar()
    }

    fn whole(&self, path: &str) -> u32 {
        self.text(path).replace('_', "").parse().unwrap_or_default()
    }

    /// The names and shares of a table of weights; empty where there is none.
    pub fn weights(&self, path: &str) -> Vec<(String, f64)> {
        let table = steps(path).and_then(|steps| at(self.tree, &steps));
        let Some(Value::Table(table)) = table else { return Vec::new() };
        let share =
            |text: &str| parse(text, Unit::Fraction, Domain::Unit).map_or(0.0, |it| it.median());
        let weight =
            |(name, value): &(String, Value)| (name.clone(), value.scalar().map_or(0.0, share));
        table.0.iter().map(weight).collect()
    }

    /// Makes the quantity at a path an input.
    pub fn quantity(&mut self, path: &str) -> Slot {
        let Some(Field { kind: Kind::Quantity { unit, domain }, label, doc, .. }) =
            field(&pattern(path))
        else {
            self.problems.push(Problem::new(path, "", "is not a quantity"));
            return self.inputs.constant(f64::NAN);
        };
        let written = self.written(path);
        let text = self.text(path);
        let distribution = match parse(text, *unit, *domain) {
            Ok(distribution) => distribution,
            Err(rule) => {
                self.problems.push(Problem::new(path, text, rule));
                return self.inputs.constant(f64::NAN);
            }
        };
        let document = if written.is_some() { "this scenario" } else { "default of undercut" };
        self.inputs.add(Number {
            path: path.to_string(),
            label: label_of(self.tree, path, label),
            text: text.to_string(),
            unit: *unit,
            domain: *domain,
            distribution,
            source: Source {
                basis: Basis::Assumed,
                document: document.to_string(),
                url: String::new(),
                as_of: self.as_of.clone(),
                note: doc.to_string(),
            },
            factor: None,
        })
    }

    /// The same, where something is written there.
    fn optional(&mut self, path: &str) -> Option<Slot> {
        self.written(path).map(|_| self.quantity(path))
    }

    /// Makes a number of the catalogue an input, or what the scenario says in its place.
    pub fn figure(
        &mut self,
        path: String,
        label: String,
        figure: &Figure,
        factor: Option<Factor>,
    ) -> Slot {
        let number = Number {
            label,
            text: figure.text.clone(),
            unit: figure.unit,
            domain: figure.domain,
            distribution: figure.distribution,
            source: figure.source.clone(),
            factor,
            path,
        };
        self.number(number)
    }

    /// Makes a standard normal number an input: noise whose size something else knows.
    pub fn noise(
        &mut self,
        path: String,
        label: String,
        document: &str,
        factor: Option<Factor>,
    ) -> Slot {
        let distribution = parse("normal(0, 1)", Unit::Ratio, Domain::Real);
        let number = Number {
            path,
            label,
            text: "normal(0, 1)".to_string(),
            unit: Unit::Ratio,
            domain: Domain::Real,
            distribution: distribution.unwrap_or(Distribution::Fixed(0.0)),
            source: Source {
                basis: Basis::Derived,
                document: document.to_string(),
                url: String::new(),
                as_of: self.as_of.clone(),
                note: "in standard deviations".to_string(),
            },
            factor,
        };
        self.number(number)
    }

    fn number(&mut self, mut number: Number) -> Slot {
        if let Some(entry) = self.replaced.iter_mut().find(|(path, _, _)| *path == number.path) {
            entry.2 = true;
            match parse(&entry.1, number.unit, number.domain) {
                Ok(distribution) => {
                    number.distribution = distribution;
                    number.text = entry.1.clone();
                    number.source = Source {
                        basis: Basis::Assumed,
                        document: "this scenario".to_string(),
                        url: String::new(),
                        as_of: self.as_of.clone(),
                        note: format!("in place of the catalogue: {}", number.source.document),
                    };
                }
                Err(rule) => self.problems.push(Problem::new(&number.path, &entry.1, rule)),
            }
        }
        self.inputs.add(number)
    }

    /// Notes what the scenario says of the catalogue that nothing in it uses.
    fn check_leftovers(&mut self) {
        for (path, text, used) in &self.replaced {
            if !used {
                let rule = "is not a number of the catalogue that this scenario uses";
                self.problems.push(Problem::new(path, text, rule));
            }
        }
    }

    fn choices(&self) -> Vec<Choice> {
        let choice = |field: &Field| match field.kind {
            Kind::Choice(options) if !field.path.contains("[]") => Some(Choice {
                path: field.path.to_string(),
                label: field.label.to_string(),
                value: self.text(field.path).to_string(),
                options: options.iter().map(|option| option.to_string()).collect(),
            }),
            _ => None,
        };
        FIELDS.iter().filter_map(choice).collect()
    }
}

fn leaves(table: &Table, path: &str, out: &mut Vec<(String, String, bool)>) {
    for (key, value) in &table.0 {
        let path = format!("{path}.{key}");
        match value {
            Value::Table(table) => leaves(table, &path, out),
            other => out.push((path, other.scalar().unwrap_or("").to_string(), false)),
        }
    }
}

/// The pattern of a path: without places in lists.
fn pattern(path: &str) -> String {
    let mut pattern = String::new();
    let mut inside = false;
    for it in path.chars() {
        inside = (inside || it == '[') && it != ']';
        if !inside || it == '[' {
            pattern.push(it);
        }
    }
    pattern
}

fn default(path: &str) -> Option<&'static str> {
    field(&pattern(path)).and_then(|field| field.default)
}

/// The label of a quantity, with the name of its list entry in front where it has one.
fn label_of(tree: &Table, path: &str, label: &str) -> String {
    let owner = path.rfind(']').and_then(|end| {
        let steps = steps(&path[..=end])?;
        let Value::Table(owner) = at(tree, &steps)? else { return None };
        owner.get("name")?.scalar()
    });
    owner.map_or_else(|| label.to_string(), |owner| format!("{owner}: {label}"))
}

fn classes(builder: &mut Builder) -> Vec<ClassPlan> {
    let count = items(builder.tree, "workload", "task").len();
    let class = |place: usize| {
        let at = |key: &str| format!("workload.task[{place}].{key}");
        ClassPlan {
            name: builder.text(&at("name")).to_string(),
            in_house: builder.text(&at("residency")) == "in-house",
            weights: Vec::new(),
            share: builder.quantity(&at("share")),
            input_tokens: builder.quantity(&at("input_tokens")),
            output_tokens: builder.quantity(&at("output_tokens")),
            prefix_hit_rate: builder.quantity(&at("prefix_hit_rate")),
            thinking: builder.quantity(&at("thinking")),
            error_cost_usd: builder.quantity(&at("error_cost")),
            threshold: builder.quantity(&at("quality.threshold")),
            offset_probit: builder.quantity(&at("quality.offset")),
        }
    };
    (0..count).map(class).collect()
}

fn buyer(
    builder: &mut Builder,
    models: &[super::ModelPlan],
    lines: &[super::LinePlan],
    providers: &[super::ProviderPlan],
    reference: &str,
) -> BuyerPlan {
    let place = |id: &str| models.iter().position(|model| model.id == id).unwrap_or(0) as u16;
    let chosen = match builder.text("policy.model") {
        "" => reference,
        id => id,
    };
    // A first party's line comes before a host's.
    let of_model = |line: &&super::LinePlan| models[line.model.index()].id == chosen;
    let hosted =
        |line: &super::LinePlan| providers[line.provider.index()].group == super::GroupId::Hosts;
    let single = lines.iter().filter(of_model).min_by_key(|line| hosted(line));
    let single = single.and_then(|line| lines.iter().position(|it| it.id == line.id));
    let kind = builder.text("policy.kind");
    BuyerPlan {
        reference: crate::ids::ModelId(place(reference)),
        single: single.map(|place| crate::ids::LineId(place as u16)),
        policy: POLICIES.iter().position(|policy| *policy == kind).unwrap_or(0),
        tokens_per_day: builder.quantity("workload.tokens_per_day"),
        growth_per_year: builder.quantity("workload.growth_per_year"),
        decider: None,
    }
}

fn segments(builder: &mut Builder, classes: &[ClassPlan]) -> Vec<SegmentPlan> {
    let count = items(builder.tree, "market", "segment").len();
    if count == 0 {
        let name = "all buyers".to_string();
        return vec![SegmentPlan { name, ..SegmentPlan::default() }];
    }
    let segment = |place: usize| {
        let at = |key: &str| format!("market.segment[{place}].{key}");
        let mix = builder.weights(&at("mix"));
        let share = |class: &ClassPlan| {
            mix.iter().find(|(name, _)| *name == class.name).map_or(0.0, |(_, share)| *share)
        };
        SegmentPlan {
            name: builder.text(&at("name")).to_string(),
            mix: Some(classes.iter().map(share).collect()),
            share: Some(builder.quantity(&at("share"))),
            price_sensitivity: Some(builder.quantity(&at("price_sensitivity"))),
            routed_share: builder.optional(&at("routed_share")),
            routed_share_later: builder.optional(&at("routed_share_later")),
        }
    };
    (0..count).map(segment).collect()
}

fn market(builder: &mut Builder, decider: Option<DeciderPlan>) -> MarketPlan {
    let length_by_difficulty = decider.map(|_| builder.quantity("market.length_by_difficulty"));
    let mut at = |key: &str| builder.quantity(&format!("market.{key}"));
    MarketPlan {
        tokens_per_day: at("tokens_per_day"),
        growth_per_year: at("growth_per_year"),
        elasticity: at("elasticity"),
        price_sensitivity: at("price_sensitivity"),
        nest_correlation: at("nest_correlation"),
        share_half_life_months: at("share_half_life"),
        routed_share: at("routed_share"),
        routed_share_later: at("routed_share_later"),
        decider,
        length_by_difficulty,
        match_premium: at("match_premium"),
        undercut_by: at("undercut_by"),
        response_lag_months: at("response_lag"),
        open_pass_through: at("open_pass_through"),
        floor_margin: at("floor_margin"),
        launch_interval_months: at("launch_interval"),
        launch_price: at("launch_price"),
        launch_price_spread: at("launch_price_spread"),
        fixed_share: at("fixed_share"),
        fixed_growth_per_year: at("fixed_growth_per_year"),
        response: Response::parse(builder.text("market.closed_response")).unwrap_or(Response::Hold),
    }
}

fn quality(builder: &mut Builder) -> QualityPlan {
    let mut at = |key: &str| builder.quantity(&format!("quality.{key}"));
    QualityPlan {
        frontier_gain_probit_per_year: at("frontier_gain"),
        open_lag_months: at("open_lag"),
        gap_half_life_months: at("gap_half_life"),
        correlation: at("correlation"),
    }
}

fn supply(builder: &mut Builder) -> SupplyPlan {
    let mut at = |key: &str| builder.quantity(&format!("supply.{key}"));
    SupplyPlan {
        tpot_s: at("tpot"),
        acceptance_length: at("acceptance_length"),
        rental_decline_per_year: at("rental_decline"),
        software_gain: at("software_gain"),
        software_half_life_months: at("software_half_life"),
        adoption_midpoint_months: at("adoption_midpoint"),
        adoption_span_months: at("adoption_span"),
        next_generation_gain: at("next_generation_gain"),
        common_share: at("common_share"),
    }
}

fn moats(builder: &mut Builder) -> MoatPlan {
    let mut at = |key: &str| builder.quantity(&format!("moats.{key}"));
    MoatPlan {
        benchmark_lead: at("benchmark_lead"),
        post_training: at("post_training"),
        reliability: at("reliability"),
        multimodal: at("multimodal"),
        safety: at("safety"),
        post_training_parity_months: at("post_training_parity"),
        reliability_parity_months: at("reliability_parity"),
        multimodal_parity_months: at("multimodal_parity"),
        safety_growth_per_year: at("safety_growth_per_year"),
    }
}

fn ownership(builder: &mut Builder, own: OwnModel) -> OwnershipPlan {
    let mut at = |key: &str| builder.quantity(&format!("ownership.{key}"));
    OwnershipPlan {
        model: own.model,
        pair: own.pair,
        usd_per_accelerator_hour: own.usd_per_accelerator_hour,
        peak_over_mean: at("peak_over_mean"),
        headroom: at("headroom"),
        engineers: at("engineers"),
        usd_per_engineer_month: at("usd_per_engineer_month"),
        compliance_usd_per_month: at("compliance"),
        security_overhead: at("security_overhead"),
    }
}
