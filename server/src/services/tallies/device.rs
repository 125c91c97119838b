//! The class of device that a request comes from. It travels beside the request, not through every function: only what is
//! counted wants to know.

tokio::task_local! {
    static DEVICE: Device;
}

/// A class of device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    /// Held in one hand.
    Phone,
    /// Held in two.
    Tablet,
    /// Stands on a table.
    Desktop,
    /// It does not say, or nobody's browser asked.
    Other,
}

impl Device {
    /// Every class there is.
    pub const ALL: [Self; 4] = [Self::Phone, Self::Tablet, Self::Desktop, Self::Other];

    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Tablet => "tablet",
            Self::Desktop => "desktop",
            Self::Other => "other",
        }
    }

    /// The class as the browser's `User-Agent` tells it. Good for numbers and nothing else: browsers say what they want, and
    /// Safari on a tablet says that it is on a desktop.
    #[must_use]
    pub fn of_agent(agent: &str) -> Self {
        let has = |word| agent.contains(word);
        if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
            Self::Tablet
        } else if has("Mobi") || has("iPhone") || has("iPod") {
            Self::Phone
        } else if ["Windows", "Macintosh", "X11", "CrOS"].into_iter().any(has) {
            Self::Desktop
        } else {
            Self::Other
        }
    }
}

/// Does the work for somebody with this class of device.
pub async fn with<F: Future>(device: Device, work: F) -> F::Output {
    DEVICE.scope(device, work).await
}

/// The class of device that the present work is done for.
#[must_use]
pub fn current() -> Device {
    DEVICE.try_with(|device| *device).unwrap_or(Device::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_by_what_they_are_on() {
        for (agent, device) in [
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36",
                Device::Phone,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1",
                Device::Phone,
            ),
            (
                "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
                Device::Phone,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 Version/12.1 Mobile/15E148 Safari/604.1",
                Device::Tablet,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36",
                Device::Desktop,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                Device::Desktop,
            ),
            ("", Device::Other),
            ("curl/8.14.1", Device::Other),
        ] {
            assert_eq!(Device::of_agent(agent), device, "{agent}");
        }
    }

    #[tokio::test]
    async fn nobody_knows_outside_of_a_request() {
        assert_eq!(current(), Device::Other);
        assert_eq!(
            with(Device::Phone, async { current() }).await,
            Device::Phone
        );
    }
}
