//! The players of a scenario, taken from its world in the catalogue: models, accelerators, lines, providers.

use super::build::Builder;
use super::inputs::{Factor, Slot};
use super::plan::{
    AcceleratorPlan, ArchitecturePlan, BenchmarkPlan, GroupId, HostRule, LinePlan, ModelPlan,
    PairPlan, PricePlan, PriceTier, ProviderPlan,
};
use crate::catalog::{
    self, Catalog, Group, ModelArchitecture, Offer, RentalKind, Tier, Weights, World,
};
use crate::error::Problem;
use crate::ids::{LineId, ModelId, ProviderId};
use crate::serving::{Accelerator, Architecture, Attention, Engine, Generation, Precision};
use crate::uncertainty::key;
use crate::workload::TokenFactors;

/// What the catalogue adds to a scenario.
pub(super) struct Players {
    pub models: Vec<ModelPlan>,
    pub accelerators: Vec<AcceleratorPlan>,
    pub pairs: Vec<PairPlan>,
    pub lines: Vec<LinePlan>,
    pub providers: Vec<ProviderPlan>,
    pub benchmarks: Vec<BenchmarkPlan>,
    /// Weights of the benchmarks, by class.
    pub weights: Vec<Vec<f64>>,
    pub nests: usize,
    pub host: HostRule,
    pub own: Option<OwnModel>,
}

/// The model that the buyer may run.
pub(super) struct OwnModel {
    pub model: ModelId,
    pub pair: usize,
    pub usd_per_accelerator_hour: Slot,
}

/// Gathers the players of `world`.
pub(super) fn players(
    builder: &mut Builder,
    catalog: &Catalog,
    world: &World,
    reference: &str,
    class_weights: &[Vec<(String, f64)>],
) -> Players {
    let mut cast = Cast::of(builder, catalog, world);
    cast.benchmarks(class_weights);
    let own = cast.builder.text("ownership.model").to_string();
    cast.models(reference, &own);
    let nests = cast.nests();
    cast.providers();
    cast.lines(&nests);
    let own = cast.own(&own);
    let host = cast.host();
    cast.note_untested();
    Players {
        nests: nests.iter().copied().max().unwrap_or(0) as usize + 1,
        models: cast.models,
        accelerators: cast.accelerators,
        pairs: cast.pairs,
        lines: cast.lines,
        providers: cast.providers,
        benchmarks: cast.benchmarks,
        weights: cast.weights,
        host,
        own,
    }
}

struct Cast<'b, 'a, 'c> {
    builder: &'b mut Builder<'a>,
    catalog: &'c Catalog,
    world: &'c World,
    newer_precision: Precision,
    models: Vec<ModelPlan>,
    accelerators: Vec<AcceleratorPlan>,
    pairs: Vec<PairPlan>,
    lines: Vec<LinePlan>,
    providers: Vec<ProviderPlan>,
    benchmarks: Vec<BenchmarkPlan>,
    weights: Vec<Vec<f64>>,
    /// Places in the catalogue of what the plan uses.
    used_benchmarks: Vec<usize>,
    used_models: Vec<usize>,
    used_providers: Vec<usize>,
    /// Rates that are inputs already, by path.
    rates: Vec<(String, Slot)>,
    /// Classes and the models that were tested on none of their benchmarks.
    untested: Vec<(usize, String)>,
}

