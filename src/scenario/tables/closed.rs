//! Shapes of models whose weights are closed: the catalogue's guess of their sizes.

use std::sync::LazyLock;

use super::spelling::spelled;
use crate::catalog::{Catalog, ModelArchitecture};
use crate::serving::Architecture;

/// The assumed shape of the closed model called `wanted`, and what stands in for its own.
pub(super) fn closed(wanted: &str) -> Option<(Architecture, String)> {
    static CATALOG: LazyLock<Catalog> =
        LazyLock::new(|| Catalog::shipped().expect("a test reads the shipped catalogue"));
    let called = |name: &str| spelled(name) == wanted;
    let model = CATALOG.models.iter().find(|it| called(&it.id) || called(&it.name))?;
    let ModelArchitecture::Guessed(guess) = &model.architecture else { return None };
    let total = guess.total_params.distribution.median();
    let active = guess.active_params.distribution.median();
    let stands_in = format!(
        "closed weights: assumed mixture of {:.0}B, {:.0}B active ({} and {} in the catalogue)",
        total / 1e9,
        active / 1e9,
        guess.total_params.text,
        guess.active_params.text,
    );
    Some((Architecture::sparse_guess(total, active), stands_in))
}
