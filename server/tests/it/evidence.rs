//! Evidence bundles: what is in them, who gets them, and that no change of them goes unnoticed.

use std::collections::BTreeSet;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use vestibule::id::{ClientName, JourneyName, OnboardingId};
use vestibule_server::{
    audit_log::note::VerifierKey,
    evidence::{self, Bundle, Stage, Trust, redact, verify},
    services::{
        ServiceError,
        audit::{self, Actor},
        checkpoints,
        clients::{self, Caller, Mode},
        erasure,
        evidence::{EvidenceError, bundle},
        onboardings::{self, Back, Invitation},
        results,
    },
};

use crate::{
    app::{SECOND, TestApp},
    applicant::Applicant,
};

const RETURN_URL: &str = "https://shop.example.com/back";
const BINDING: &str = "a-session-of-the-shop-0123456789";

/// Terms, a form, a payment that is approved with signed tokens, and a signature on paper.
const JOURNEY: &str = r#"
[journeys.evidence]
company = "Example Bank"
minutes = 3
contact = "help@bank.example"
open = true
needs = ["payment_approved", "identity"]
title = { en = "Open an account", id = "Buka rekening" }
stored = { en = "Your approval.", id = "Persetujuan Anda." }
decisions = [{ name = "paid", when = { has = "payment_approved" }, then = "approve" }]

[[journeys.evidence.steps]]
name = "terms"
title = { en = "Read the terms", id = "Baca ketentuan" }

[journeys.evidence.steps.kind.terms]
text_id = "account"
version = "2026-11"
purpose = "open an account"
legal_basis = "consent"
body = { en = "We open an account.", id = "Kami membuka rekening." }

[[journeys.evidence.steps]]
name = "about"
title = { en = "Tell us your name", id = "Beri tahu nama Anda" }

[[journeys.evidence.steps.kind.form.fields]]
name = "name"
type = "text"
claim = "name"
label = { en = "What is your name?", id = "Siapa nama Anda?" }

[[journeys.evidence.steps]]
name = "approve"
title = { en = "Approve the payment", id = "Setujui pembayaran" }

[journeys.evidence.steps.kind.provider]
connection = "bankid"
purpose = "payment_approval"
max_checks = 3
parameters = { payment = { reference = "order-17", amount = "1150.00", currency = "NOK", creditor = "Fjord AS" } }

[[journeys.evidence.steps]]
name = "sign"
title = { en = "Sign", id = "Tanda tangan" }
kind = { provider = { connection = "paper", purpose = "identity_proofing", max_checks = 2 } }
"#;

async fn client(app: &TestApp, name: &str) -> Caller {
    let client = ClientName::new(name).unwrap();
    let urls = vec![RETURN_URL.to_owned()];
    clients::create(&app.core, &client, (name, &urls), Actor::CommandLine)
        .await
        .unwrap();
    Caller {
        client,
        display_name: name.to_owned(),
        return_urls: urls,
        mode: Mode::Test,
        key_id: String::new(),
        prefix: "vst_test_12345678".to_owned(),
        scopes: BTreeSet::new(),
        operator: None,
    }
}

/// Somebody whom a client sent.
async fn invited(app: &TestApp, caller: &Caller, journey: &str) -> (OnboardingId, Applicant) {
    let invitation = Invitation {
        back: Some(Back {
            return_url: RETURN_URL.to_owned(),
            session_binding: BINDING.to_owned(),
        }),
        ..Invitation::to(JourneyName::new(journey).unwrap())
    };
    let invited = onboardings::invite(&app.core, caller, &invitation)
        .await
        .unwrap();
    let mut applicant = app.applicant();
    let link = format!("/l/{}", invited.link.token);
    applicant.browser.post(&link, &[]).await;
    applicant.is_at(&invited.id);
    (invited.id, applicant)
}

