//! What the checks found: a line each, and what to do. No secret of the configuration is in it, whoever repeated one.

use secrecy::ExposeSecret;
use serde::Serialize;

use crate::config::Config;

/// What stands in place of a secret.
const HIDDEN: &str = "***";
/// Shorter secrets are words that stand elsewhere, too.
const SHORTEST_SECRET: usize = 6;
/// The longest text of a line, in characters; what others say may be of any length.
const LONGEST: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Verdict {
    Ok,
    Warning,
    Failed,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// What it belongs to, e.g. `database` or `connection phone`.
    pub(super) area: String,
    pub(super) verdict: Verdict,
    /// What was found.
    pub(super) text: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) advice: Option<String>,
}

impl Check {
    pub(super) fn ok(area: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            area: area.into(),
            verdict: Verdict::Ok,
            text: text.into(),
            advice: None,
        }
    }

    pub(super) fn warning(
        area: impl Into<String>,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            area: area.into(),
            verdict: Verdict::Warning,
            text: text.into(),
            advice: Some(advice.into()),
        }
    }

    pub(super) fn failed(
        area: impl Into<String>,
        text: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Failed,
            ..Self::warning(area, text, advice)
        }
    }

    fn line(&self) -> String {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warning => "warning",
            Verdict::Failed => "failed",
        };
        let advice = self
            .advice
            .as_ref()
            .map(|advice| format!(" -> {advice}"))
            .unwrap_or_default();
        format!("{verdict:<8} {}: {}{advice}", self.area, self.text)
    }
}

/// Everything that was found, in order.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Check>);

impl Findings {
    pub(super) fn push(&mut self, check: Check) {
        self.0.push(check);
    }

    pub(super) fn extend(&mut self, checks: impl IntoIterator<Item = Check>) {
        self.0.extend(checks);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn failed(&self) -> usize {
        self.count(Verdict::Failed)
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.0
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    }

    /// One line for each check, and one that counts them.
    pub(super) fn text(&self, mask: &Mask) -> String {
        let mut text: String = self
            .0
            .iter()
            .map(|check| format!("{}\n", mask.clean(&check.line())))
            .collect();
        text.push_str(&format!(
            "{} ok, {} warnings, {} failed\n",
            self.count(Verdict::Ok),
            self.count(Verdict::Warning),
            self.failed()
        ));
        text
    }

    pub(super) fn json(&self, mask: &Mask) -> serde_json::Result<String> {
        let checks: Vec<Check> = self
            .0
            .iter()
            .map(|check| Check {
                area: mask.clean(&check.area),
                verdict: check.verdict,
                text: mask.clean(&check.text),
                advice: check.advice.as_deref().map(|advice| mask.clean(advice)),
            })
            .collect();
        let report = serde_json::json!({ "passed": self.failed() == 0, "checks": checks });
        Ok(format!("{report:#}\n"))
    }
}

/// The secrets of the configuration, to take them out of whatever a driver or a provider says (SEC-187).
#[derive(Default)]
pub(super) struct Mask(Vec<String>);

impl Mask {
    pub(super) fn of(config: &Config) -> Self {
        let mut secrets = Vec::new();
        for connection in config.connections.values() {
            for secret in connection.secrets.values() {
                // Some hold several, separated by spaces.
                let text = secret.expose_secret();
                secrets.extend(text.split_whitespace().map(str::to_owned));
                secrets.push(text.to_owned());
            }
            if let Some(proxy) = &connection.egress.proxy {
                secrets.extend(proxy.password().map(str::to_owned));
            }
        }
        if let Some(single) = &config.single_sign_on {
            secrets.push(single.client_secret.expose_secret().to_owned());
            let proxy = single.egress.proxy.as_ref();
            secrets.extend(proxy.and_then(|proxy| proxy.password()).map(str::to_owned));
        }
        if let Ok(url) = url::Url::parse(config.database.url.expose_secret()) {
            secrets.extend(url.password().map(str::to_owned));
        }
        secrets.retain(|secret| secret.len() >= SHORTEST_SECRET);
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(secrets)
    }

    /// One line, bounded, without a secret.
    fn clean(&self, text: &str) -> String {
        let mut clean: String = text
            .chars()
            .map(|character| match character {
                character if character.is_control() => ' ',
                character => character,
            })
            .collect();
        for secret in &self.0 {
            clean = clean.replace(secret, HIDDEN);
        }
        if clean.chars().count() > LONGEST {
            clean = clean.chars().take(LONGEST).chain("...".chars()).collect();
        }
        clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEC-187
    #[test]
    fn sec_187_what_a_provider_repeats_of_a_secret_is_not_printed() {
        let mask = Mask(vec!["canary-secret".to_owned()]);
        let mut found = Findings::default();
        found.push(Check::failed(
            "connection phone",
            "it said: canary-secret\nis wrong",
            "replace canary-secret",
        ));
        for text in [found.text(&mask), found.json(&mask).unwrap()] {
            assert!(!text.contains("canary") && text.contains("***"), "{text}");
        }
        assert_eq!(found.text(&mask).lines().count(), 2);
    }

    #[test]
    fn a_line_is_bounded() {
        let mut found = Findings::default();
        found.push(Check::ok("a", "x".repeat(10_000)));
        assert!(found.text(&Mask::default()).len() < 600);
    }
}
