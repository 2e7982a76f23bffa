//! The scenarios that come with undercut.

/// A scenario that comes with undercut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name on the command line and in links.
    pub id: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every scenario that comes with undercut; the first is the default.
pub const SHIPPED: &[Shipped] = &[
    Shipped { id: "november-2026", text: include_str!("../../scenarios/november-2026.toml") },
    Shipped {
        id: "deepseek-v4-april-2026",
        text: include_str!("../../scenarios/deepseek-v4-april-2026.toml"),
    },
    Shipped { id: "first-steps", text: include_str!("../../scenarios/first-steps.toml") },
    Shipped { id: "coding-assistant", text: include_str!("../../scenarios/coding-assistant.toml") },
    Shipped {
        id: "regulated-in-house",
        text: include_str!("../../scenarios/regulated-in-house.toml"),
    },
    Shipped { id: "routed-market", text: include_str!("../../scenarios/routed-market.toml") },
    Shipped {
        id: "deepseek-disclosure",
        text: include_str!("../../scenarios/deepseek-disclosure.toml"),
    },
    Shipped {
        id: "open-weight-pincer",
        text: include_str!("../../scenarios/open-weight-pincer.toml"),
    },
    Shipped {
        id: "ninety-five-percent",
        text: include_str!("../../scenarios/ninety-five-percent.toml"),
    },
    Shipped { id: "chinese-stack", text: include_str!("../../scenarios/chinese-stack.toml") },
    Shipped {
        id: "cheapness-of-open-weights",
        text: include_str!("../../scenarios/cheapness-of-open-weights.toml"),
    },
    Shipped {
        id: "v4-disrupts-pricing",
        text: include_str!("../../scenarios/v4-disrupts-pricing.toml"),
    },
];

/// The shipped scenario with an id.
pub fn shipped(id: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|it| it.id == id)
}
