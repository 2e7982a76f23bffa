use super::json::{AUC, Reader, SHARE, USD};
use super::route::{LONGEST_NAME, RouteModel};
use crate::document::joined;
use crate::routing::{HardErrors, PolicyKind, PolicyPlan, StatedSignal, Verifier};
use serde_json::{Map, Value};

#[rustfmt::skip]
const POLICY_KEYS: &[&str] = &[
    "kind", "name", "model", "signal", "verifier", "pair", "stages", "router_cost", "threshold", "of",
    "need_strong_auc", "weak_auc", "strong_auc",
];

/// Most policies of one evaluation.
const MOST_POLICIES: usize = 1_000;

const VERIFIER_KEYS: &[&str] =
    &["tpr", "fpr", "cost", "rejection_difficulty", "acceptance_difficulty"];

/// The policies and their names.
pub(super) fn policies(
    reader: &mut Reader,
    value: Option<&Value>,
    models: &[RouteModel],
    order: &[usize],
) -> (Vec<PolicyPlan>, Vec<String>) {
    let n = models.len().max(1);
    let everyone = |kind| PolicyPlan::new(kind, (0, n - 1));
    let items = match value {
        None | Some(Value::Null) => {
            let controls = [PolicyKind::Single, PolicyKind::RandomMix, PolicyKind::Oracle];
            return (controls.map(everyone).to_vec(), vec![String::new(); 3]);
        }
        Some(Value::Array(items)) => items,
        Some(other) => {
            reader.report("policies", Some(other), "must be a list");
            return (Vec::new(), Vec::new());
        }
    };
    if items.len() > MOST_POLICIES {
        reader.report("policies", value, format!("must be at most {MOST_POLICIES} policies"));
        return (Vec::new(), Vec::new());
    }
    let mut plans: Vec<PolicyPlan> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let path = format!("policies[{place}]");
        let mut only_kind = Map::new();
        let table = match item {
            Value::Object(table) => table,
            Value::String(_) => {
                only_kind.insert("kind".to_string(), item.clone());
                &only_kind
            }
            _ => {
                reader.report(&path, Some(item), "must be an object with a kind");
                continue;
            }
        };
        reader.known(&path, table, POLICY_KEYS);
        let known = || PolicyKind::ALL.map(PolicyKind::name).join(", ");
        let kind = table.get("kind").and_then(Value::as_str);
        let Some(kind) = PolicyKind::ALL.into_iter().find(|it| Some(it.name()) == kind) else {
            let rule = format!("must be one of: {}", known());
            reader.report(&joined(&path, "kind"), table.get("kind"), rule);
            continue;
        };
        let mut plan = everyone(kind);
        let mut find = Finder { models, order, reader };
        find.pair(&path, table, &mut plan);
        plan.model = table.get("model").and_then(|it| find.model(&joined(&path, "model"), it));
        find.stages(&path, table, &mut plan);
        plan.threshold = reader.optional(&path, table, "threshold", SHARE);
        plan.router_usd = reader.optional(&path, table, "router_cost", USD).unwrap_or(0.0);
        let before = reader.problems.len();
        decisions(reader, &path, table, &mut plan);
        if reader.problems.len() == before {
            fits(reader, &path, table, &plan);
        }
        plan.of = table.get("of").and_then(|it| {
            let by_name = it.as_str().and_then(|it| names.iter().position(|name| name == it));
            let of = by_name.or(it.as_u64().map(|it| it as usize)).filter(|it| *it < plans.len());
            if of.is_none() {
                reader.report(
                    &joined(&path, "of"),
                    Some(it),
                    "must be the name or place (from 0) of a policy before it",
                );
            }
            of
        });
        names.push(match table.get("name") {
            Some(Value::String(name)) => {
                if !name.is_empty() {
                    reader.name(&joined(&path, "name"), name, LONGEST_NAME);
                }
                name.clone()
            }
            None | Some(Value::Null) => String::new(),
            Some(other) => {
                reader.report(&joined(&path, "name"), Some(other), "must be a text");
                String::new()
            }
        });
        plans.push(plan);
    }
    (plans, names)
}

