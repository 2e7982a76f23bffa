use super::{Conversation, HardErrors, Verifier};

/// What decides, as a user states it: by AUCs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum StatedSignal {
    /// AUC for "only the strong model succeeds" against all other requests.
    NeedStrong {
        /// 1/2 to 1.
        auc: f64,
    },
    /// AUCs of one signal for the success of each model of the pair.
    Aucs {
        /// For the weak model, 1/2 to 1.
        weak: f64,
        /// For the strong model; without it the signal says of the strong model what it says of the weak one, through
        /// their correlation.
        strong: Option<f64>,
    },
}

/// A kind of policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyKind {
    /// Everything to one model.
    Single,
    /// Everything to the cheapest model that meets the threshold.
    CheapestMeetingThreshold,
    /// The cheapest random mix.
    RandomMix,
    /// Knows which models will succeed.
    Oracle,
    /// A threshold on a signal that is seen before any answer.
    ThresholdRouter,
    /// The weak model answers first; a signal or a verifier decides whether the strong one is called too.
    Cascade,
    /// A router that may also choose the cascade.
    CascadeRouting,
    /// A random split between the pair that costs what another policy costs.
    Shuffled,
}

impl PolicyKind {
    /// All kinds.
    pub const ALL: [PolicyKind; 8] = [
        PolicyKind::Single,
        PolicyKind::CheapestMeetingThreshold,
        PolicyKind::RandomMix,
        PolicyKind::Oracle,
        PolicyKind::ThresholdRouter,
        PolicyKind::Cascade,
        PolicyKind::CascadeRouting,
        PolicyKind::Shuffled,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            PolicyKind::Single => "single",
            PolicyKind::CheapestMeetingThreshold => "cheapest-meeting-threshold",
            PolicyKind::RandomMix => "random-mix",
            PolicyKind::Oracle => "oracle",
            PolicyKind::ThresholdRouter => "threshold-router",
            PolicyKind::Cascade => "cascade",
            PolicyKind::CascadeRouting => "cascade-routing",
            PolicyKind::Shuffled => "shuffled",
        }
    }
}

/// One policy over a pool; places are those of the pool's models.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyPlan {
    /// Its kind.
    pub kind: PolicyKind,
    /// The model of a single policy; the best constant without it.
    pub model: Option<usize>,
    /// The weak and the strong model.
    pub pair: (usize, usize),
    /// Whether the pair was named, so that the oracle and the random mix are of it alone.
    pub pair_named: bool,
    /// The models of a cascade in the order of their calls, where there are more than two.
    pub stages: Vec<usize>,
    /// What decides.
    pub signal: Option<StatedSignal>,
    /// What checks answers.
    pub verifier: Option<Verifier>,
    /// How far the verifier's errors fall on hard requests.
    pub errors: HardErrors,
    /// USD per request for the decision before any answer.
    pub router_usd: f64,
    /// Success rate that its operating point must have; the pool's threshold without it.
    pub threshold: Option<f64>,
    /// The conversations that its requests are turns of.
    pub conversation: Option<Conversation>,
    /// The policy whose cost a shuffled one has, by its place before it.
    pub of: Option<usize>,
}

impl PolicyPlan {
    /// A policy of `kind` on the pair `(weak, strong)`, with nothing else stated.
    pub fn new(kind: PolicyKind, pair: (usize, usize)) -> PolicyPlan {
        PolicyPlan {
            kind,
            model: None,
            pair,
            pair_named: false,
            stages: Vec::new(),
            signal: None,
            verifier: None,
            errors: HardErrors::default(),
            router_usd: 0.0,
            threshold: None,
            conversation: None,
            of: None,
        }
    }
}
