//! Every table, each after those that it refers to.

/// A table, and the columns of its primary key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The order of its rows in a backup.
    pub key: &'static [&'static str],
}

const fn table(name: &'static str, key: &'static [&'static str]) -> Table {
    Table { name, key }
}

/// A table that is missing here would be missing in every backup; a test compares this list with the database.
pub const TABLES: &[Table] = &[
    table("connections", &["name"]),
    table("journey_versions", &["hash"]),
    table("clients", &["name"]),
    table("api_keys", &["id"]),
    table("operators", &["name"]),
    table("operator_grants", &["operator", "client", "role"]),
    table("signing_keys", &["id"]),
    table("onboardings", &["id"]),
    table("erasure_ledger", &["onboarding_id"]),
    table("data_keys", &["onboarding_id"]),
    table("steps", &["onboarding_id", "name"]),
    table("choices", &["onboarding_id", "choice"]),
    table("checks", &["id"]),
    table("attempts", &["id"]),
    table("check_events", &["id"]),
    table("evidence", &["id"]),
    table("facts", &["id"]),
    table("consents", &["id"]),
    table("decisions", &["id"]),
    table("uploads", &["id"]),
    table("usage", &["id"]),
    table("messages", &["id"]),
    table("sdk_visits", &["attempt_id"]),
    table("reference_images", &["id"]),
    table("image_links", &["token_hash"]),
    table("identifiers", &["client", "kind", "hash", "onboarding_id"]),
    table("risk_signals", &["onboarding_id", "signal"]),
    table("audit_events", &["id"]),
    table("audit_heads", &["chain"]),
    table("audit_leaves", &["position"]),
    table("audit_nodes", &["level", "position"]),
    table("audit_checkpoints", &["number"]),
    table("events", &["id"]),
    table("webhook_endpoints", &["id"]),
    table("webhook_secrets", &["id"]),
    table("webhook_deliveries", &["id"]),
    table("webhook_attempts", &["delivery_id", "number"]),
    table("idempotency_keys", &["key_id", "key_hash"]),
    table("jobs", &["kind", "subject"]),
    table("inbox", &["connection", "event_id"]),
    table("browser_sessions", &["id_hash"]),
    table("operator_passkeys", &["id"]),
    table("operator_recovery_codes", &["operator", "hash"]),
    table("operator_setups", &["hash"]),
    table("operator_resets", &["id"]),
    table("operator_sessions", &["id"]),
    table("sign_in_failures", &["hash"]),
    table("support_codes", &["code"]),
    table("provider_calls", &["id"]),
    table("notes", &["id"]),
    table("reveals", &["id"]),
    table("proposals", &["id"]),
    table("legal_holds", &["id"]),
    table("retention_state", &["id"]),
    table("allowed_attempts", &["id"]),
    table("pauses", &["id"]),
    table("journey_activations", &["id"]),
    table(
        "tallies",
        &[
            "day", "client", "journey", "measure", "step", "detail", "shard",
        ],
    ),
];

/// The place of a table in the list.
pub(super) fn place(name: &str) -> Option<usize> {
    TABLES.iter().position(|table| table.name == name)
}
