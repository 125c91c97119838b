//! Judges messages. Plain data in, a verdict out, so that every rule is tested without a browser.
//!
//! The rules in their order: source, origin of this phase, size, shape, rate (architecture, rule 4). What comes in a
//! flood is refused before it is read: beyond [`READ_LIMIT`] messages a minute nothing is measured any more.

use crate::contract::RefusalRule;

/// Messages a minute that may reach the server.
pub const ACCEPT_LIMIT: usize = 20;
/// Messages a minute, from the right window and origin, that are looked into at all.
pub const READ_LIMIT: usize = 100;
/// The return page's message holds a path and a query; nothing longer comes from there.
pub const RETURN_LIMIT: usize = 16 * 1024;

const MINUTE_MS: f64 = 60_000.0;

/// Who sent a message that may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The provider's page, before the return.
    Provider,
    /// Our own return page, inside the frame.
    ReturnPage,
}

/// The judge of one provider session's messages.
#[derive(Debug)]
pub struct Gate {
    provider_origins: Vec<String>,
    own_origin: String,
    max_bytes: usize,
    returned: bool,
    read: Window,
    accepted: Window,
}

impl Gate {
    /// A gate for messages from these exact origins (`scheme://host[:port]`), none larger than `max_bytes`.
    #[must_use]
    pub fn new(provider_origins: Vec<String>, own_origin: String, max_bytes: usize) -> Self {
        Self {
            provider_origins,
            own_origin,
            max_bytes,
            returned: false,
            read: Window::new(READ_LIMIT),
            accepted: Window::new(ACCEPT_LIMIT),
        }
    }

    /// Judges what is known before the message is read. `now_ms` is any clock that counts milliseconds.
    ///
    /// # Errors
    /// The rule that refuses it.
    pub fn envelope(
        &mut self,
        from_our_frame: bool,
        origin: &str,
        now_ms: f64,
    ) -> Result<Sender, RefusalRule> {
        if !from_our_frame {
            return Err(RefusalRule::Source);
        }
        // `null`, which a sandboxed page without an origin sends, is never in the list: an origin is exact or nothing.
        let sender = if self.returned {
            return Err(RefusalRule::Origin);
        } else if origin == self.own_origin {
            Sender::ReturnPage
        } else if self
            .provider_origins
            .iter()
            .any(|allowed| allowed == origin)
        {
            Sender::Provider
        } else {
            return Err(RefusalRule::Origin);
        };
        // Our own return page is not refused for the noise that the provider's page made before it.
        if sender == Sender::ReturnPage || self.read.take(now_ms) {
            Ok(sender)
        } else {
            Err(RefusalRule::Rate)
        }
    }

    /// The largest message this sender may send, in bytes.
    #[must_use]
    pub fn limit(&self, sender: Sender) -> usize {
        match sender {
            Sender::Provider => self.max_bytes,
            Sender::ReturnPage => RETURN_LIMIT,
        }
    }

    /// Judges a provider's message by its size, its shape (`bytes` is `None` for what JSON cannot say) and the rate.
    ///
    /// # Errors
    /// The rule that refuses it.
    pub fn content(&mut self, bytes: Option<usize>, now_ms: f64) -> Result<(), RefusalRule> {
        match bytes {
            None => Err(RefusalRule::Shape),
            Some(bytes) if bytes > self.max_bytes => Err(RefusalRule::Size),
            Some(_) if self.accepted.take(now_ms) => Ok(()),
            Some(_) => Err(RefusalRule::Rate),
        }
    }

    /// The return was handed over: from now on no origin counts any more.
    pub fn close(&mut self) {
        self.returned = true;
    }
}

/// Counts events of the last minute, at most `limit` of them.
#[derive(Debug)]
struct Window {
    limit: usize,
    times: std::collections::VecDeque<f64>,
}

impl Window {
    fn new(limit: usize) -> Self {
        Self {
            limit,
            times: std::collections::VecDeque::with_capacity(limit),
        }
    }

    fn take(&mut self, now_ms: f64) -> bool {
        while self
            .times
            .front()
            .is_some_and(|first| now_ms - first >= MINUTE_MS)
        {
            self.times.pop_front();
        }
        let free = self.times.len() < self.limit;
        if free {
            self.times.push_back(now_ms);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDER: &str = "https://provider.example";
    const OURS: &str = "https://app.example";

    fn gate() -> Gate {
        Gate::new(vec![PROVIDER.to_owned()], OURS.to_owned(), 100)
    }

    /// SEC: forged messages. The window comes before everything else.
    #[test]
    fn a_message_from_another_window_is_refused_whatever_its_origin() {
        for origin in [PROVIDER, OURS, "https://evil.example"] {
            assert_eq!(
                gate().envelope(false, origin, 0.0),
                Err(RefusalRule::Source)
            );
        }
    }

    #[test]
    fn only_exact_origins_count() {
        for origin in [
            "https://provider.example.evil",
            "https://provider.example:444",
            "http://provider.example",
            "https://provider.example/",
            "https://PROVIDER.example",
            "null",
            "",
        ] {
            assert_eq!(
                gate().envelope(true, origin, 0.0),
                Err(RefusalRule::Origin),
                "{origin}"
            );
        }
        assert_eq!(gate().envelope(true, PROVIDER, 0.0), Ok(Sender::Provider));
        assert_eq!(gate().envelope(true, OURS, 0.0), Ok(Sender::ReturnPage));
    }

    #[test]
    fn nobody_counts_after_the_return() {
        let mut gate = gate();
        gate.close();
        assert_eq!(gate.envelope(true, PROVIDER, 0.0), Err(RefusalRule::Origin));
        assert_eq!(gate.envelope(true, OURS, 0.0), Err(RefusalRule::Origin));
    }

    #[test]
    fn size_is_judged_before_rate_and_shape_is_required() {
        let mut gate = gate();
        assert_eq!(gate.content(Some(100), 0.0), Ok(()));
        assert_eq!(gate.content(Some(101), 0.0), Err(RefusalRule::Size));
        assert_eq!(gate.content(None, 0.0), Err(RefusalRule::Shape));
    }

    #[test]
    fn twenty_messages_a_minute_are_accepted_and_then_again_twenty() {
        let mut gate = gate();
        for _ in 0..ACCEPT_LIMIT {
            assert_eq!(gate.content(Some(1), 1_000.0), Ok(()));
        }
        assert_eq!(gate.content(Some(1), 60_999.0), Err(RefusalRule::Rate));
        assert_eq!(gate.content(Some(1), 61_000.0), Ok(()));
    }

    #[test]
    fn a_flood_is_not_even_read() {
        let mut gate = gate();
        let read = (0..10_000)
            .filter(|_| gate.envelope(true, PROVIDER, 5.0).is_ok())
            .count();
        assert_eq!(read, READ_LIMIT);
        assert_eq!(gate.envelope(true, PROVIDER, 5.0), Err(RefusalRule::Rate));
        assert_eq!(
            gate.envelope(true, PROVIDER, 60_005.0),
            Ok(Sender::Provider)
        );
    }

    #[test]
    fn a_flood_of_the_provider_s_does_not_keep_the_return_out() {
        let mut gate = gate();
        for _ in 0..1_000 {
            let _ = gate.envelope(true, PROVIDER, 5.0);
        }
        assert_eq!(gate.envelope(true, OURS, 5.0), Ok(Sender::ReturnPage));
    }
}
