//! FrankieOne's recipe, what browsers may call, and the script.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::frankieone_harness::{REDIRECT_URL, REFERENCE};
use crate::harness::{Simulator, text};

/// FO-02
#[tokio::test]
async fn the_recipe_says_where_and_what_for() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let recipe = simulator.recipe(&token, "auto").await;
    assert_eq!(recipe["federation"], "singpass");
    let singpass = &recipe["idps"]["singpass"];
    assert_eq!(
        singpass["attributes"],
        "uinfin,name,aliasname,hanyupinyinname,hanyupinyinaliasname,residentialstatus,nationality,dob,regadd,email,mobileno,\
         passportnumber,passportexpirydate,passtype,passstatus,passexpirydate"
    );
    assert_eq!(singpass["redirect_url"], REDIRECT_URL);
    assert_eq!(singpass["environment"], "test");
    assert_eq!(singpass["client_id"], "sim-singpass");
    assert!(!text(&singpass["purpose"]).is_empty());
    for idp in ["google", "okta", "facebook"] {
        let recipe = simulator.recipe(&token, idp).await;
        assert_eq!(
            (&recipe["federation"], &recipe["name"]),
            (&json!(idp), &json!(idp))
        );
        assert!(text(&recipe["idps"][idp]["scope"]).contains("openid"));
    }
    assert_eq!(simulator.recipe(&token, "unheard-of").await, Value::Null);
}

#[tokio::test]
async fn a_configuration_is_asked_for_as_onesdk_does() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let status = async |query: &str| {
        simulator
            .get_as_sdk(&token, &format!("/onesdk/v2/config?{query}"))
            .await
            .status
    };
    assert_eq!(status("namespace=onesdk_utility").await, StatusCode::OK);
    for query in [
        "",
        "namespace=other",
        "namespace=onesdk_profiles&item=auto",
        "namespace=onesdk_utility&item=auto",
        "namespace=onesdk_utility&namespace=onesdk_utility",
    ] {
        assert_eq!(status(query).await, StatusCode::BAD_REQUEST, "{query}");
    }
    let anonymous = simulator
        .client
        .get(simulator.bff("/onesdk/v2/config?namespace=onesdk_utility"));
    let answer = anonymous.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
}

/// FO-02, FO-17
#[tokio::test]
async fn a_recipe_can_lack_each_of_its_parts() {
    let simulator = Simulator::start().await;
    let recipe = async |scenario: &str| {
        let token = simulator.session(&format!("case~{scenario}")).await;
        simulator.recipe(&token, "auto").await
    };
    assert_eq!(recipe("config_empty").await, Value::Null);
    assert_eq!(
        recipe("config_without_federation").await["federation"],
        Value::Null
    );
    assert_eq!(recipe("config_without_idps").await["idps"], Value::Null);
    assert_eq!(
        recipe("config_without_idp").await["idps"]["singpass"],
        Value::Null
    );
    let singpass = async |scenario: &str| recipe(scenario).await["idps"]["singpass"].clone();
    assert_eq!(
        singpass("config_without_redirect_url").await["redirect_url"],
        Value::Null
    );
    assert_eq!(
        singpass("config_bad_redirect_url").await["redirect_url"],
        "not a url"
    );
    assert_eq!(
        singpass("config_bad_environment").await["environment"],
        "staging"
    );
    let live = singpass("config_http_in_production").await;
    assert_eq!(live["environment"], "production");
    assert!(text(&live["redirect_url"]).starts_with("http://"));
    assert!(text(&singpass("config_other_attributes").await["attributes"]).ends_with(",sex"));
    assert_eq!(
        singpass("config_other_redirect_url").await["redirect_url"],
        format!("{REDIRECT_URL}/other")
    );
    for (scenario, query) in [
        (
            "config_fails",
            "namespace=onesdk_profiles&item=auto&itemType=object",
        ),
        ("utility_fails", "namespace=onesdk_utility"),
    ] {
        let token = simulator.session(&format!("case~{scenario}")).await;
        let answer = simulator
            .get_as_sdk(&token, &format!("/onesdk/v2/config?{query}"))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::INTERNAL_SERVER_ERROR,
            "{scenario}"
        );
    }
}