/// Finds models by name or place; gives their places in order of cost.
struct Finder<'a> {
    models: &'a [RouteModel],
    order: &'a [usize],
    reader: &'a mut Reader,
}

impl Finder<'_> {
    fn model(&mut self, path: &str, value: &Value) -> Option<usize> {
        let by_name =
            value.as_str().and_then(|it| self.models.iter().position(|model| model.name == it));
        let by_place = || value.as_u64().map(|it| it as usize).filter(|it| *it < self.models.len());
        let found = by_name.or_else(by_place);
        if found.is_none() {
            self.reader.report(
                path,
                Some(value),
                "must be the name of a model, or its place from 0",
            );
        }
        found.and_then(|it| self.order.iter().position(|place| *place == it))
    }

    fn pair(&mut self, path: &str, table: &Map<String, Value>, plan: &mut PolicyPlan) {
        let Some(value) = table.get("pair").filter(|it| !it.is_null()) else { return };
        let path = joined(path, "pair");
        let ends = match value {
            Value::Array(items) if items.len() == 2 => Some((&items[0], &items[1])),
            Value::Object(table) => table.get("weak").zip(table.get("strong")),
            _ => None,
        };
        let Some((weak, strong)) = ends else {
            self.reader.report(&path, Some(value), "must be [weak, strong]: two models");
            return;
        };
        let found =
            (self.model(&format!("{path}[0]"), weak), self.model(&format!("{path}[1]"), strong));
        if let (Some(weak), Some(strong)) = found {
            if weak == strong {
                self.reader.report(&path, Some(value), "must be two different models");
            }
            plan.pair = (weak, strong);
            plan.pair_named = true;
        }
    }

    fn stages(&mut self, path: &str, table: &Map<String, Value>, plan: &mut PolicyPlan) {
        let Some(value) = table.get("stages").filter(|it| !it.is_null()) else { return };
        let path = joined(path, "stages");
        if value.as_str() == Some("all") {
            plan.stages = (0..self.models.len()).collect();
        } else if let Some(items) = value.as_array().filter(|it| it.len() >= 2) {
            let found =
                items.iter().enumerate().map(|(i, it)| self.model(&format!("{path}[{i}]"), it));
            plan.stages = found.collect::<Vec<_>>().into_iter().flatten().collect();
            let twice = |place: usize| plan.stages[..place].contains(&plan.stages[place]);
            if (0..plan.stages.len()).any(twice) {
                self.reader.report(&path, Some(value), "must be different models");
            }
        } else {
            self.reader.report(
                &path,
                Some(value),
                "must be \"all\" or a list of at least two models",
            );
        }
        if let [first, .., last] = plan.stages[..] {
            plan.pair = (first, last);
            plan.pair_named = true;
        }
    }
}

/// Reads the signal and the verifier, wherever they were put.
fn decisions(reader: &mut Reader, path: &str, table: &Map<String, Value>, plan: &mut PolicyPlan) {
    aucs(reader, path, table, plan);
    if let Some(value) = table.get("signal").filter(|it| !it.is_null()) {
        let path = joined(path, "signal");
        let Some(signal) = value.as_object() else {
            reader.report(&path, Some(value), "must be an object with need_strong_auc, with weak_auc and strong_auc, or with a verifier");
            return;
        };
        const AUC_KEYS: &[&str] = &["need_strong_auc", "weak_auc", "strong_auc", "verifier"];
        let checks_here = signal.contains_key("tpr") || signal.contains_key("fpr");
        let others = if checks_here { VERIFIER_KEYS } else { &["tpr", "fpr", "cost"] };
        reader.known(&path, signal, &[AUC_KEYS, others].concat());
        aucs(reader, &path, signal, plan);
        match signal.get("verifier") {
            Some(value) => verifier(reader, &joined(&path, "verifier"), value, plan),
            None if checks_here => {
                checks(reader, &path, signal, plan);
            }
            None => {
                if let Some(usd) = reader.optional(&path, signal, "cost", USD) {
                    plan.router_usd += usd;
                }
            }
        }
        if plan.signal.is_none() && plan.verifier.is_none() && reader.problems.is_empty() {
            reader.report(
                &path,
                Some(value),
                "must have need_strong_auc, weak_auc and strong_auc, or a verifier",
            );
        }
    }
    if let Some(value) = table.get("verifier").filter(|it| !it.is_null()) {
        verifier(reader, &joined(path, "verifier"), value, plan);
    }
}

