use super::correlation::{correlation, not_a_correlation};
use super::json::{COUNT, Reader, SHARE, TURNS, USD, parse};
use super::policies::policies;
use crate::document::joined;
use crate::error::{Error, Problem};
use crate::math::Symmetric;
use crate::routing::{
    Conversation, Evaluation, HardErrors, Intervals, PolicyKind, PolicyPlan, Pool, Sample,
    evaluate, intervals,
};
use serde_json::{Map, Value};

/// The JSON Schema of the input and the output of `undercut route`, with a worked example of both.
pub const ROUTE_SCHEMA: &str = include_str!("route.schema.json");

/// How the note begins that says that correlations were not used as they were given.
pub const MENDED: &str = "the correlations do not quite fit together";

/// Most models of a pool: their correlations take 8 MB, and an oracle over them some seconds.
const MOST_MODELS: usize = 1_000;
/// Most models of a pool whose oracle is integrated over the matrix again and again.
const MOST_DIRECT: usize = 100;
/// Longest name of a model or policy, characters.
pub(super) const LONGEST_NAME: usize = 200;
/// Simulated outcomes that fit into a few hundred megabytes.
const MOST_OUTCOMES: u64 = 20_000_000;

/// One model of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteModel {
    /// Its name.
    pub name: String,
    /// Success rate.
    pub success: f64,
    /// USD per request.
    pub usd: f64,
    /// Tokens per request.
    pub tokens: Option<f64>,
    /// USD that a call costs more when the last turn of the conversation did not call the model.
    pub cold_usd: f64,
}

/// A pool of models and the policies to evaluate over it: what `undercut route --input` reads.
///
/// ```
/// use undercut::input::RouteInput;
/// let input = RouteInput::parse(r#"{
///     "models": [{"name": "small", "success": 0.68, "cost": 1},
///                {"name": "large", "success": 0.81, "cost": 20}],
///     "correlation": 0.68,
///     "policies": [{"kind": "cascade", "verifier": {"tpr": 0.9, "fpr": 0.2, "cost": 0.1}}]
/// }"#)?;
/// let at = input.evaluate().policies[0].at.unwrap();
/// assert!((at.success - 0.81934).abs() < 1e-5 && (at.usd - 7.58).abs() < 1e-9);
/// # Ok::<(), undercut::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RouteInput {
    /// The models, from the cheapest to the dearest.
    pub models: Vec<RouteModel>,
    /// The policies.
    pub policies: Vec<PolicyPlan>,
    /// Names that the policies were given; empty for those without.
    pub names: Vec<String>,
    /// Least success rate of an operating point.
    pub threshold: Option<f64>,
    /// USD that a failed request costs.
    pub error_usd: Option<f64>,
    /// Requests to simulate; none to integrate.
    pub requests: Option<usize>,
    /// Requests that the success rates were measured on, where intervals are wanted.
    pub items: Option<f64>,
    /// Seed of the simulation.
    pub seed: u64,
    /// The models with their correlations.
    pub pool: Pool,
    /// What was assumed.
    pub notes: Vec<String>,
}

