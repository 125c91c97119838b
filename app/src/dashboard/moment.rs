//! Moments on screens: in UTC, to the minute, with the whole of it for machines.

use leptos::prelude::*;

/// Characters of RFC 3339 up to the minute.
const MINUTE: usize = 16;

/// A moment (RFC 3339), in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment(pub String);

impl Moment {
    /// As it is shown, e.g. `2026-11-22 19:00`.
    pub(crate) fn shown(&self) -> String {
        let minute = self.0.get(..MINUTE).unwrap_or(&self.0);
        minute.replace('T', " ")
    }

    pub(crate) fn draw(&self) -> AnyView {
        view! { <time datetime=self.0.clone()>{self.shown()}</time> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_to_the_minute() {
        for (whole, shown) in [
            ("2026-11-22T19:00:59.123Z", "2026-11-22 19:00"),
            ("2026-11-22T19:00:00Z", "2026-11-22 19:00"),
            ("soon", "soon"),
        ] {
            assert_eq!(Moment(whole.to_owned()).shown(), shown);
        }
    }
}
