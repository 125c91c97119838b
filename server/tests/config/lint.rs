//! The linter: for each rule what it says, and what passes in its stead.

mod consent;
mod decisions;
mod facts;
mod flow;
mod forms;
mod purposes;
mod regions;
mod rules;
mod shape;
mod texts;
mod ways;

use super::*;

/// Accounts as they should be.
const CONNECTIONS: &str = r#"
[connections.phone]
provider = "signicat"
environment = "simulator"
display_name = "Signicat"
region = "NO"
settings = { api = "http://127.0.0.1:4101", client_id = "sim-signicat" }
secrets = { client_secret = "sim-signicat-secret" }

[connections.face]
provider = "onekyc"
environment = "simulator"
display_name = "OneKYC"
region = "ID"
settings = { token_gateway = "http://127.0.0.1:4102", api_gateway = "http://127.0.0.1:4102", web_app_origins = ["http://127.0.0.1:4103"], client_id = "sim-onekyc", onboarding_partner = "SIM-WEB_SDK-KYC", partner_user_id_type = "ONBOARDING_ID", flow = "FACE_VERIFICATION" }
secrets = { pass_key = "sim-onekyc-passkey", callback_authorization = "Bearer sim-onekyc-callback" }

[connections.company]
provider = "external"
environment = "simulator"
display_name = "The company"
region = "DE"
trust_framework = "example_bank"
purposes = { identity_proofing = { source = "Procedure 17", date = "2026-11-22" } }
settings = { url = "http://127.0.0.1:4120", facts = ["identity"] }
secrets = { our_secrets = "whsec_c2ltLWV4dGVybmFsLXJlcXVlc3Qtc2VjcmV0LTAx", their_secrets = "whsec_c2ltLWV4dGVybmFsLWFuc3dlci1zZWNyZXQtMDAx" }
"#;

const TEXT: &str = r#"{ en = "A", id = "A" }"#;

/// A step of a journey, in one line.
fn step(name: &str, rest: &str, kind: &str) -> String {
    format!("{{ name = \"{name}\", title = {TEXT}, {rest} kind = {{ {kind} }} }},\n")
}

fn confirm(rest: &str) -> String {
    step(
        "confirm",
        rest,
        r#"provider = { connection = "phone", purpose = "contact_verification" }"#,
    )
}

fn face(rest: &str) -> String {
    step(
        "face",
        rest,
        r#"provider = { connection = "face", purpose = "identity_proofing" }"#,
    )
}

fn company(rest: &str) -> String {
    step(
        "company",
        rest,
        r#"external = { connection = "company", purpose = "identity_proofing" }"#,
    )
}

fn terms(rest: &str, basis: &str, consents: &str) -> String {
    step(
        "terms",
        rest,
        &format!(
            r#"terms = {{ text_id = "a", version = "1", purpose = "a", legal_basis = "{basis}", body = {TEXT}, consents = [{consents}] }}"#
        ),
    )
}

fn form(name: &str, rest: &str, fields: &str) -> String {
    step(name, rest, &format!("form = {{ fields = [{fields}] }}"))
}

fn field(name: &str, kind: &str, rest: &str) -> String {
    let comma = if rest.is_empty() { "" } else { ", " };
    format!(r#"{{ name = "{name}", type = "{kind}", label = {TEXT}{comma}{rest} }},"#)
}

/// A choice with two options.
fn answer(name: &str) -> String {
    field(
        name,
        "choice",
        &format!(
            "options = [{{ value = \"yes\", label = {TEXT} }}, {{ value = \"no\", label = {TEXT} }}]"
        ),
    )
}

/// The choice `how` between the ways `one` and `two`.
fn choice() -> String {
    format!(
        "choices.how = {{ title = {TEXT}, ways = {{ one = {{ title = {TEXT} }}, two = {{ title = {TEXT} }} }} }}\n"
    )
}

/// A configuration with one journey.
fn journey(needs: &str, more: &str, steps: &[String]) -> String {
    format!(
        "{CONNECTIONS}\n[journeys.j]\ncompany = \"Example Bank\"\nminutes = 2\ncontact = \"help@bank.example\"\n\
         title = {TEXT}\nstored = {TEXT}\nneeds = [{needs}]\n{more}steps = [\n{}]\n",
        steps.concat()
    )
}

/// What the linter says about it.
fn findings(text: &str) -> String {
    refusal(text, &[])
}

/// It says nothing.
fn passes(text: &str) {
    let result = load(text, &[]).and_then(|config| config.validate(&registry()));
    let refused = result
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    assert!(refused.is_empty(), "{refused}\n{text}");
}