impl RouteInput {
    /// Reads and checks a JSON text.
    ///
    /// # Errors
    /// Every problem, each with its JSON path, value and rule.
    pub fn parse(text: &str) -> Result<RouteInput, Error> {
        let root = parse(text)?;
        let mut reader = Reader::default();
        let Value::Object(root) = &root else {
            return Err(Error::Invalid(vec![Problem::new("$", "", "must be an object")]));
        };
        #[rustfmt::skip]
        reader.known("", root, &[
            "models", "correlation", "policies", "threshold", "error_cost", "seed", "requests", "items",
            "conversation", "title", "$schema",
        ]);
        let mut notes = Vec::new();
        let models = models(&mut reader, root.get("models"));
        let correlation =
            correlation(&mut reader, root.get("correlation"), models.len(), &mut notes);
        let threshold = reader.optional("", root, "threshold", SHARE);
        let error_usd = reader.optional("", root, "error_cost", USD);
        let seed = reader.whole("", root, "seed").unwrap_or(42);
        let items = reader.optional("", root, "items", TURNS);
        let requests = requests(&mut reader, root, models.len());
        let order = order_by_cost(&models);
        let conversation = conversation(&mut reader, root.get("conversation"));
        let (mut policies, names) = policies(&mut reader, root.get("policies"), &models, &order);
        notes.extend(policies.iter().enumerate().filter_map(backwards));
        let sorted: Vec<RouteModel> = order.iter().map(|&it| models[it].clone()).collect();
        if let (Some((turns, persistence)), false) = (conversation, sorted.is_empty()) {
            for plan in &mut policies {
                let (weak, strong) = plan.pair;
                plan.conversation = Some(Conversation {
                    turns,
                    persistence,
                    weak_cold_usd: sorted[weak].cold_usd,
                    strong_cold_usd: sorted[strong].cold_usd,
                });
            }
        }
        let pool = correlation.filter(|_| reader.problems.is_empty()).and_then(|given| {
            let rates: Vec<(f64, f64)> = sorted.iter().map(|it| (it.success, it.usd)).collect();
            let in_order = Symmetric::new(sorted.len(), |i, j| given.at(order[i], order[j]));
            let pool = Pool::new(&rates, &in_order);
            pool.map_err(|error| {
                let rule = not_a_correlation(error);
                reader.report("correlation", root.get("correlation"), rule);
            })
            .ok()
        });
        let (Some(pool), true) = (pool, reader.problems.is_empty()) else {
            return Err(Error::Invalid(reader.problems));
        };
        if items.is_some() && pool.is_direct() && sorted.len() > MOST_DIRECT {
            let rule = format!(
                "must be left out: the intervals of more than {MOST_DIRECT} models whose correlations are not those of one factor take hours"
            );
            reader.report("items", root.get("items"), rule);
            return Err(Error::Invalid(reader.problems));
        }
        if order.iter().enumerate().any(|(place, it)| place != *it) {
            notes.push("models were put in order of cost".to_string());
        }
        if pool.repaired > 0.0 {
            notes.push(format!(
                "{MENDED}; the nearest correlation matrix is used, {:.4} away (root mean square)",
                pool.repaired
            ));
        }
        if pool.is_direct() {
            notes.push(format!(
                "one factor misses the correlations by {:.3} (root mean square), so the oracle is integrated over the matrix",
                pool.misfit
            ));
        }
        Ok(RouteInput {
            models: sorted,
            policies,
            names,
            threshold,
            error_usd,
            requests,
            items,
            seed,
            pool,
            notes,
        })
    }

    /// Intervals because the success rates were measured on finitely many requests; none where their number is not given.
    pub fn intervals(&self) -> Option<Intervals> {
        intervals(&self.pool, &self.policies, self.threshold, self.items?, self.seed)
    }

    /// Evaluates the policies, by integration or on simulated requests.
    pub fn evaluate(&self) -> Evaluation {
        let sample = self.requests.map(|requests| Sample::new(&self.pool, requests, self.seed));
        let mut evaluation =
            evaluate(&self.pool, &self.policies, self.threshold, self.error_usd, sample.as_ref());
        for (plan, it) in self.policies.iter().zip(&mut evaluation.policies) {
            it.notes.extend(self.errors_unstated(plan));
        }
        evaluation
    }

    /// What a cascade would do if its verifier's errors fell on hard requests as those of measured ones do, where nothing
    /// was said of them.
    fn errors_unstated(&self, plan: &PolicyPlan) -> Option<String> {
        let verifier = plan.verifier?;
        let unstated = plan.kind == PolicyKind::Cascade
            && plan.signal.is_none()
            && plan.errors.are_anywhere()
            && (verifier.tpr < 1.0 || verifier.fpr > 0.0);
        let HardErrors { rejections, acceptances } = HardErrors::MEASURED;
        let measured = PolicyPlan { errors: HardErrors::MEASURED, ..plan.clone() };
        let at = unstated
            .then(|| evaluate(&self.pool, &[measured], self.threshold, None, None))?
            .policies[0]
            .at?;
        Some(format!(
            "the verifier's errors fall anywhere; were they on hard requests as measured ones are (rejection_difficulty {rejections}, acceptance_difficulty {acceptances}), it would succeed on {:.2}% instead",
            100.0 * at.success
        ))
    }
}

