//! Who gets a bundle, and what it says.

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule::id::OnboardingId;
use vestibule_server::{
    evidence::{self, verify},
    services::{
        ServiceError,
        audit::{self, Actor},
        clients::{Caller, Mode},
        erasure,
        evidence::{EvidenceError, bundle},
    },
};

use super::{Story, client, invited, redeemed};
use crate::app::TestApp;

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