/// The applicant goes back to the client, who redeems the code.
async fn redeemed(app: &TestApp, caller: &Caller, id: &OnboardingId, applicant: &mut Applicant) {
    let path = applicant.path("/return");
    let back = applicant.browser.post(&path, &[]).await;
    let to = url::Url::parse(back.location()).unwrap();
    let code = to
        .query_pairs()
        .find_map(|(name, value)| (name == "result_code").then(|| value.into_owned()))
        .unwrap();
    let answer = results::redeem(&app.core, caller, id, &code, BINDING)
        .await
        .unwrap();
    assert!(matches!(answer, results::Redeemed::Bound(_)));
}

/// The keys that this deployment publishes.
async fn trust(app: &TestApp) -> Trust {
    let evidence = vestibule_server::services::evidence::keys(&app.core)
        .await
        .unwrap();
    let mut connection = app.core.db.read().await.unwrap();
    let checkpoints = vestibule_server::services::signing_keys::public_keys(
        &mut connection,
        vestibule_server::services::signing_keys::Purpose::Checkpoint,
    )
    .await
    .unwrap();
    let origin = &app.core.audit.origin;
    Trust {
        evidence,
        checkpoints: checkpoints
            .iter()
            .map(|key| VerifierKey::new(origin, key.key.as_bytes()).unwrap())
            .collect(),
    }
}

/// A finished onboarding and its bundle.
struct Story {
    app: TestApp,
    caller: Caller,
    id: OnboardingId,
    bytes: Vec<u8>,
    trust: Trust,
}

impl Story {
    async fn of(app: TestApp, caller: Caller, id: OnboardingId, mut applicant: Applicant) -> Self {
        // The log has other leaves, too.
        checkpoints::append_and_sign(&app.core).await.unwrap();
        redeemed(&app, &caller, &id, &mut applicant).await;
        let bytes = bundle(&app.core, &caller, &id).await.unwrap();
        let trust = trust(&app).await;
        Self {
            app,
            caller,
            id,
            bytes,
            trust,
        }
    }

    /// A form and a decision.
    async fn small() -> Self {
        let app = TestApp::start().await;
        let caller = client(&app, "shop").await;
        let (id, mut applicant) = invited(&app, &caller, "strict").await;
        let step = applicant.step("wish");
        applicant.browser.post(&step, &[("card", "yes")]).await;
        Self::of(app, caller, id, applicant).await
    }

    /// Everything that a bundle can have.
    async fn rich() -> Self {
        let mut app = TestApp::start().await;
        app.is_restarted_with(|configuration| {
            let configuration = configuration.replace(
                "client_id = \"sim-bankid\"\n",
                "client_id = \"sim-bankid\"\nidentity = true\n",
            );
            format!("{configuration}{JOURNEY}")
        })
        .await;
        let caller = client(&app, "shop").await;
        let (id, mut applicant) = invited(&app, &caller, "evidence").await;
        applicant.agrees("terms").await;
        let step = applicant.step("about");
        applicant
            .browser
            .post(&step, &[("name", "Åse / ~Synthetic")])
            .await;
        app.passes(SECOND).await;
        let frame = applicant.launches_frame("approve").await;
        let back = app.simulator.decides_payment("granted").await;
        applicant.claims("approve", &frame.attempt, &back).await;
        app.passes(SECOND).await;
        app.paper.shared().says = crate::facts::identity("1990-03-12");
        applicant.chooses_page("sign").await;
        applicant.comes_back(&app.paper.newest_return()).await;
        assert_eq!(app.onboarding_status(&applicant).await, "completed");
        Self::of(app, caller, id, applicant).await
    }