/// A verifier that accepts wrong answers rather than right ones is likely two numbers in each other's place.
fn backwards((place, plan): (usize, &PolicyPlan)) -> Option<String> {
    let verifier = plan.verifier.filter(|it| it.tpr < it.fpr)?;
    Some(format!(
        "policies[{place}]: the verifier accepts wrong answers more often than right ones: tpr {} is below fpr {}",
        verifier.tpr, verifier.fpr
    ))
}

fn models(reader: &mut Reader, value: Option<&Value>) -> Vec<RouteModel> {
    let Some(Value::Array(items)) =
        value.filter(|it| it.as_array().is_some_and(|it| !it.is_empty()))
    else {
        reader.report("models", value, "must be a list of at least one model");
        return Vec::new();
    };
    if items.len() > MOST_MODELS {
        reader.report("models", value, format!("must be at most {MOST_MODELS} models"));
        return Vec::new();
    }
    let mut models: Vec<RouteModel> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let path = format!("models[{place}]");
        let empty = Map::new();
        let table = item.as_object().unwrap_or_else(|| {
            reader.report(&path, Some(item), "must be an object with name, success and cost");
            &empty
        });
        reader.known(&path, table, &["name", "success", "cost", "tokens", "cold_cost"]);
        let name = match table.get("name") {
            Some(Value::String(name)) => {
                reader.name(&joined(&path, "name"), name, LONGEST_NAME);
                name.clone()
            }
            None => format!("model {}", place + 1),
            Some(other) => {
                reader.report(&joined(&path, "name"), Some(other), "must be a text");
                String::new()
            }
        };
        if models.iter().any(|it| it.name == name) {
            reader.report(
                &joined(&path, "name"),
                table.get("name"),
                "is the name of another model",
            );
        }
        let (mut success, mut usd) = (None, None);
        if item.is_object() {
            success = reader.required(&path, table, "success", SHARE);
            usd = reader.required(&path, table, "cost", USD);
        }
        let tokens = reader.optional(&path, table, "tokens", COUNT);
        let cold_usd = reader.optional(&path, table, "cold_cost", USD).unwrap_or(0.0);
        models.push(RouteModel {
            name,
            success: success.unwrap_or(0.5),
            usd: usd.unwrap_or(1.0),
            tokens,
            cold_usd,
        });
    }
    models
}

fn order_by_cost(models: &[RouteModel]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..models.len()).collect();
    order.sort_by(|a, b| models[*a].usd.total_cmp(&models[*b].usd));
    order
}

/// Turns of a conversation, and how much one turn's decision holds for the next.
fn conversation(reader: &mut Reader, value: Option<&Value>) -> Option<(f64, f64)> {
    let value = value.filter(|it| !it.is_null())?;
    let Some(table) = value.as_object() else {
        reader.report("conversation", Some(value), "must be an object with turns and persistence");
        return None;
    };
    reader.known("conversation", table, &["turns", "persistence"]);
    let turns = reader.required("conversation", table, "turns", TURNS)?;
    let persistence = reader.optional("conversation", table, "persistence", SHARE).unwrap_or(0.0);
    Some((turns, persistence))
}

fn requests(reader: &mut Reader, root: &Map<String, Value>, n: usize) -> Option<usize> {
    let requests = reader.whole("", root, "requests")?;
    let most = MOST_OUTCOMES / n.max(1) as u64;
    match requests {
        // As without it.
        0 => None,
        _ if requests > most => {
            reader.report(
                "requests",
                root.get("requests"),
                format!("must be at most {most} for {n} models"),
            );
            None
        }
        _ => Some(requests as usize),
    }
}
