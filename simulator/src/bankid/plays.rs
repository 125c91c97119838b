//! The table behind each group of scenarios: a variant, its name, what it does.

/// An enum of scenarios with their names and descriptions; the code that plays a group stands beside its table.
macro_rules! plays {
    ($(#[$about:meta])* $group:ident { $($variant:ident $name:literal $text:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $group { $($variant,)+ }

        impl $group {
            /// Every one with its name and description.
            pub(crate) const ALL: &[(Self, &'static str, &'static str)] =
                &[$((Self::$variant, $name, $text),)+];
        }
    };
}

pub(crate) use plays;
