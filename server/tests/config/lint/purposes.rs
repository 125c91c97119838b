//! What a step is for, and with whom.

use super::*;

const CONTACT: &str = "\"contact_control\"";

fn for_purpose(connections: (&str, &str), purpose: &str) -> String {
    let step = confirm("").replace("contact_verification", purpose);
    let text = journey(CONTACT, "", &[step]);
    assert!(text.contains(connections.0));
    text.replace(connections.0, connections.1)
}

/// SEC-91
#[test]
fn a_purpose_that_nobody_permits_is_refused() {
    assert_snapshot!(findings(&for_purpose(("", ""), "identity_proofing")), @r#"vestibule.toml:36: journeys.j.steps.0 (confirm).kind.provider.purpose: identity_proofing is not permitted: signicat permits only contact_verification ("Signicat, embedded flow with SMS OTP: the person enters the code that was sent to the phone number", looked up 2026-11-22), and connections.phone.purposes adds nothing. Use the step for what is permitted, or state in connections.phone.purposes.identity_proofing which contract permits it, and since when [purpose-not-permitted]"#);
    let payments = journey(
        "\"payment_approved\"",
        "",
        &[step(
            "approve",
            "",
            r#"provider = { connection = "bankid", purpose = "identity_proofing_aml", parameters = { payment = { reference = "order-17", amount = "1150.00", currency = "NOK", creditor = "Fjord AS" } } }"#,
        )],
    );
    let bankid = r#"
[connections.bankid]
provider = "bankid"
environment = "simulator"
display_name = "BankID"
settings = { oidc_discovery = "http://127.0.0.1:4106/.well-known/openid-configuration", bis_discovery = "http://127.0.0.1:4107/.well-known/openid-configuration", client_id = "sim-bankid" }
secrets = { client_secret = "sim-bankid-secret" }
"#;
    let payments = format!("{bankid}{payments}");
    assert_snapshot!(findings(&payments), @r#"vestibule.toml:43: journeys.j.steps.0 (approve).kind.provider.purpose: identity_proofing_aml is not permitted: bankid permits only payment_approval ("BankID with biometrics, iframes: permission payment.v1; by a reseller's pages (Signicat, Norwegian BankID) the frame serves e-commerce and 3-D Secure and must not be used for onboarding or against money laundering", looked up 2026-11-22), and connections.bankid.purposes adds nothing. Use the step for what is permitted, or state in connections.bankid.purposes.identity_proofing_aml which contract permits it, and since when [purpose-not-permitted]"#);
    passes(&payments.replace("identity_proofing_aml", "payment_approval"));
}

#[test]
fn a_purpose_that_a_contract_of_the_account_permits_is_good() {
    let granted = (
        "[connections.face]",
        "[connections.phone.purposes.returning_authentication]\nsource = \"Contract 4711, 3.2\"\ndate = \"2026-10-01\"\n[connections.face]",
    );
    passes(&for_purpose(granted, "returning_authentication"));
    passes(&for_purpose(("", ""), "contact_verification"));
}

#[test]
fn a_permission_says_where_it_is_written_and_since_when() {
    let grant = |source: &str, date: &str| {
        let text = format!(
            "[connections.phone.purposes.presence]\nsource = \"{source}\"\ndate = \"{date}\"\n[connections.face]"
        );
        for_purpose(("[connections.face]", &text), "presence")
    };
    passes(&grant("Contract 4711, 3.2", "2024-02-29"));
    assert_snapshot!(findings(&grant(" ", "2026-02-29")), @r#"
    vestibule.toml:11: connections.phone.purposes.presence.source: is empty; name the contract and its paragraph [purpose-grant]
    vestibule.toml:12: connections.phone.purposes.presence.date: is no date; write the day since when, or on which it was looked up, as YYYY-MM-DD [purpose-grant]
    "#);
}

/// What a company's own service is for is the company's to say.
#[test]
fn an_external_step_has_the_purposes_of_its_connection_only() {
    let text = journey("\"identity\"", "", &[company("")]);
    passes(&text);
    let without =
        "purposes = { identity_proofing = { source = \"Procedure 17\", date = \"2026-11-22\" } }\n";
    assert_snapshot!(findings(&text.replace(without, "")), @"vestibule.toml:35: journeys.j.steps.0 (company).kind.external.purpose: identity_proofing is not permitted: external permits nothing by itself, and connections.company.purposes adds nothing. Use the step for what is permitted, or state in connections.company.purposes.identity_proofing which contract permits it, and since when [purpose-not-permitted]");
}

#[test]
fn services_of_the_company_are_external_steps_and_providers_are_not() {
    let as_provider = company("").replace("external =", "provider =");
    assert_snapshot!(findings(&journey("\"identity\"", "", &[as_provider])), @"vestibule.toml:36: journeys.j.steps.0 (company).kind.provider.connection: connections.company is a service of the company's own; make it an external step, so that it is not taken for an identity provider [connection-kind]");
    let as_external = confirm("").replace("provider =", "external =");
    assert_snapshot!(findings(&journey(CONTACT, "", &[as_external])), @"vestibule.toml:36: journeys.j.steps.0 (confirm).kind.external.connection: connections.phone is an account at signicat, not a service of the company's own; make it a provider step [connection-kind]");
}

#[test]
fn steps_use_connections_that_there_are_as_their_adapters_want_them() {
    let elsewhere = confirm("").replace("\"phone\"", "\"fone\"");
    assert_snapshot!(findings(&journey(CONTACT, "", &[elsewhere])), @"vestibule.toml:36: journeys.j.steps.0 (confirm).kind.provider.connection: there is no connections.fone [connection-unknown]");
    let with_parameters =
        confirm("").replace("purpose =", "parameters = { colour = \"red\" }, purpose =");
    assert_snapshot!(findings(&journey(CONTACT, "", &[with_parameters])), @"vestibule.toml:36: journeys.j.steps.0 (confirm).kind.provider.parameters: this provider takes none [provider-step]");
}

/// Without a framework no claim counts as verified.
#[test]
fn a_proven_identity_names_its_trust_framework() {
    let text = journey("\"identity\"", "", &[company("")]);
    let without = "trust_framework = \"example_bank\"\n";
    assert!(text.contains(without));
    assert_snapshot!(findings(&text.replace(without, "")), @r#"vestibule.toml:35: journeys.j.steps.0 (company).kind.external.connection: the step is for identity_proofing and brings identity, but connections.company.trust_framework is missing; without it no claim counts as verified. Name the framework, e.g. "eidas" [trust-framework]"#);
    // Whoever only fills in a form proves nothing.
    passes(
        &text
            .replace(without, "")
            .replace("identity_proofing", "prefill"),
    );
}