    fn value(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    fn bundle(&self) -> Bundle {
        evidence::read(&self.bytes).unwrap()
    }

    /// What is wrong first: where, and what.
    fn first(&self, bytes: &[u8]) -> Option<(Stage, String)> {
        let report = verify(bytes, &self.trust);
        let first = report
            .first()
            .map(|first| (first.stage, first.path.clone()));
        assert_eq!(first.is_none(), report.is_good());
        first
    }
}

fn canonical(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap()
}

/// SEC-184: everything is in it, and it verifies.
#[tokio::test]
async fn a_bundle_says_everything_and_verifies() {
    let story = Story::rich().await;
    let report = verify(&story.bytes, &story.trust);
    assert_eq!(report.findings, []);
    assert!(report.is_good());
    assert_eq!(report.unchecked, [""; 0]);
    assert_eq!(report.onboarding.as_deref(), Some(story.id.as_str()));
    let content = story.bundle().content;
    assert_eq!(content.onboarding.status, "completed");
    assert_eq!(
        (
            content.onboarding.client.as_str(),
            content.onboarding.mode.as_str()
        ),
        ("shop", "test")
    );
    let kinds: BTreeSet<&str> = content
        .facts
        .iter()
        .map(|fact| fact.kind.as_str())
        .collect();
    assert_eq!(
        kinds,
        BTreeSet::from(["identity", "payment_approved", "self_asserted"])
    );
    assert_eq!(content.checks.len(), 2);
    let providers: Vec<_> = content
        .checks
        .iter()
        .map(|check| check.provider.as_str())
        .collect();
    assert_eq!(providers, ["bankid", "paper"]);
    assert_eq!(content.consents.len(), 1);
    assert_eq!(content.decisions.len(), 1);
    assert_eq!(content.artefacts.len(), 2);
    let signed = &content.artefacts[0];
    assert_eq!(signed.content_type, evidence::artefact::SIGNED);
    // The provider's key sets are in it, so that nobody has to ask the provider.
    let body: evidence::artefact::Body =
        serde_json::from_value(signed.body.clone().unwrap().value).unwrap();
    let tokens: Value = serde_json::from_slice(&body.bytes().unwrap()).unwrap();
    for name in ["id_token", "grant"] {
        assert!(tokens["tokens"][name]["keys"]["keys"].is_array(), "{name}");
    }
    // The export itself is the next row of the chain.
    let last = content.audit.rows.last().unwrap();
    assert_eq!(last.row.kind, "result.redeemed");
    assert_eq!(story.app.audited("evidence.exported").await, 1);
    let mut connection = story.app.core.db.read().await.unwrap();
    audit::verify(&story.app.core, &mut connection, &story.id)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_second_export_needs_no_checkpoint_of_its_own() {
    let story = Story::small().await;
    let checkpoints = "SELECT CAST(COUNT(*) AS BIGINT) FROM audit_checkpoints";
    let before = story.app.ground.number(checkpoints).await;
    let again = bundle(&story.app.core, &story.caller, &story.id)
        .await
        .unwrap();
    assert!(verify(&again, &story.trust).is_good());
    assert_eq!(story.app.ground.number(checkpoints).await, before);
    assert_eq!(story.app.audited("evidence.exported").await, 2);
}

/// A few are made at a time; whoever asks for many gets them all, one after the other.
#[tokio::test]
async fn bundles_that_are_asked_for_at_once_are_all_made() {
    let story = Story::small().await;
    let one = || bundle(&story.app.core, &story.caller, &story.id);
    let all = tokio::join!(one(), one(), one(), one(), one(), one());
    for bytes in <[_; 6]>::from(all) {
        assert!(verify(&bytes.unwrap(), &story.trust).is_good());
    }
}

/// SEC-148: only the client's own key of the same mode, only after the result was redeemed, and only until it is erased.
#[tokio::test]
async fn nobody_else_gets_a_bundle() {
    let app = TestApp::start().await;
    let caller = client(&app, "shop").await;
    let (id, mut applicant) = invited(&app, &caller, "strict").await;
    let step = applicant.step("wish");
    applicant.browser.post(&step, &[("card", "yes")]).await;
    let get = async |caller: &Caller, id: &OnboardingId| bundle(&app.core, caller, id).await;
    assert!(matches!(
        get(&caller, &id).await,
        Err(EvidenceError::NotRedeemed)
    ));
    redeemed(&app, &caller, &id, &mut applicant).await;
    let other = client(&app, "other").await;
    let live = Caller {
        mode: Mode::Live,
        ..caller.clone()
    };
    let unknown = OnboardingId::new("01900000-0000-7000-8000-000000000000").unwrap();
    for (caller, id) in [(&other, &id), (&live, &id), (&caller, &unknown)] {
        assert!(matches!(
            get(caller, id).await,
            Err(EvidenceError::Service(ServiceError::NotFound))
        ));
    }
    assert_eq!(app.audited("evidence.exported").await, 0);
    assert!(get(&caller, &id).await.is_ok());
    erasure::erase(&app.core, &id, Actor::CommandLine)
        .await
        .unwrap();
    assert!(matches!(
        get(&caller, &id).await,
        Err(EvidenceError::Service(ServiceError::OutOfOrder))
    ));
}

/// SEC-184: one byte changed anywhere is found, and named.
#[tokio::test]
async fn sec_184_a_changed_byte_is_found_wherever_it_is() {
    let small = Story::small().await;
    // Every byte of a small one is changed where the format is tested.
    every(&small, 5);
    let rich = Story::rich().await;
    // A prime, so that it meets every kind of place.
    every(&rich, 307);
}

/// Changes every so many bytes, one at a time, on both cores.
fn every(story: &Story, stride: usize) {
    std::thread::scope(|scope| {
        for offset in 0..2 {
            scope.spawn(move || {
                for at in (offset * stride..story.bytes.len()).step_by(2 * stride) {
                    let mut changed = story.bytes.clone();
                    // Letters stay letters and digits digits, where that is another one.
                    changed[at] ^= if changed[at].is_ascii_alphanumeric() {
                        0x01
                    } else {
                        0x04
                    };
                    let report = verify(&changed, &story.trust);
                    let place =
                        String::from_utf8_lossy(&changed[at.saturating_sub(20)..at]).into_owned();
                    let first = report.first().unwrap_or_else(|| panic!("{at}: {place}"));
                    assert!(!first.reason.is_empty());
                    let named = !first.path.is_empty() || first.stage == Stage::Read;
                    assert!(named, "{at}: {place}: {first:?}");
                }
            });
        }
    });
}

/// A list of the document, by its path.
fn list<'v>(value: &'v mut Value, path: &str) -> &'v mut Vec<Value> {
    value.pointer_mut(path).unwrap().as_array_mut().unwrap()
}

