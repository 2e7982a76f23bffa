//! What a model is made of, as far as it is known.

use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;
use super::ids::ShapeId;

/// What a model is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelArchitecture {
    /// A published shape.
    Known(ShapeId),
    /// Not public: sizes are wide assumptions.
    Guessed(Box<GuessedArchitecture>),
}

impl ModelArchitecture {
    /// Reads `shape`, or else the sizes in `architecture`.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> ModelArchitecture {
        if let Some(shape) = fields.maybe_named("shape", "shape", problems) {
            return ModelArchitecture::Known(ShapeId(shape));
        }
        let guess = match fields.inner("architecture", problems) {
            Some(mut inner) => {
                let read = GuessedArchitecture::read(&mut inner, problems);
                inner.finish(problems);
                read
            }
            None => {
                let rule = "is missing: a shape, or the sizes in an architecture";
                problems.push(Problem::new(fields.path("shape"), "", rule));
                let (total_params, active_params) = (Figure::stand_in(), Figure::stand_in());
                GuessedArchitecture { total_params, active_params }
            }
        };
        ModelArchitecture::Guessed(Box::new(guess))
    }
}

/// Sizes of a model whose architecture is not public.
#[derive(Debug, Clone, PartialEq)]
pub struct GuessedArchitecture {
    /// Parameters in all.
    pub total_params: Figure,
    /// Parameters that a token uses.
    pub active_params: Figure,
}

impl GuessedArchitecture {
    fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> GuessedArchitecture {
        let mut count =
            |key: &'static str| fields.figure(key, Unit::Count, Domain::Positive, problems);
        let (total_params, active_params) = (count("total_params"), count("active_params"));
        if total_params.median() < active_params.median() {
            let rule = format!("must not be below active_params, {}", active_params.text);
            problems.push(Problem::new(fields.path("total_params"), &total_params.text, rule));
        }
        GuessedArchitecture { total_params, active_params }
    }
}