impl<'b, 'a, 'c> Cast<'b, 'a, 'c> {
    fn of(
        builder: &'b mut Builder<'a>,
        catalog: &'c Catalog,
        world: &'c World,
    ) -> Cast<'b, 'a, 'c> {
        let newer_precision = match builder.text("supply.blackwell_precision") {
            "fp8" => Precision::Fp8,
            _ => Precision::Fp4,
        };
        Cast {
            builder,
            catalog,
            world,
            newer_precision,
            models: Vec::new(),
            accelerators: Vec::new(),
            pairs: Vec::new(),
            lines: Vec::new(),
            providers: Vec::new(),
            benchmarks: Vec::new(),
            weights: Vec::new(),
            used_benchmarks: Vec::new(),
            used_models: Vec::new(),
            used_providers: Vec::new(),
            rates: Vec::new(),
            untested: Vec::new(),
        }
    }

    fn problem(&mut self, path: String, rule: &str) {
        self.builder.problems.push(Problem::new(path, "", rule));
    }

    /// The benchmarks that some class uses, in the catalogue's order, and their weights by class.
    fn benchmarks(&mut self, class_weights: &[Vec<(String, f64)>]) {
        for (place, it) in self.catalog.benchmarks.iter().enumerate() {
            let used = |weights: &Vec<(String, f64)>| {
                weights.iter().any(|(id, weight)| *id == it.id && *weight > 0.0)
            };
            if !class_weights.iter().any(used) {
                continue;
            }
            self.used_benchmarks.push(place);
            let path = format!("catalog.benchmarks.{}.contamination", it.id);
            let label = format!("{}: contamination", it.name);
            let contamination =
                self.builder.figure(path, label, &it.contamination, Some(Factor::Contamination));
            self.benchmarks.push(BenchmarkPlan { items: it.items.median(), contamination });
        }
        for weights in class_weights {
            let weight = |&place: &usize| {
                let id = &self.catalog.benchmarks[place].id;
                weights.iter().find(|(name, _)| name == id).map_or(0.0, |(_, weight)| *weight)
            };
            self.weights.push(self.used_benchmarks.iter().map(weight).collect());
        }
    }

    /// The models behind the world's lines, the reference model and the buyer's own.
    fn models(&mut self, reference: &str, own: &str) {
        let reference = self.catalog.model(reference).map(|id| id.index());
        let own = self.catalog.model(own).map(|id| id.index());
        for (place, it) in self.catalog.models.iter().enumerate() {
            let sold = self
                .world
                .lines
                .iter()
                .any(|line| self.catalog.lines[line.index()].model.index() == place);
            if sold || reference == Some(place) || own == Some(place) {
                self.used_models.push(place);
                let model = self.model(it, reference.unwrap_or(place));
                self.models.push(model);
            }
        }
    }

    fn model(&mut self, it: &catalog::Model, reference: usize) -> ModelPlan {
        let path = |key: &str| format!("catalog.models.{}.{key}", it.id);
        let mut scores = Vec::new();
        for &place in &self.used_benchmarks {
            let benchmark = &self.catalog.benchmarks[place];
            let figure = it.score(catalog::BenchmarkId(place as u16));
            scores.push(figure.map(|figure| {
                let label = format!("{} on {}", it.name, benchmark.name);
                self.builder.figure(path(&format!("scores.{}", benchmark.id)), label, figure, None)
            }));
        }
        for (class, weights) in self.weights.iter().enumerate() {
            let tested =
                weights.iter().zip(&scores).any(|(weight, score)| *weight > 0.0 && score.is_some());
            if !tested {
                self.untested.push((class, it.name.clone()));
            }
        }
        let weights = self.weights.clone();
        let factors = weights.iter().map(|weights| self.factors(it, reference, weights)).collect();
        let name = &it.name;
        let score_noise = self.builder.noise(
            path("score_noise"),
            format!("{name}: sampling noise of its scores"),
            "binomial noise of a finite number of questions",
            None,
        );
        let serving_noise = self.builder.noise(
            path("serving_noise"),
            format!("{name}: error of its predicted serving cost"),
            "residual of the serving fit",
            Some(Factor::Residual),
        );
        let architecture = match &it.architecture {
            ModelArchitecture::Known(known) => ArchitecturePlan::Known(architecture(known)),
            ModelArchitecture::Guessed(guess) => ArchitecturePlan::Guessed {
                total_params: self.builder.figure(
                    path("total_params"),
                    format!("{name}: total parameters"),
                    &guess.total_params,
                    None,
                ),
                active_params: self.builder.figure(
                    path("active_params"),
                    format!("{name}: active parameters"),
                    &guess.active_params,
                    None,
                ),
            },
        };
        let acceptance_length = it.acceptance_length.as_ref().map(|figure| {
            let label = format!("{name}: tokens per speculative step");
            self.builder.figure(path("acceptance_length"), label, figure, None)
        });
        ModelPlan {
            acceptance_length,
            id: it.id.clone(),
            name: name.clone(),
            open: it.weights == Weights::Open,
            architecture,
            scores,
            score_noise,
            factors,
            serving_noise,
        }
    }

    /// Token factors of a model on a class: the weighted mean over the class's benchmarks of its measured
    /// counts over the reference model's; over all benchmarks where the class has none that both ran.
    fn factors(&mut self, it: &catalog::Model, reference: usize, weights: &[f64]) -> TokenFactors {
        let reference = &self.catalog.models[reference];
        let mean = |weight_of: &dyn Fn(usize) -> f64| {
            let (mut sum, mut total) =
                (TokenFactors { input: 0.0, answer: 0.0, reasoning: 0.0 }, 0.0);
            for run in &it.tokens {
                let Some(base) = reference.token_run(run.benchmark) else { continue };
                let weight = weight_of(run.benchmark.index());
                total += weight;
                sum.input += weight * run.input / base.input;
                sum.answer += weight * run.answer / base.answer;
                sum.reasoning += weight * run.reasoning / base.answer;
            }
            (total > 0.0).then(|| TokenFactors {
                input: sum.input / total,
                answer: sum.answer / total,
                reasoning: sum.reasoning / total,
            })
        };
        let of_class = |benchmark: usize| {
            let used = self.used_benchmarks.iter().position(|&place| place == benchmark);
            used.map_or(0.0, |place| weights[place])
        };
        match mean(&of_class).or_else(|| mean(&|_| 1.0)) {
            Some(factors) => factors,
            None => {
                let note = format!(
                    "{}: no token counts; assumed to write what the reference model does",
                    it.name
                );
                if !self.builder.notes.contains(&note) {
                    self.builder.notes.push(note);
                }
                TokenFactors::REFERENCE
            }
        }
    }

    /// The nest of each model: 0 for closed ones, then one for each open one.
    fn nests(&self) -> Vec<u16> {
        let mut next = 0;
        let nest = |model: &ModelPlan| {
            if model.open {
                next += 1;
                next
            } else {
                0
            }
        };
        self.models.iter().map(nest).collect()
    }

    fn providers(&mut self) {
        for (place, it) in self.catalog.providers.iter().enumerate() {
            let sells = |line: &LineId| self.catalog.lines[line.index()].provider.index() == place;
            let group = match it.group {
                Group::Closed => GroupId::ClosedLabs,
                Group::Open => GroupId::OpenLabs,
                Group::Host => GroupId::Hosts,
                Group::InHouse => continue,
            };
            if !self.world.lines.iter().any(sells) {
                continue;
            }
            let name = it.name.clone();
            let path = |key: &str| format!("catalog.providers.{}.{key}", it.id);
            let fixed = |cast: &mut Self, key: &str, figure: Option<&catalog::Figure>| match figure
            {
                Some(figure) => {
                    let label = format!("{name}: {} a month", key.split('_').next().unwrap_or(key));
                    cast.builder.figure(path(key), label, figure, None)
                }
                None => cast.builder.inputs.constant(0.0),
            };
            let accelerators = [it.fleet.now, it.fleet.next];
            let provider = ProviderPlan {
                id: it.id.clone(),
                name: name.clone(),
                group,
                training_usd_per_month: fixed(
                    self,
                    "training_usd_per_month",
                    it.training_usd_per_month.as_ref(),
                ),
                research_usd_per_month: fixed(
                    self,
                    "research_usd_per_month",
                    it.research_usd_per_month.as_ref(),
                ),
                support_usd_per_month: fixed(
                    self,
                    "support_usd_per_month",
                    Some(&it.support_usd_per_month),
                ),
                utilisation: self.builder.figure(
                    path("utilisation"),
                    format!("{name}: utilisation"),
                    &it.utilisation,
                    Some(Factor::Utilisation),
                ),
                discount: self.builder.figure(
                    path("negotiated_discount"),
                    format!("{name}: negotiated discount"),
                    &it.negotiated_discount,
                    None,
                ),
                newer_share: self.builder.figure(
                    path("fleet.next_share"),
                    format!("{name}: newer accelerators now"),
                    &it.fleet.next_share,
                    None,
                ),
                accelerators: accelerators.map(|id| self.accelerator(id.index())),
                usd_per_accelerator_hour: accelerators.map(|id| self.rate(id, it.pays)),
            };
            self.used_providers.push(place);
            self.providers.push(provider);
        }
    }

    /// The plan's place of an accelerator of the catalogue.
    fn accelerator(&mut self, place: usize) -> usize {
        let it = &self.catalog.accelerators[place];
        if let Some(known) = self.accelerators.iter().position(|other| other.id == it.id) {
            return known;
        }
        let spec = Accelerator {
            generation: match it.generation {
                catalog::Generation::Hopper => Generation::Hopper,
                catalog::Generation::Blackwell => Generation::Blackwell,
                catalog::Generation::Cdna4 => Generation::Cdna4,
            },
            hbm_bytes: it.hbm_bytes.median(),
            hbm_bytes_per_s: it.hbm_bytes_per_s.median(),
            bf16_flops: it.bf16_flops.median(),
            fp8_flops: it.fp8_flops.median(),
            fp4_flops: it.fp4_flops.as_ref().map_or(0.0, catalog::Figure::median),
            link_bytes_per_s: it.link_bytes_per_s.median(),
            scaleup_domain: it.scaleup_domain as u32,
        };
        self.accelerators.push(AcceleratorPlan { id: it.id.clone(), name: it.name.clone(), spec });
        self.accelerators.len() - 1
    }

    /// The hourly rate of an accelerator for those who pay in a certain way, on the world's last day.
    fn rate(&mut self, id: catalog::AcceleratorId, kind: RentalKind) -> Slot {
        let it = &self.catalog.accelerators[id.index()];
        let Some(rental) = self.catalog.rental_on(id, kind, self.world.last_day) else {
            let path = format!("catalog.rentals.{}.{}", it.id, kind.name());
            self.problem(path, "is missing: no rate is known on the world's last day");
            return self.builder.inputs.constant(f64::NAN);
        };
        let path =
            format!("catalog.rentals.{}.{}@{}.usd_per_hour", it.id, kind.name(), rental.from);
        if let Some((_, slot)) = self.rates.iter().find(|(known, _)| *known == path) {
            return *slot;
        }
        let label = format!("{}: {} rate per hour", it.name, kind.name());
        let slot =
            self.builder.figure(path.clone(), label, &rental.usd_per_hour, Some(Factor::Rental));
        self.rates.push((path, slot));
        slot
    }

    /// The plan's place of a model on an accelerator under an engine.
    fn pair(&mut self, model: ModelId, accelerator: usize, engine: Engine) -> usize {
        let native = self.catalog.models[self.used_models[model.index()]].precision;
        let spec = self.accelerators[accelerator].spec;
        let precision = match native {
            // Weights made for four bits keep them everywhere; where FP4 is native, integers are converted to it.
            catalog::Precision::Int4 if spec.fp4_flops > 0.0 => Precision::Fp4,
            catalog::Precision::Int4 => Precision::Int4,
            catalog::Precision::Fp4 if spec.fp4_flops > 0.0 => Precision::Fp4,
            catalog::Precision::Fp4 => Precision::Mxfp4,
            _ if spec.fp4_flops > 0.0 => self.newer_precision,
            _ => Precision::Fp8,
        };
        let pair = PairPlan { model, accelerator, engine, precision };
        match self.pairs.iter().position(|known| *known == pair) {
            Some(known) => known,
            None => {
                self.pairs.push(pair);
                self.pairs.len() - 1
            }
        }
    }

    fn engine(&mut self, id: catalog::EngineId) -> Engine {
        let it = &self.catalog.engines[id.index()];
        Engine::parse(&it.id).unwrap_or_else(|| {
            self.problem(
                format!("catalog.engines.{}", it.id),
                "is an engine that the serving model does not know",
            );
            Engine::Sglang
        })
    }

    fn lines(&mut self, nests: &[u16]) {
        let day = self.world.last_day;
        for id in &self.world.lines {
            let it = &self.catalog.lines[id.index()];
            let model = self.used_models.iter().position(|&place| place == it.model.index());
            let provider =
                self.used_providers.iter().position(|&place| place == it.provider.index());
            let (Some(model), Some(provider)) = (model, provider) else {
                self.problem(
                    format!("catalog.lines.{}", it.id),
                    "has no model or provider in this world",
                );
                continue;
            };
            let engine = self.engine(self.catalog.providers[it.provider.index()].engine);
            let accelerators = self.providers[provider].accelerators;
            let model_id = ModelId(model as u16);
            let pairs = accelerators.map(|accelerator| self.pair(model_id, accelerator, engine));
            let price = match self.catalog.offer_on(*id, day) {
                Some(offer) => self.listed(&it.id, &it.name, offer),
                None => self.like_first_party(it, *id),
            };
            let line = LinePlan {
                id: it.id.clone(),
                name: it.name.clone(),
                provider: ProviderId(provider as u16),
                model: model_id,
                flagship: it.tier == Tier::Flagship,
                nest: nests[model],
                starting_weight: self.builder.figure(
                    format!("catalog.lines.{}.starting_weight", it.id),
                    format!("{}: starting weight", it.name),
                    &it.starting_weight,
                    None,
                ),
                price,
                pairs,
            };
            self.lines.push(line);
        }
    }

    fn listed(&mut self, id: &str, name: &str, offer: &Offer) -> PricePlan {
        let path = |key: &str| format!("catalog.offers.{id}@{}.{key}", offer.from);
        let mut figure = |key: &str, label: &str, figure: &catalog::Figure| {
            self.builder.figure(path(key), format!("{name}: {label}"), figure, None)
        };
        let input = figure("input_usd_per_mtok", "input price", &offer.input_usd_per_mtok);
        let base = offer.usd_per_mtok();
        let tier = |tier: &catalog::ContextTier| PriceTier {
            above_tokens: tier.above_tokens,
            input_factor: tier.input_usd_per_mtok.median() / base.uncached_input,
            output_factor: tier.output_usd_per_mtok.median() / base.output,
        };
        PricePlan::Listed {
            input_usd_per_mtok: input,
            cached_input_usd_per_mtok: figure(
                "cached_input_usd_per_mtok",
                "cached input price",
                &offer.cached_input_usd_per_mtok,
            ),
            cache_write_usd_per_mtok: match &offer.cache_write_usd_per_mtok {
                Some(write) => figure("cache_write_usd_per_mtok", "cache write price", write),
                None => input,
            },
            output_usd_per_mtok: figure(
                "output_usd_per_mtok",
                "output price",
                &offer.output_usd_per_mtok,
            ),
            tiers: offer.context_tiers.iter().map(tier).collect(),
        }
    }

    /// The price of a host without a list of that date. The first party's line stands before it in the world.
    fn like_first_party(&mut self, it: &catalog::Line, id: LineId) -> PricePlan {
        let of_model = |line: &LinePlan| {
            let place = self.used_models[line.model.index()];
            place == it.model.index() && matches!(line.price, PricePlan::Listed { .. })
        };
        let Some(first) = self.lines.iter().position(of_model) else {
            self.problem(
                format!("catalog.lines.{}", it.id),
                "has no price and no first party's line before it",
            );
            let factor = self.builder.inputs.constant(f64::NAN);
            return PricePlan::LikeFirstParty { line: id, factor, key: 0 };
        };
        let note = format!("{}: no list of that date; priced after the first party's", it.id);
        self.builder.notes.push(note);
        let label = format!("{}: price over the first party's, where it differs", it.name);
        PricePlan::LikeFirstParty {
            line: LineId(first as u16),
            factor: self.host_figure("other_factor", &format!("/{}", it.id), label),
            key: key(&format!("host-price.{}", it.id)),
        }
    }

    /// Says which models cannot be judged on which class.
    fn note_untested(&mut self) {
        for (class, model) in std::mem::take(&mut self.untested) {
            let name = self.builder.text(&format!("workload.task[{class}].name")).to_string();
            let note =
                format!("{model} was tested on no benchmark of \"{name}\" and does not serve it");
            self.builder.notes.push(note);
        }
    }

    fn host(&mut self) -> HostRule {
        let label = "hosts that copy the first party's list".to_string();
        HostRule { copy_probability: self.host_figure("copy_probability", "", label) }
    }

    /// A number of the rule for hosts without a list; each line has a factor of its own.
    fn host_figure(&mut self, name: &str, of: &str, label: String) -> Slot {
        let path = format!("catalog.rules.host-copies-first-party.{name}{of}");
        let rule = self.catalog.rule("host-copies-first-party");
        match rule.and_then(|id| self.catalog.rules[id.index()].figure(name)) {
            Some(figure) => self.builder.figure(path, label, figure, None),
            None => {
                self.problem(path, "is missing");
                self.builder.inputs.constant(f64::NAN)
            }
        }
    }

    fn own(&mut self, model: &str) -> Option<OwnModel> {
        let place = self.catalog.model(model)?.index();
        if self.catalog.models[place].weights == Weights::Closed {
            let path = "ownership.model".to_string();
            self.builder.problems.push(Problem::new(
                path,
                format!("\"{model}\""),
                "must have open weights",
            ));
            return None;
        }
        let model = ModelId(self.used_models.iter().position(|&used| used == place)? as u16);
        let id = self.catalog.accelerator(self.builder.text("ownership.accelerator"))?;
        let engine = self.catalog.engine(self.builder.text("ownership.engine"))?;
        let engine = self.engine(engine);
        let accelerator = self.accelerator(id.index());
        let pays = self
            .catalog
            .provider("self")
            .map_or(RentalKind::Contract, |provider| self.catalog.providers[provider.index()].pays);
        let usd_per_accelerator_hour = self.rate(id, pays);
        Some(OwnModel {
            model,
            pair: self.pair(model, accelerator, engine),
            usd_per_accelerator_hour,
        })
    }
}