const LISTS: [&str; 8] = [
    "/content/checks",
    "/content/facts",
    "/content/artefacts",
    "/content/consents",
    "/content/decisions",
    "/content/audit/rows",
    "/content/audit/proof/hashes",
    "/manifest",
];

/// SEC-184: nothing can be removed, added, repeated or moved.
#[tokio::test]
async fn sec_184_parts_cannot_be_moved() {
    let story = Story::rich().await;
    let refused = |value: &Value, what: &str| {
        let first = story.first(&canonical(value));
        let (stage, path) = first.unwrap_or_else(|| panic!("{what} was not found"));
        assert!(path.starts_with('/'), "{what}: {stage:?} {path}");
        (stage, path)
    };
    for path in LISTS {
        let original = story.value();
        let length = list(&mut original.clone(), path).len();
        for at in [0, length.saturating_sub(1)] {
            if length == 0 {
                continue;
            }
            let mut removed = original.clone();
            list(&mut removed, path).remove(at);
            let (_, named) = refused(&removed, &format!("{path}: removed {at}"));
            if path.starts_with("/content/") && !path.contains("proof") {
                assert!(named.starts_with(path), "{path}: {named}");
            }
            let mut repeated = original.clone();
            let copy = list(&mut repeated, path)[at].clone();
            list(&mut repeated, path).push(copy);
            refused(&repeated, &format!("{path}: repeated {at}"));
        }
        if length > 1 {
            let mut swapped = original.clone();
            list(&mut swapped, path).swap(0, length - 1);
            let (_, named) = refused(&swapped, &format!("{path}: swapped"));
            if path.starts_with("/content/") && !path.contains("proof") {
                assert!(named.starts_with(&format!("{path}/0")), "{named}");
            }
        }
    }
}

