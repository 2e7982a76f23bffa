//! Small integers for the records that only the catalogue and the seams above it name.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);

        impl $name {
            /// The position in the catalogue's list of this kind.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// An accelerator.
    AcceleratorId
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
