//! What the models run on: accelerators, their rents, and each model on one of them under an engine.

use super::Cast;
use crate::catalog::{self, RentalKind, Weights};
use crate::error::Problem;
use crate::ids::ModelId;
use crate::scenario::inputs::{Factor, Slot};
use crate::serving::{Accelerator, Engine, Precision};

/// An accelerator.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceleratorPlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its data sheet.
    pub spec: Accelerator,
}

/// A model on an accelerator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairPlan {
    /// The model.
    pub model: ModelId,
    /// Place in the plan's accelerators.
    pub accelerator: usize,
    /// Engine.
    pub engine: Engine,
    /// Precision of the weights.
    pub precision: Precision,
}

/// The model that the buyer may run.
pub(in crate::scenario) struct OwnModel {
    pub model: ModelId,
    pub pair: usize,
    pub usd_per_accelerator_hour: Slot,
}

impl Cast<'_, '_, '_> {
    /// The plan's place of an accelerator of the catalogue.
    pub(super) fn accelerator(&mut self, place: usize) -> usize {
        let it = &self.catalog.accelerators[place];
        if let Some(known) = self.accelerators.iter().position(|other| other.id == it.id) {
            return known;
        }
        let (id, name) = (it.id.clone(), it.name.clone());
        self.accelerators.push(AcceleratorPlan { id, name, spec: it.spec });
        self.accelerators.len() - 1
    }

    /// The hourly rate of an accelerator for those who pay in a certain way, on the world's last day.
    pub(super) fn rate(&mut self, id: catalog::AcceleratorId, kind: RentalKind) -> Slot {
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
    pub(super) fn pair(&mut self, model: ModelId, accelerator: usize, engine: Engine) -> usize {
        let native = self.catalog.models[self.used_models[model.index()]].precision;
        let spec = self.accelerators[accelerator].spec;
        let precision = match native {
            // Weights made for four bits keep them everywhere; where FP4 is native, integers are converted to it.
            Precision::Int4 if spec.fp4_flops > 0.0 => Precision::Fp4,
            Precision::Int4 => Precision::Int4,
            Precision::Fp4 | Precision::Mxfp4 if spec.fp4_flops > 0.0 => Precision::Fp4,
            Precision::Fp4 | Precision::Mxfp4 => Precision::Mxfp4,
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

    pub(super) fn engine(&mut self, id: catalog::EngineId) -> Engine {
        let it = &self.catalog.engines[id.index()];
        Engine::parse(&it.id).unwrap_or_else(|| {
            self.problem(
                format!("catalog.engines.{}", it.id),
                "is an engine that the serving model does not know",
            );
            Engine::Sglang
        })
    }

    pub(super) fn own(&mut self, model: &str) -> Option<OwnModel> {
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