/// SEC-184: a value belongs to its place.
#[tokio::test]
async fn sec_184_values_cannot_change_places() {
    let story = Story::rich().await;
    let at = |value: &Value, path: &str| value.pointer(path).unwrap().clone();
    let facts = story.bundle().content.facts;
    let identities: Vec<usize> = (0..facts.len())
        .filter(|at| facts[*at].kind == "identity")
        .collect();
    let [one, other] = identities[..] else {
        panic!("{identities:?}");
    };
    let name = |at: usize| format!("/content/facts/{at}/claims/name");
    for (one, other) in [
        (name(one), name(other)),
        (
            "/content/artefacts/0/body".to_owned(),
            "/content/artefacts/1/body".to_owned(),
        ),
        (
            "/content/audit/rows/0/detail".to_owned(),
            "/content/audit/rows/1/detail".to_owned(),
        ),
    ] {
        let mut swapped = story.value();
        let (first, second) = (at(&swapped, &one), at(&swapped, &other));
        assert_ne!(first, second);
        *swapped.pointer_mut(&one).unwrap() = second;
        *swapped.pointer_mut(&other).unwrap() = first;
        let (_, named) = story.first(&canonical(&swapped)).unwrap();
        assert_eq!(named, one);
    }
}

/// A bundle of somebody who has a key that is trusted, and says what he likes.
fn forged(story: &Story, change: impl FnOnce(&mut Value)) -> Option<(Stage, String)> {
    let mut value = story.value();
    change(&mut value["content"]);
    let content = serde_json::from_value(value["content"].take()).unwrap();
    let signing = SigningKey::from_bytes(&[7; 32]);
    let key = VerifierKey::new("forger/evidence", signing.verifying_key().as_bytes()).unwrap();
    let bytes = evidence::build(content, &key, |message| signing.sign(message).to_bytes()).unwrap();
    let trust = Trust {
        evidence: vec![key],
        checkpoints: story.trust.checkpoints.clone(),
    };
    let report = verify(&bytes, &trust);
    report
        .first()
        .map(|first| (first.stage, first.path.clone()))
}

/// Whoever stole the key that signs bundles still cannot change the audit log, what providers signed, or what follows.
#[tokio::test]
async fn what_is_signed_has_to_be_consistent_too() {
    let story = Story::rich().await;
    assert_eq!(forged(&story, |_| {}), None);
    let found = |change: &dyn Fn(&mut Value)| forged(&story, change).unwrap();
    let (stage, path) = found(&|content| content["journey"]["content"] = json!("{}"));
    assert_eq!(
        (stage, path.as_str()),
        (Stage::Journey, "/content/journey/version")
    );
    let (stage, path) = found(&|content| {
        content["artefacts"][1]["body"]["value"]["base64"] = json!("AAAA");
    });
    assert_eq!(
        (stage, path.as_str()),
        (Stage::Artefacts, "/content/artefacts/1/body")
    );
    for (change, named) in [
        ("/facts/0/step", "/content/facts/0/step"),
        ("/facts/1/check", "/content/facts/1/check"),
        ("/facts/1/artefact", "/content/facts/1/artefact"),
        ("/facts/1/source", "/content/facts/1/check"),
        ("/artefacts/0/check", "/content/facts/1/artefact"),
        ("/checks/0/step", "/content/checks/0/step"),
        ("/checks/0/state", "/content/facts/1/check"),
        ("/consents/0/step", "/content/consents/0/step"),
        (
            "/decisions/0/journey_version",
            "/content/decisions/0/journey_version",
        ),
    ] {
        let (stage, path) = found(&|content| {
            *content.pointer_mut(change).unwrap() = json!("other");
        });
        assert_eq!(
            (stage, path.as_str()),
            (Stage::References, named),
            "{change}"
        );
    }
    for (change, value, named) in [
        (
            "/audit/rows/2/row/actor",
            json!("system2"),
            "/content/audit/rows/2",
        ),
        ("/audit/rows/2/row/at", json!(1), "/content/audit/rows/2"),
        (
            "/audit/rows/2/detail/text",
            json!("{}"),
            "/content/audit/rows/2/detail",
        ),
        ("/onboarding/id", json!("another"), "/content/audit/rows/0"),
    ] {
        let (stage, path) = found(&|content| {
            *content.pointer_mut(change).unwrap() = value.clone();
        });
        assert_eq!(
            (stage, path.as_str()),
            (Stage::AuditChain, named),
            "{change}"
        );
    }
    let (stage, path) = found(&|content| {
        list(content, "/audit/rows").pop();
    });
    assert_eq!(
        (stage, path.as_str()),
        (Stage::AuditProof, "/content/audit/proof/leaf")
    );
    let (stage, path) = found(&|content| content["audit"]["proof"] = Value::Null);
    assert_eq!(
        (stage, path.as_str()),
        (Stage::AuditProof, "/content/audit/proof")
    );
    let (stage, path) = found(&|content| {
        content["audit"]["proof"]["hashes"][0] =
            json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    });
    assert_eq!(
        (stage, path.as_str()),
        (Stage::AuditProof, "/content/audit/proof")
    );
}

