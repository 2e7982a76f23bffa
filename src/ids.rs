//! Small integers that stand for names inside a run; the names live in the catalogue and the scenario.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);

        impl $name {
            /// The position as an index into a table of this kind.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
pub(crate) use id;

id!(
    /// A model: weights with an architecture, scores and token counts.
    ModelId
);
id!(
    /// A line: a provider's product tier, the unit that has a price over time.
    LineId
);
id!(
    /// A provider: a closed lab, an open lab's own API, a host, or the buyer itself.
    ProviderId
);
