//! The people at the IdPs, as individuals.

use serde_json::{Value, json};

use crate::harness::{Answer, Simulator};

async fn results(simulator: &Simulator, persona: &str) -> Answer {
    let token = simulator.session(&format!("case-{persona}")).await;
    simulator.results(&token, persona).await
}

async fn individual(simulator: &Simulator, persona: &str) -> Value {
    let answer = results(simulator, persona).await;
    assert_eq!(answer.status.as_u16(), 200, "{persona}: {}", answer.body);
    answer.body["individual"].clone()
}

#[tokio::test]
async fn a_citizen_has_every_attribute_with_its_source() {
    let simulator = Simulator::start().await;
    let citizen = individual(&simulator, "citizen").await;
    assert_eq!(
        citizen["name"],
        json!({
            "givenName": "CITIZEN", "middleName": "MIDDLE", "familyName": "SYNTHETIC",
            "displayName": "CITIZEN MIDDLE SYNTHETIC",
        })
    );
    assert_eq!(citizen["addresses"][0]["streetName"], "EXAMPLE STREET");
    assert_eq!(citizen["addresses"][0]["unitNumber"], "#02-03");
    assert_eq!(citizen["phoneNumber"]["idNumber"], "+6580000002");
    assert_eq!(citizen["documents"].as_array().map(Vec::len), Some(2));
    let extra = &citizen["extraData"];
    assert_eq!(extra["aliasname"], "CITIZEN ALIAS");
    assert_eq!(extra["residentialstatus"], "CITIZEN");
    assert_eq!(
        extra["sources"].as_object().map(serde_json::Map::len),
        Some(16)
    );
    assert_eq!(extra["sources"]["passtype"], "3");
    let typed = individual(&simulator, "user_provided").await;
    for (attribute, source) in [
        ("email", "2"),
        ("mobileno", "2"),
        ("passportnumber", "2"),
        ("name", "1"),
        ("regadd", "1"),
    ] {
        assert_eq!(
            typed["extraData"]["sources"][attribute], source,
            "{attribute}"
        );
    }
}

/// What is not available comes back empty, not missing; mandatory attributes are refused when they are.
#[tokio::test]
async fn a_mandatory_attribute_that_is_empty_is_an_issue() {
    let simulator = Simulator::start().await;
    for (persona, issue) in [
        ("without_name", "MANDATORY_NAME"),
        ("without_dob", "MANDATORY_DOB"),
        ("without_regadd", "MANDATORY_REGADD"),
        ("without_uinfin", "MANDATORY_UINFIN"),
        ("foreigner", "MANDATORY_REGADD"),
    ] {
        let answer = results(&simulator, persona).await;
        assert_eq!(
            answer.body["issues"],
            json!([{ "code": issue }]),
            "{persona}"
        );
    }
}

#[tokio::test]
async fn an_optional_attribute_that_is_empty_is_left_out() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/frankieone/switches",
            json!({ "regadd_mandatory": false }),
        )
        .await;
    let foreigner = individual(&simulator, "foreigner").await;
    assert_eq!(foreigner["addresses"], json!([]));
    assert_eq!(foreigner["extraData"].get("residentialstatus"), None);
    assert_eq!(foreigner["extraData"]["passtype"], "EMPLOYMENT PASS");
    assert_eq!(foreigner["documents"][0]["idNumber"], "F0000003A");
    let sparse = individual(&simulator, "sparse").await;
    assert_eq!(sparse["email"]["idNumber"], Value::Null);
    assert_eq!(sparse["phoneNumber"]["idNumber"], Value::Null);
    assert_eq!(sparse["documents"].as_array().map(Vec::len), Some(1));
    let unformatted = individual(&simulator, "unformatted").await;
    assert_eq!(
        unformatted["addresses"][0]["longForm"],
        "4 EXAMPLE LANE, SIMULATOR VILLAGE 0004"
    );
    let one_word = individual(&simulator, "one_word").await;
    assert_eq!(one_word["name"]["familyName"], Value::Null);
    let long = individual(&simulator, "long").await;
    assert!(
        long["name"]["displayName"]
            .as_str()
            .is_some_and(|name| name.chars().count() > 66)
    );
}