/// BI-19, BI-24: the provider's signatures are verified again, with the key sets of then.
#[tokio::test]
async fn a_token_that_the_provider_did_not_sign_is_found() {
    let story = Story::rich().await;
    let other_tokens = |change: &dyn Fn(&mut Value)| {
        forged(&story, |content| {
            let body = &mut content["artefacts"][0]["body"]["value"];
            let read: evidence::artefact::Body = serde_json::from_value(body.clone()).unwrap();
            let mut tokens: Value = serde_json::from_slice(&read.bytes().unwrap()).unwrap();
            change(&mut tokens["tokens"]);
            let written = evidence::artefact::Body::of(tokens.to_string().as_bytes());
            *body = serde_json::to_value(written).unwrap();
        })
    };
    assert_eq!(other_tokens(&|_| {}), None);
    let wrong = Some((
        Stage::SignedArtefacts,
        "/content/artefacts/0/body".to_owned(),
    ));
    let changes: [&dyn Fn(&mut Value); 6] = [
        &|tokens| tokens["grant"]["token"] = tokens["id_token"]["token"].clone(),
        &|tokens| {
            let token = tokens["grant"]["token"].as_str().unwrap();
            let (signed, _) = token.rsplit_once('.').unwrap();
            tokens["grant"]["token"] = json!(format!("{signed}.AAAA"));
        },
        &|tokens| tokens["grant"]["algorithm"] = json!("RS256"),
        &|tokens| tokens["grant"]["algorithm"] = json!("none"),
        &|tokens| tokens["id_token"]["keys"]["keys"] = json!([]),
        &|tokens| *tokens = json!({}),
    ];
    for (number, change) in changes.into_iter().enumerate() {
        // The ID token is signed with another key than the grant.
        let found = other_tokens(change);
        assert_eq!(found, wrong, "{number}");
    }
}