fn aucs(reader: &mut Reader, path: &str, table: &Map<String, Value>, plan: &mut PolicyPlan) {
    let need = reader.optional(path, table, "need_strong_auc", AUC);
    let weak = reader.optional(path, table, "weak_auc", AUC);
    let strong = reader.optional(path, table, "strong_auc", AUC);
    if table.contains_key("need_strong_auc")
        && (table.contains_key("weak_auc") || table.contains_key("strong_auc"))
    {
        reader.report(
            &joined(path, "need_strong_auc"),
            table.get("need_strong_auc"),
            "must not stand beside weak_auc or strong_auc",
        );
    }
    if table.contains_key("strong_auc") && !table.contains_key("weak_auc") {
        reader.report(&joined(path, "weak_auc"), None, "is missing beside strong_auc");
    }
    if let Some(auc) = need {
        plan.signal = Some(StatedSignal::NeedStrong { auc });
    } else if let Some(weak) = weak {
        plan.signal = Some(StatedSignal::Aucs { weak, strong });
    }
}

fn verifier(reader: &mut Reader, path: &str, value: &Value, plan: &mut PolicyPlan) {
    match value {
        Value::Object(table) => {
            reader.known(path, table, VERIFIER_KEYS);
            checks(reader, path, table, plan);
        }
        other => reader.report(path, Some(other), "must be an object with tpr, fpr and cost"),
    }
}

fn checks(reader: &mut Reader, path: &str, table: &Map<String, Value>, plan: &mut PolicyPlan) {
    let tpr = reader.required(path, table, "tpr", SHARE);
    let fpr = reader.required(path, table, "fpr", SHARE);
    let usd = reader.optional(path, table, "cost", USD).unwrap_or(0.0);
    let mut leans = |key| reader.optional(path, table, key, SHARE).unwrap_or(0.0);
    plan.errors = HardErrors {
        rejections: leans("rejection_difficulty"),
        acceptances: leans("acceptance_difficulty"),
    };
    if let (Some(tpr), Some(fpr)) = (tpr, fpr) {
        plan.verifier = Some(Verifier { tpr, fpr, usd });
    }
}

/// Whether the kind of policy can use what decides.
fn fits(reader: &mut Reader, path: &str, table: &Map<String, Value>, plan: &PolicyPlan) {
    let signal = joined(path, "signal");
    let has = (plan.signal.is_some(), plan.verifier.is_some());
    match (plan.kind, has) {
        (PolicyKind::ThresholdRouter, (false, true)) => {
            reader.report(
                &signal,
                table.get("signal"),
                "must be AUCs: a router decides before there is an answer to verify",
            );
        }
        (PolicyKind::ThresholdRouter, (false, false)) => {
            reader.report(&signal, None, "is missing: need_strong_auc, or weak_auc and strong_auc");
        }
        (PolicyKind::Cascade | PolicyKind::CascadeRouting, (false, false)) => {
            reader.report(
                &signal,
                None,
                "is missing: need_strong_auc, weak_auc and strong_auc, or a verifier",
            );
        }
        _ => {}
    }
    if plan.stages.len() > 2 && !has.1 && plan.kind == PolicyKind::Cascade {
        reader.report(
            &joined(path, "verifier"),
            None,
            "is missing: a cascade of more than two stages needs one",
        );
    }
}
