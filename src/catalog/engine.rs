//! Engines: what is claimed and what was measured of their speed.

use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};
use super::ids::EngineId;

/// A serving engine.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineRecord {
    /// Short name, such as `sglang`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What others say or measured of its throughput over another engine's.
    pub ratios: Vec<EngineRatio>,
}

impl EngineRecord {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> EngineRecord {
        let mut ratios = Vec::new();
        // No run reads them: the browser's core leaves them where they are.
        let records = if cfg!(feature = "tables") {
            fields.inners("ratio", problems)
        } else {
            fields.skip("ratio");
            Vec::new()
        };
        for mut inner in records {
            ratios.push(EngineRatio {
                id: inner.text("id", problems),
                over: EngineId(inner.named("over", "engine", problems)),
                ratio: inner.figure("ratio", Unit::Ratio, Domain::Positive, problems),
                conditions: inner.text("conditions", problems),
            });
            inner.finish(problems);
        }
        let (id, name) = (fields.text("id", problems), fields.text("name", problems));
        EngineRecord { id, name, ratios }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        for ratio in &self.ratios {
            out.push((format!("{path}.ratio.{}", ratio.id), &ratio.ratio));
        }
    }
}

/// Throughput of an engine over that of another, under stated conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineRatio {
    /// Short name, unique in its engine.
    pub id: String,
    /// The engine in the denominator.
    pub over: EngineId,
    /// Throughput over throughput.
    pub ratio: Figure,
    /// What was run.
    pub conditions: String,
}
