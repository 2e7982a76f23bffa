//! What the serving model needs to know of a model.

use crate::scenario::inputs::Slot;
use crate::serving::Architecture;

/// An architecture, known or guessed.
// One a model, read in every draw: a box would save little and cost a jump.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq)]
pub enum ArchitecturePlan {
    /// Published.
    Known(Architecture),
    /// Not published: only sizes, as wide assumptions.
    Guessed {
        /// Total parameters.
        total_params: Slot,
        /// Active parameters per token.
        active_params: Slot,
    },
}
