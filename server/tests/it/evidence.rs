//! Evidence bundles: what is in them, who gets them, and that no change of them goes unnoticed.

mod asking;
mod tampering;
mod trusting;

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule::id::{ClientName, JourneyName, OnboardingId};
use vestibule_server::{
    audit_log::note::VerifierKey,
    evidence::{self, Bundle, Stage, Trust, verify},
    services::{
        audit::Actor,
        checkpoints,
        clients::{self, Caller, Mode},
        evidence::bundle,
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