/// Contract 2.3: the SDK is another origin; the machine session is not for browsers.
#[tokio::test]
async fn browsers_may_call_the_bff_but_not_the_machine_session() {
    let simulator = Simulator::start().await;
    let preflight = async |path: &str| {
        simulator
            .client
            .request(Method::OPTIONS, simulator.bff(path))
            .header("origin", "http://127.0.0.1:3000")
            .header("access-control-request-method", "GET")
            .header(
                "access-control-request-headers",
                "authorization,x-frankie-channel",
            )
            .send()
            .await
            .expect("an answer")
    };
    for path in [
        "/data/v2/token-validity",
        "/onesdk/v2/config",
        "/data/v2/applicant/",
        "/data/v2/events",
        "/federation/v1/callback/singpass",
        "/federation/v1/singpass/entity",
    ] {
        let answer = preflight(path).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{path}");
        assert_eq!(
            answer.headers()["access-control-allow-headers"],
            "authorization, x-frankie-channel, content-type"
        );
        assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    }
    let answer = preflight("/auth/v2/machine-session").await;
    assert!(
        answer
            .headers()
            .get("access-control-allow-origin")
            .is_none()
    );
}

#[tokio::test]
async fn telemetry_is_an_event_of_a_session() {
    let simulator = Simulator::start().await;
    let token = simulator.session(REFERENCE).await;
    let send = async |body: Value| {
        let request = simulator
            .client
            .post(simulator.bff("/data/v2/events"))
            .json(&body);
        simulator
            .as_sdk(request, &token)
            .send()
            .await
            .expect("an answer")
            .status()
    };
    assert_eq!(send(json!({ "name": "INIT" })).await, StatusCode::OK);
    assert_eq!(
        send(json!({ "event": "INIT" })).await,
        StatusCode::BAD_REQUEST
    );
    let beacon = async |body: &'static str| {
        simulator
            .client
            .post(simulator.bff("/telemetry/v3/events"))
            .header("content-type", "multipart/form-data; boundary=b")
            .body(body)
            .send()
            .await
            .expect("an answer")
            .status()
    };
    let form = "--b\r\ncontent-disposition: form-data; name=\"token\"\r\n\r\nt\r\n\
                --b\r\ncontent-disposition: form-data; name=\"payload\"\r\n\r\n{}\r\n--b--\r\n";
    assert_eq!(beacon(form).await, StatusCode::NO_CONTENT);
    assert_eq!(beacon("nothing").await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_script_is_one_global_and_can_be_taken_away() {
    let simulator = Simulator::start().await;
    let get = async || {
        let url = simulator.bff("/onesdk/v1.7/oneSdk.umd.js");
        simulator.client.get(url).send().await.expect("an answer")
    };
    let answer = get().await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/javascript; charset=utf-8"
    );
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let script = answer.text().await.expect("text");
    assert_eq!(script.matches("window.OneSdk = ").count(), 1);
    for forbidden in ["eval(", "new Function", "innerHTML", "document.write"] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
    simulator
        .control(
            "/control/frankieone/fault",
            json!({ "fault": "answer", "status": 404, "route": "script", "times": 1 }),
        )
        .await;
    assert_eq!(get().await.status(), StatusCode::NOT_FOUND);
    assert_eq!(get().await.status(), StatusCode::OK);
}

/// FO-03, contract F9: another return page is another recipe and another registration.
#[tokio::test]
async fn the_redirect_url_is_set_until_the_reset() {
    let simulator = Simulator::start().await;
    simulator
        .control(
            "/control/frankieone/redirect-url",
            json!({ "url": "http://127.0.0.1:1/back" }),
        )
        .await;
    let token = simulator.session(REFERENCE).await;
    let url = simulator.authorise_url(&token).await;
    let back = simulator
        .visit(url, "kari", "allow")
        .await
        .expect("a return");
    assert!(back.as_str().starts_with("http://127.0.0.1:1/back?code="));
    simulator.control("/control/reset", json!({})).await;
    let token = simulator.session(REFERENCE).await;
    let recipe = simulator.recipe(&token, "auto").await;
    assert_eq!(recipe["idps"]["singpass"]["redirect_url"], REDIRECT_URL);
}
