use super::*;
use crate::{
    connection::Environment,
    novelties::{Novelty, NoveltyKind},
};

fn report(verdict: Verdict) -> Report {
    Report {
        date: "2026-11-22T10:15:00.25Z".to_owned(),
        connection: "phone".to_owned(),
        environment: Environment::Sandbox,
        provider: "otp".to_owned(),
        flow_version: "v1 | v2".to_owned(),
        contract_date: "2026-11-22".to_owned(),
        vestibule: "0.1.0".to_owned(),
        origin: "http://localhost:3000".to_owned(),
        probes: vec![Probed {
            name: "start, in a frame".to_owned(),
            expected: "a session".to_owned(),
            got: "one | two\nlines".to_owned(),
            verdict,
            millis: 12,
        }],
        novelties: vec![Novelty {
            kind: NoveltyKind::Field,
            place: "otp.start".to_owned(),
            name: "data.new".to_owned(),
            count: 3,
            first_ms: 1,
            last_ms: 2,
        }],
    }
}

#[test]
fn a_report_is_named_after_its_connection_and_its_moment() {
    assert_eq!(
        report(Verdict::Passed).file_stem(),
        "phone-2026-11-22T101500Z"
    );
}

#[test]
fn what_was_not_tried_did_not_pass() {
    assert!(report(Verdict::Passed).passed());
    assert!(!report(Verdict::Skipped).passed());
    assert!(!report(Verdict::Failed).passed());
}

#[test]
fn a_report_for_people_says_what_was_expected_and_what_came() {
    let text = report(Verdict::Failed).markdown();
    for part in [
        "# Conformance of the connection `phone`: FAILED",
        "- Environment: sandbox",
        "- Adapter: otp, v1 \\| v2",
        "- Contract date of the adapter: 2026-11-22",
        "| start, in a frame | a session | one \\| two lines | **failed** | 12 |",
        "| Field | otp.start | data.new | 3 |",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_provider_is_probed_in_every_way_that_it_can_be_shown() {
    let ways = |frame, page| {
        presentations(&ProviderPolicy {
            frame,
            page,
            ..ProviderPolicy::NONE
        })
    };
    assert_eq!(ways(true, true), [Presentation::Frame, Presentation::Page]);
    assert_eq!(ways(true, false), [Presentation::Frame]);
    assert_eq!(ways(false, true), [Presentation::Page]);
    assert_eq!(ways(false, false), [Presentation::Page]);
}
