//! Budgets and signals.

use super::*;

#[test]
fn a_budget_of_nothing_and_of_nobody_is_refused() {
    let text = "[budgets]\nper_onboarding = 0\n[budgets.connections.phone]\nper_phone_and_day = 0\n\
                [budgets.connections.nobody]\nper_client_and_day = 1\n[signals]\nwindow_days = 4000\n";
    let refused = refusal(text, &[]);
    for said in [
        "budgets.per_onboarding: must be at least 1",
        "budgets.connections.phone.per_phone_and_day: must be at least 1",
        "budgets.connections.nobody: there is no connections.nobody",
        "signals.window_days: must be at most 3653",
    ] {
        assert!(refused.contains(said), "{said}: {refused}");
    }
}

#[test]
fn a_dialling_code_is_a_plus_and_digits() {
    for wrong in ["62", "+", "+012", "+62 8", "+12345678"] {
        let text = format!("[budgets]\ndialling_codes = [\"{wrong}\"]\n");
        let refused = refusal(&text, &[]);
        assert!(
            refused.contains("is not a dialling code"),
            "{wrong}: {refused}"
        );
    }
}

#[test]
fn without_a_word_there_are_budgets_and_signals() {
    let config = load("", &[]).unwrap();
    assert!(config.budgets.per_onboarding < 1_000);
    assert!(config.budgets.per_phone_and_day < 100);
    assert!(config.signals.window_days > 0 && config.signals.device_velocity > 0);
}
