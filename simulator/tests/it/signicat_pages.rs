//! The OTP pages, as a browser without script uses them (SG-07, SG-08, SG-12 to SG-15).

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::harness::{PHONE, RETURN_URL, Simulator, embedded, redirect, text};

async fn newest_code(simulator: &Simulator) -> String {
    let url = format!("{}/inbox.json", simulator.running.control_url());
    let inbox: Value = simulator
        .client
        .get(url)
        .send()
        .await
        .expect("inbox")
        .json()
        .await
        .expect("JSON");
    text(&inbox["messages"][0]["code"])
}

async fn url_of(simulator: &Simulator, body: &Value) -> (String, String, String) {
    let token = simulator.signicat_token().await;
    let created = simulator.create(&token, body).await.body;
    (
        token,
        text(&created["id"]),
        text(&created["authenticationUrl"]),
    )
}

fn wrong(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

/// SG-07, SG-08, SG-15
#[tokio::test]
async fn sg_07_number_and_code_lead_back_with_a_nonce_from_a_page() {
    let simulator = Simulator::start().await;
    let (token, id, url) = url_of(&simulator, &embedded()).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    assert!(
        browser.shows(&format!("value=\"{PHONE}\"")),
        "the number is prefilled and can be edited"
    );
    browser.submit("phone", &[("phone", PHONE)]).await;
    let code = newest_code(&simulator).await;
    assert!(!browser.shows(&code), "the code is on the phone only");
    browser
        .submit("code", &[("code", &format!(" {} ", code))])
        .await;

    // A page that navigates, never a bare redirect: the embedding site's Lax cookies must not come along.
    assert_eq!(browser.status, StatusCode::OK);
    assert!(browser.shows("<noscript><meta http-equiv=\"refresh\""));
    let back = browser.destination();
    let nonce = back
        .strip_prefix(&format!("{RETURN_URL}?sessionNonce="))
        .expect("the nonce");
    assert_eq!(nonce.len(), 43);
    let status = simulator.status(&token, &id, Some(nonce)).await.body;
    assert_eq!(
        status["subject"]["phoneNumber"],
        PHONE.trim_start_matches('+')
    );
}

/// SG-08
#[tokio::test]
async fn sg_08_the_nonce_joins_a_query_that_is_there_already() {
    let simulator = Simulator::start().await;
    let mut body = embedded();
    for (given, start) in [
        (
            "https://www.example.com",
            "https://www.example.com/?sessionNonce=",
        ),
        (
            "https://www.example.com/r?a=1",
            "https://www.example.com/r?a=1&sessionNonce=",
        ),
    ] {
        body["returnUrl"] = json!(given);
        let (_, id, _) = url_of(&simulator, &body).await;
        let end = simulator.finish_signicat(&id, "SUCCESS").await;
        assert!(text(&end["location"]).starts_with(start), "{end}");
    }
}

/// SG-07
#[tokio::test]
async fn sg_07_three_wrong_codes_end_in_an_error() {
    let simulator = Simulator::start().await;
    let (token, id, url) = url_of(&simulator, &embedded()).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    browser.submit("phone", &[("phone", PHONE)]).await;
    let code = newest_code(&simulator).await;
    for left in ["2", "1"] {
        browser.submit("code", &[("code", wrong(&code))]).await;
        assert!(browser.shows(&format!("Tries left: {left}")));
        assert_eq!(
            simulator.state().await["signicat"]["sessions"][0]["status"],
            "WAITING_FOR_USER"
        );
    }
    browser.submit("code", &[("code", wrong(&code))]).await;
    let back = browser.destination();
    let (_, nonce) = back
        .split_once("sessionNonce=")
        .expect("a nonce after failure too");
    let status = simulator.status(&token, &id, Some(nonce)).await.body;
    assert_eq!(
        (&status["status"], &status["statusDetail"]),
        (&json!("ERROR"), &json!("too_many_wrong_codes"))
    );
}

/// SG-07
#[tokio::test]
async fn sg_07_a_new_code_comes_after_30_seconds_at_most_three_times_and_replaces_the_old_one() {
    let simulator = Simulator::start().await;
    let (_, _, url) = url_of(&simulator, &embedded()).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    browser.submit("phone", &[("phone", PHONE)]).await;
    let first = newest_code(&simulator).await;
    simulator.advance_s(29).await;
    browser.submit("resend", &[]).await;
    assert!(browser.shows("in this many seconds: 1"));
    for _ in 0..3 {
        simulator.advance_s(30).await;
        browser.submit("resend", &[]).await;
        assert!(browser.shows("A new code was sent"));
    }
    simulator.advance_s(30).await;
    browser.submit("resend", &[]).await;
    assert!(browser.shows("No more codes"));
    browser.submit("code", &[("code", &first)]).await;
    assert!(browser.shows("Tries left"));
    let newest = newest_code(&simulator).await;
    browser.submit("code", &[("code", &newest)]).await;
    assert!(browser.destination().contains("sessionNonce="));
}

/// SG-07
#[tokio::test]
async fn a_code_is_valid_for_five_minutes() {
    let simulator = Simulator::start().await;
    let (_, _, url) = url_of(&simulator, &embedded()).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    browser.submit("phone", &[("phone", PHONE)]).await;
    simulator.advance_s(300).await;
    let code = newest_code(&simulator).await;
    browser.submit("code", &[("code", &code)]).await;
    assert!(browser.shows("run out"));
}

/// SG-07, SG-17
#[tokio::test]
async fn sg_17_cancelling_gives_abort_and_waiting_too_long_expired() {
    let simulator = Simulator::start().await;
    for (step, wait_s, expected) in [("cancel", 0, "ABORT"), ("look-again", 1_200, "EXPIRED")] {
        let (token, id, url) = url_of(&simulator, &redirect()).await;
        let mut browser = Browser::new(&simulator);
        browser.open(&url, false).await;
        simulator.advance_s(wait_s).await;
        browser.submit(step, &[]).await;
        let kind = if expected == "ABORT" {
            "abort"
        } else {
            "error"
        };
        assert_eq!(
            browser.destination(),
            format!("http://localhost:3000/return/{kind}?sessionId={id}")
        );
        let token = if wait_s > 0 {
            simulator.signicat_token().await
        } else {
            token
        };
        assert_eq!(
            simulator.status(&token, &id, None).await.body["status"],
            expected
        );
    }
}

/// SG-09, SG-13: the redirect flow returns the session's id and no nonce.
#[tokio::test]
async fn sg_13_the_redirect_flow_returns_to_its_callback_with_the_session_id() {
    let simulator = Simulator::start().await;
    let mut body = redirect();
    body["externalReference"] = json!("r 1");
    let (token, id, url) = url_of(&simulator, &body).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    browser.submit("phone", &[("phone", PHONE)]).await;
    assert!(browser.policy.contains("frame-ancestors 'none'"));
    let code = newest_code(&simulator).await;
    browser.submit("code", &[("code", &code)]).await;
    let expected = format!(
        "http://localhost:3000/return/success?handle=h&sessionId={id}&externalReference=r+1"
    );
    assert_eq!(browser.destination(), expected);
    assert_eq!(
        simulator.status(&token, &id, None).await.body["status"],
        "SUCCESS"
    );
}

/// SG-12
#[tokio::test]
async fn sg_12_the_cookie_is_partitioned_and_nothing_works_without_it() {
    let simulator = Simulator::start().await;
    let (_, _, url) = url_of(&simulator, &embedded()).await;
    for (chips, ending) in [(true, "; Partitioned"), (false, "; SameSite=None")] {
        simulator
            .control("/control/signicat/switches", json!({ "chips": chips }))
            .await;
        let response = simulator
            .client
            .get(&url)
            .send()
            .await
            .expect("the page answers");
        let cookie = response.headers()["set-cookie"].to_str().expect("text");
        assert!(
            cookie.contains("; HttpOnly; Secure; SameSite=None") && cookie.ends_with(ending),
            "{cookie}"
        );
    }
    let mut browser = Browser::new(&simulator);
    browser.open(&url, true).await;
    assert_eq!(browser.status, StatusCode::FORBIDDEN);
    assert!(browser.shows("Cookies are blocked"));
}

#[tokio::test]
async fn another_browser_cannot_go_on_with_a_session() {
    let simulator = Simulator::start().await;
    let (_, _, url) = url_of(&simulator, &embedded()).await;
    let mut own = Browser::new(&simulator);
    own.open(&url, false).await;
    let mut other = Browser::new(&simulator);
    other.open(&url, false).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    assert!(other.shows("another browser"));
    own.open(&url, false).await;
    assert!(
        own.shows("Send code"),
        "a reload in the same browser goes on"
    );
}

#[tokio::test]
async fn a_form_without_its_token_and_a_foreign_message_id_are_refused() {
    let simulator = Simulator::start().await;
    let (_, _, url) = url_of(&simulator, &embedded()).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    browser.page = browser.page.replace(
        "name=\"formToken\" value=\"",
        "name=\"formToken\" value=\"x",
    );
    browser.submit("phone", &[("phone", PHONE)]).await;
    assert_eq!(browser.status, StatusCode::BAD_REQUEST);
    let (address, _) = url.split_once("messageId=").expect("a messageId");
    let response = simulator
        .client
        .get(format!("{address}messageId=x"))
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}

/// SG-07
#[tokio::test]
async fn a_number_that_is_none_is_refused_and_shown_as_text() {
    let simulator = Simulator::start().await;
    let (_, _, url) = url_of(&simulator, &embedded()).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    browser
        .submit("phone", &[("phone", "\"><script>1</script>")])
        .await;
    assert!(browser.shows("Enter a phone number") && !browser.shows("<script>1"));
}

/// SG-03, SG-14
#[tokio::test]
async fn sg_03_sender_and_language_are_used() {
    let simulator = Simulator::start().await;
    let mut body = embedded();
    body["additionalParameters"] = json!({ "otp_sms_sender": "Example Bank" });
    body["language"] = json!("no");
    let (_, _, url) = url_of(&simulator, &body).await;
    let mut browser = Browser::new(&simulator);
    browser.open(&url, false).await;
    assert!(browser.shows("lang=\"nb\"") && browser.shows("Telefonnummer"));
    browser.submit("phone", &[("phone", PHONE)]).await;
    let inbox = simulator
        .client
        .get(format!("{}/inbox", simulator.running.control_url()))
        .send()
        .await
        .expect("inbox");
    assert!(inbox.text().await.expect("text").contains("Example Bank"));
}

/// SG-10, SG-16
#[tokio::test]
async fn sg_10_the_last_digits_of_the_number_choose_the_outcome() {
    let simulator = Simulator::start().await;
    for (digits, status) in [
        ("0001", Some("ABORT")),
        ("0002", Some("ERROR")),
        ("0003", Some("CANCELLED")),
        ("0004", Some("INVALID")),
        ("0005", Some("PAUSED")),
        ("0006", Some("SUCCESS")),
        ("0007", Some("EXPIRED")),
        ("0022", None),
    ] {
        let (token, id, url) = url_of(&simulator, &embedded()).await;
        let mut browser = Browser::new(&simulator);
        browser.open(&url, false).await;
        browser
            .submit("phone", &[("phone", &format!("+44770090{digits}"))])
            .await;
        if browser.shows("one-time-code") {
            let code = newest_code(&simulator).await;
            browser.submit("code", &[("code", &code)]).await;
        }
        let back = browser.destination();
        let (_, nonce) = back.split_once("sessionNonce=").expect("a nonce");
        let answer = simulator.status(&token, &id, Some(nonce)).await.body;
        assert_eq!(answer["status"].as_str(), status, "{digits}");
        if digits == "0006" {
            assert_eq!(
                answer["subject"]["phoneNumber"], "447700900009",
                "another number than was typed in"
            );
        }
    }
}
