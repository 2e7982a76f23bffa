//! Small integers for the records that only the catalogue and the seams above it name.

use crate::ids::id;

id!(
    /// An accelerator.
    AcceleratorId
);
id!(
    /// A kind of business.
    BusinessId
);
id!(
    /// A shape.
    ShapeId
);
id!(
    /// A serving engine.
    EngineId
);
id!(
    /// A benchmark.
    BenchmarkId
);
id!(
    /// A named rule for what the data leave open.
    RuleId
);
id!(
    /// A world: what was on sale, and what was known, at the end of a month.
    WorldId
);