/// SEC-184: a decision that does not follow from what it rests on.
#[tokio::test]
async fn a_decision_that_does_not_follow_is_found() {
    let story = Story::rich().await;
    for (change, value) in [
        ("/decisions/0/conclusion", json!("reject")),
        ("/decisions/0/rule", json!("no-rule-holds")),
        ("/decisions/0/inputs/value/decision/rule", json!("other")),
        ("/decisions/0/inputs/value/facts", json!([])),
        (
            "/decisions/0/inputs/value/signals",
            json!(["prefill_edited"]),
        ),
        ("/decisions/0/inputs/value/signals", json!(["unknown"])),
        (
            "/decisions/0/inputs/value/decision/shortfalls",
            json!([{ "kind": "fact_missing", "of": "face_live" }]),
        ),
        (
            "/decisions/0/inputs/value/facts/0",
            json!(["approve", "face_live", null]),
        ),
    ] {
        let found = forged(&story, |content| {
            *content.pointer_mut(change).unwrap() = value.clone();
        });
        assert_eq!(
            found,
            Some((Stage::Decisions, "/content/decisions/0".to_owned())),
            "{change} {value}"
        );
    }
    let (stage, path) = forged(&story, |content| {
        content["onboarding"]["status"] = json!("rejected");
    })
    .unwrap();
    assert_eq!(
        (stage, path.as_str()),
        (Stage::Decisions, "/content/onboarding/status")
    );
}

/// A key that only the bundle names is nobody's.
#[tokio::test]
async fn only_a_key_that_was_named_is_trusted() {
    let story = Story::small().await;
    let other = Story::small().await;
    let named = |trust: &Trust| {
        let report = verify(&story.bytes, trust);
        let findings = report.findings.iter();
        findings
            .map(|finding| (finding.path.clone(), finding.reason.clone()))
            .collect::<Vec<_>>()
    };
    let none = named(&Trust::default());
    let said = "not told which key to trust";
    assert_eq!(
        none,
        [
            ("/signature/key".to_owned(), said.to_owned()),
            (
                "/content/audit/proof/checkpoint".to_owned(),
                said.to_owned()
            ),
        ]
    );
    let key = SigningKey::from_bytes(&[9; 32]);
    let name = |trusted: &[VerifierKey]| trusted[0].name().to_owned();
    let stranger = |name: &str| VerifierKey::new(name, key.verifying_key().as_bytes()).unwrap();
    // Of the same name, with another key.
    let strangers = Trust {
        evidence: vec![stranger(&name(&story.trust.evidence))],
        checkpoints: vec![stranger(&name(&story.trust.checkpoints))],
    };
    let findings = named(&strangers);
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert_eq!(findings[0].0, "/signature/key");
    assert!(findings[0].1.contains("is not a key that is trusted"));
    assert_eq!(findings[1].0, "/content/audit/proof/checkpoint");
    // The keys of one purpose are not those of the other.
    let swapped = Trust {
        evidence: story.trust.checkpoints.clone(),
        checkpoints: story.trust.evidence.clone(),
    };
    assert_eq!(named(&swapped).len(), 2);
    assert!(verify(&other.bytes, &other.trust).is_good());
}