/// The serving model's view of a published architecture.
fn architecture(known: &catalog::KnownArchitecture) -> Architecture {
    let sparse = known.sparse_positions > 0.0;
    let attention = match () {
        () if sparse => Attention::LatentSparse,
        () if known.kv_read_elements_constant > 0.0 => Attention::CompressedSparse,
        () if known.kv_heads <= 1.0 => Attention::Latent,
        () => Attention::Grouped,
    };
    // Sparse attention reads and computes on selected tokens only; its index goes over all of them.
    let selected = |value: f64| if sparse { value } else { 0.0 };
    let all = |value: f64, index: f64| if sparse { index } else { value };
    Architecture {
        layers: known.layers,
        moe_layers: known.moe_layers,
        hidden: known.hidden,
        dense_params: known.dense_params,
        expert_params: known.expert_params,
        active_expert_params: known.active_expert_params,
        experts: known.experts,
        experts_per_token: known.experts_per_token,
        attention,
        kv_heads: known.kv_heads,
        kv_elements_per_token: known.kv_elements_per_token,
        index_elements_per_token: known.index_elements_per_token,
        kv_elements_per_sequence: known.kv_elements_constant,
        state_bytes_per_sequence: 0.0,
        kv_read_elements_per_token: all(
            known.kv_read_elements_per_token,
            known.index_elements_per_token,
        ),
        kv_read_elements_per_selected_token: selected(known.kv_elements_per_token),
        kv_read_elements_per_sequence: known.kv_read_elements_constant,
        selected_tokens: known.sparse_positions,
        decode_attention_flops_per_token: all(
            known.decode_flops_per_token,
            known.index_flops_per_token,
        ),
        decode_attention_flops_per_selected_token: selected(known.decode_flops_per_token),
        prefill_attention_flops_per_token: all(
            known.prefill_flops_per_token,
            known.index_flops_per_token,
        ),
        prefill_attention_flops_per_selected_token: selected(known.prefill_flops_per_token),
        attention_flops_per_sequence: known.decode_flops_constant,
    }
}