/// What was left out cannot be guessed, and nothing can be put in its place.
#[tokio::test]
async fn a_redacted_bundle_verifies_and_takes_no_other_value() {
    let story = Story::rich().await;
    let all = redact(&story.bytes, &[String::new()]).unwrap();
    assert_eq!(all, story.bytes);
    let bare = redact(&story.bytes, &[]).unwrap();
    let report = verify(&bare, &story.trust);
    assert_eq!(report.findings, []);
    assert!(report.is_good());
    assert_eq!(report.shown, 0);
    assert_eq!(
        report.unchecked,
        ["/content/artefacts/0/body", "/content/decisions/0/inputs"]
    );
    let text = String::from_utf8(bare.clone()).unwrap();
    for personal in ["Ada Example", "1990-03-12", "Synthetic", "order-17\""] {
        let full = String::from_utf8(story.bytes.clone()).unwrap();
        assert!(full.contains(personal), "{personal}");
        assert!(!text.contains(personal), "{personal}");
    }
    let facts = story.bundle().content.facts;
    let signed = facts
        .iter()
        .position(|fact| fact.source == "paper")
        .unwrap();
    let path = format!("/content/facts/{signed}/claims/birthdate");
    let kept = redact(&story.bytes, std::slice::from_ref(&path)).unwrap();
    assert!(verify(&kept, &story.trust).is_good());
    // Leaving out again what was kept is the same as leaving it out at once.
    assert_eq!(redact(&kept, &[]).unwrap(), bare);
    assert!(redact(&bare, std::slice::from_ref(&path)).is_err());

    let mut value: Value = serde_json::from_slice(&kept).unwrap();
    *value.pointer_mut(&format!("{path}/value")).unwrap() = json!("1990-03-13");
    assert_eq!(
        story.first(&canonical(&value)),
        Some((Stage::Values, path.clone()))
    );
    // A value of the original, with its salt, at another name.
    let mut value: Value = serde_json::from_slice(&kept).unwrap();
    let claims = value
        .pointer_mut(path.strip_suffix("/birthdate").unwrap())
        .unwrap();
    claims["name"] = claims["birthdate"].clone();
    let named = format!("/content/facts/{signed}/claims/name");
    assert_eq!(
        story.first(&canonical(&value)),
        Some((Stage::Values, named))
    );
    // A claim that nobody committed to.
    let mut value: Value = serde_json::from_slice(&kept).unwrap();
    let claims = value
        .pointer_mut(path.strip_suffix("/birthdate").unwrap())
        .unwrap();
    claims["nationality"] = claims["birthdate"].clone();
    let named = format!("/content/facts/{signed}/claims/nationality");
    assert_eq!(
        story.first(&canonical(&value)),
        Some((Stage::Values, named))
    );
}

/// The program itself, where there is neither configuration nor database.
#[tokio::test]
async fn the_program_verifies_on_another_machine() {
    let story = Story::rich().await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let keys: Vec<String> = story
        .trust
        .evidence
        .iter()
        .chain(&story.trust.checkpoints)
        .map(ToString::to_string)
        .collect();
    std::fs::write(path("bundle.json"), &story.bytes).unwrap();
    std::fs::write(path("keys"), format!("# ours\n\n{}\n", keys.join("\n"))).unwrap();
    let run = |arguments: &[&str]| {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (run.status.code(), text(run.stdout), text(run.stderr))
    };
    let (code, said, wrong) = run(&["verify", "bundle.json", "--keys", "keys"]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""), "{said}");
    assert!(said.contains(&keys[0]) && !said.contains("WRONG"), "{said}");
    let (code, ..) = run(&[
        "verify",
        "bundle.json",
        "--key",
        &keys[0],
        "--checkpoint-key",
        &keys[1],
    ]);
    assert_eq!(code, Some(0));
    let (code, said, wrong) = run(&["verify", "bundle.json"]);
    assert_eq!(code, Some(1));
    assert!(
        wrong.contains("/signature/key: not told which key to trust"),
        "{wrong}"
    );
    assert!(said.contains("signed_artefacts  good"), "{said}");
    let (code, said, _) = run(&["verify", "bundle.json", "--keys", "keys", "--json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["findings"]), (Some(0), &json!([])));

    let fact = "/content/facts/1";
    let (code, _, wrong) = run(&["redact", "bundle.json", "--keep", fact, "-o", "less.json"]);
    assert_eq!((code, wrong.as_str()), (Some(0), ""));
    let (code, ..) = run(&["verify", "less.json", "--keys", "keys"]);
    assert_eq!(code, Some(0));
    let mut changed = story.value();
    changed["content"]["onboarding"]["client"] = json!("other");
    std::fs::write(path("changed.json"), canonical(&changed)).unwrap();
    let (code, said, wrong) = run(&["verify", "changed.json", "--keys", "keys"]);
    assert_eq!(code, Some(1));
    assert!(
        wrong.starts_with("changed.json: /content/onboarding: it is not what the manifest says"),
        "{wrong}"
    );
    assert!(said.contains("manifest          WRONG"), "{said}");
    assert_eq!(run(&["verify"]).0, Some(2));
    assert_eq!(
        run(&["verify", "nowhere.json", "--keys", "keys"]).0,
        Some(1)
    );
}
