//! Passkeys, with an authenticator made of software (Web Authentication, level 3, 6.1 and 6.5).

use axum::http::StatusCode;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vestibule::id::OperatorName;
use vestibule_server::services::{audit::Actor, operators};

use super::person::{Person, another, first, is_in};
use crate::{
    app::{MINUTE, SECOND, TestApp},
    browser::{Browser, Page},
};

const SIGN_IN: &str = "/dashboard/sign-in";
const ENTER: &str = "/dashboard/sign-in/passkey";
const ACCOUNT: &str = "/dashboard/account";
const OWN: &str = "/dashboard/account/passkeys";
const VERIFIED: u8 = 0x04;

/// Holds one passkey. What it says of itself can be changed, to see who believes it.
#[derive(Clone)]
struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    user: String,
    /// Goes up with each signature, unless it is 0 (6.1.1).
    counter: u32,
    flags: u8,
    origin: &'static str,
    party: &'static str,
}

impl Authenticator {
    fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 32],
            user: String::new(),
            counter: 1,
            flags: 0x01 | VERIFIED,
            origin: "http://localhost:3000",
            party: "localhost",
        }
    }

    /// One whose passkey is on several devices: it counts nothing.
    fn synchronised() -> Self {
        Self {
            counter: 0,
            ..Self::new(7)
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        json!({
            "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false
        })
        .to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.party).to_vec();
        data.push(self.flags | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn json(&self, response: Value) -> String {
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "response": response,
            "clientExtensionResults": {}, "authenticatorAttachment": "platform"
        })
        .to_string()
    }

    /// What `navigator.credentials.create` answers.
    fn makes(&mut self, options: &Value) -> String {
        self.user = options["user"]["id"].as_str().unwrap().to_owned();
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // COSE: an EC2 key for ES256 on P-256 (RFC 9053, 7.1.1).
        let point = self.key.verifying_key().to_encoded_point(false);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        let mut object = b"\xa3cfmtdnonegattStmt\xa0hauthData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        self.json(json!({
            "clientDataJSON": BASE64.encode(self.client_data("webauthn.create", options)),
            "attestationObject": BASE64.encode(object), "transports": ["internal"]
        }))
    }

    /// What `navigator.credentials.get` answers.
    fn answers(&mut self, options: &Value) -> String {
        if self.counter > 0 {
            self.counter += 1;
        }
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(0);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.json(json!({
            "clientDataJSON": BASE64.encode(client_data), "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()), "userHandle": self.user
        }))
    }
}

async fn asked(browser: &mut Browser, path: &str) -> Value {
    let page = browser.post(&format!("{path}/challenge"), &[]).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    page.json()
}

async fn adds(person: &mut Person, authenticator: &mut Authenticator, label: &str) -> Page {
    let options = asked(&mut person.browser, OWN).await;
    let made = authenticator.makes(&options);
    sends(&mut person.browser, &made, label).await
}

async fn sends(browser: &mut Browser, made: &str, label: &str) -> Page {
    let fields = [("act", "add"), ("label", label), ("credential", made)];
    browser.post(OWN, &fields).await
}

async fn enters(app: &TestApp, browser: &mut Browser, authenticator: &mut Authenticator) -> Page {
    app.clock.advance(SECOND);
    let options = asked(browser, ENTER).await;
    let answer = authenticator.answers(&options);
    browser.post(ENTER, &[("credential", &answer)]).await
}

/// Somebody with a passkey, and what holds it.
async fn with_passkey(app: &TestApp) -> (Person, Authenticator) {
    with(app, Authenticator::new(7)).await
}

async fn with(app: &TestApp, mut authenticator: Authenticator) -> (Person, Authenticator) {
    let mut anna = first(app).await;
    let added = adds(&mut anna, &mut authenticator, "Laptop").await;
    assert_eq!(added.location(), ACCOUNT, "{added:?}");
    (anna, authenticator)
}

fn browser(app: &TestApp) -> Browser {
    Browser::on(&app.line)
}

async fn reasons(app: &TestApp) -> String {
    app.ground.dump(&["audit_events"]).await
}

async fn count(app: &TestApp) -> i64 {
    app.ground
        .number("SELECT COUNT(*) FROM operator_passkeys")
        .await
}

/// SEC-193: a passkey that verifies who holds it is both factors.
#[tokio::test]
async fn a_passkey_opens_the_dashboard_without_a_password_and_a_code() {
    let app = TestApp::start().await;
    let (mut anna, mut authenticator) = with_passkey(&app).await;
    let account = anna.browser.get(ACCOUNT).await;
    assert!(account.body.contains("Laptop"), "{}", account.body);
    assert!(account.body.contains("never used"));
    let mut someone = browser(&app);
    let page = someone.get(SIGN_IN).await;
    assert!(page.body.contains(r#"data-passkey="get""#), "{}", page.body);
    let policy = page.header("permissions-policy");
    assert!(
        policy.contains("publickey-credentials-get=(self)"),
        "{policy}"
    );
    let options = asked(&mut someone, ENTER).await;
    assert_eq!(options["rpId"], "localhost");
    assert_eq!(options["userVerification"], "required");
    // Nobody learns who has passkeys.
    assert_eq!(options["allowCredentials"], json!([]));
    let answer = authenticator.answers(&options);
    let wanted = "/dashboard/onboardings?status=needs_review";
    let fields = [("credential", answer.as_str()), ("next", wanted)];
    let page = someone.post(ENTER, &fields).await;
    assert_eq!(page.location(), wanted, "{page:?}");
    assert!(is_in(&mut someone).await);
    let sessions =
        "SELECT operator || ' ' || factor FROM operator_sessions ORDER BY created_at, id";
    let sessions = app.ground.texts(sessions).await;
    assert!(
        sessions.contains(&"anna passkey".to_owned()),
        "{sessions:?}"
    );
    assert_eq!(app.audited("operator.passkey_added").await, 1);
    // It counts as a second factor that was shown just now.
    let account = someone.get(ACCOUNT).await;
    assert!(!account.body.contains("never used"), "{}", account.body);
    assert!(account.body.contains(r#"data-passkey="create""#));
    // Again, and to nowhere else.
    for next in ["https://evil.test/", "//evil.test", "/dashboard/sign-out"] {
        app.clock.advance(SECOND);
        let options = asked(&mut someone, ENTER).await;
        let answer = authenticator.answers(&options);
        let fields = [("credential", answer.as_str()), ("next", next)];
        let page = someone.post(ENTER, &fields).await;
        assert_eq!(page.location(), "/dashboard", "{next}");
    }
}

/// SEC-193: also of a passkey that has no counter, as those have that are on several devices.
#[tokio::test]
async fn sec_193_an_answer_works_once_and_for_the_browser_that_was_asked() {
    for authenticator in [Authenticator::new(7), Authenticator::synchronised()] {
        let app = TestApp::start().await;
        let (_, mut authenticator) = with(&app, authenticator).await;
        let mut someone = browser(&app);
        let options = asked(&mut someone, ENTER).await;
        let answer = authenticator.answers(&options);
        let mut thief = someone.clone();
        let mut other = browser(&app);
        asked(&mut other, ENTER).await;
        let fields = [("credential", answer.as_str())];
        for stranger in [&mut other, &mut browser(&app)] {
            let page = stranger.post(ENTER, &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let page = someone.post(ENTER, &fields).await;
        assert_eq!(page.location(), "/dashboard", "{page:?}");
        let page = thief.post(ENTER, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!is_in(&mut thief).await);
        let log = reasons(&app).await;
        assert!(log.contains("passkey_challenge") && log.contains("passkey_over"));
        let why = match authenticator.counter {
            0 => "passkey_used",
            _ => "passkey_counter",
        };
        assert!(log.contains(why), "{log}");
    }
}

/// SEC-193: two requests with one answer, at once.
#[tokio::test]
async fn sec_193_of_two_at_once_one_enters() {
    let app = TestApp::start().await;
    let (_, mut authenticator) = with(&app, Authenticator::synchronised()).await;
    let mut one = browser(&app);
    let options = asked(&mut one, ENTER).await;
    let answer = authenticator.answers(&options);
    let mut two = one.clone();
    let fields = [("credential", answer.as_str())];
    let (first, second) = tokio::join!(one.post(ENTER, &fields), two.post(ENTER, &fields));
    let mut statuses = [first.status, second.status];
    statuses.sort();
    assert_eq!(
        statuses,
        [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]
    );
}

/// SEC-193: by no word, status or header.
#[tokio::test]
async fn sec_193_what_is_wrong_with_a_passkey_is_told_to_the_audit_log_only() {
    let app = TestApp::start().await;
    let (_, good) = with_passkey(&app).await;
    let but = |change: fn(&mut Authenticator)| {
        let mut changed = good.clone();
        change(&mut changed);
        changed
    };
    let mut answers = Vec::new();
    for (mut wrong, reason) in [
        (but(|it| it.origin = "https://evil.test"), "passkey_origin"),
        (
            but(|it| it.origin = "https://localhost:3000"),
            "passkey_origin",
        ),
        (but(|it| it.party = "evil.test"), "passkey_party"),
        (but(|it| it.flags &= !VERIFIED), "passkey_not_verified"),
        (but(|it| it.id = vec![9; 32]), "passkey_unknown"),
        (
            but(|it| it.key = Authenticator::new(9).key),
            "passkey_signature",
        ),
        (but(|it| it.user = BASE64.encode([9; 64])), "passkey\""),
        (
            but(|it| it.user = BASE64.encode([9; 8])),
            "passkey_unreadable",
        ),
    ] {
        let mut someone = browser(&app);
        let page = enters(&app, &mut someone, &mut wrong).await;
        assert!(!is_in(&mut someone).await, "{reason}");
        answers.push(page);
        let log = reasons(&app).await;
        assert!(
            log.contains(&format!("\"reason\":\"{reason}")),
            "{reason}: {log}"
        );
    }
    for junk in ["", "{}", "null", &"[".repeat(20_000)] {
        let mut someone = browser(&app);
        asked(&mut someone, ENTER).await;
        answers.push(someone.post(ENTER, &[("credential", junk)]).await);
    }
    let anna = OperatorName::new("anna").unwrap();
    operators::set_disabled(&app.core, &anna, true, Actor::CommandLine)
        .await
        .unwrap();
    let mut disabled = good.clone();
    answers.push(enters(&app, &mut browser(&app), &mut disabled).await);
    assert!(reasons(&app).await.contains(r#""reason":"disabled""#));
    for page in &answers {
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
        assert!(page.header("set-cookie").is_empty(), "{page:?}");
        assert_eq!(page.without_codes(), answers[0].without_codes());
    }
    // Nothing of it was noted at the passkey.
    operators::set_disabled(&app.core, &anna, false, Actor::CommandLine)
        .await
        .unwrap();
    let page = enters(&app, &mut browser(&app), &mut good.clone()).await;
    assert_eq!(page.location(), "/dashboard", "{page:?}");
}

/// SEC-193: a counter that does not go up is that of a copy (6.1.1).
#[tokio::test]
async fn sec_193_a_copy_of_a_passkey_is_found_out() {
    let app = TestApp::start().await;
    let (_, mut authenticator) = with_passkey(&app).await;
    let mut copy = authenticator.clone();
    for _ in 0..2 {
        let page = enters(&app, &mut browser(&app), &mut authenticator).await;
        assert_eq!(page.location(), "/dashboard", "{page:?}");
    }
    for counter in [copy.counter, 0] {
        copy.counter = counter;
        let page = enters(&app, &mut browser(&app), &mut copy).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{counter}");
    }
    let said = r#""operator":"anna","reason":"passkey_counter""#;
    assert_eq!(reasons(&app).await.matches(said).count(), 2);
}

#[tokio::test]
async fn a_question_is_good_for_five_minutes() {
    let app = TestApp::start().await;
    let (mut anna, mut authenticator) = with_passkey(&app).await;
    for (passed, status) in [
        (5 * MINUTE - 1, StatusCode::SEE_OTHER),
        (5 * MINUTE, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let mut someone = browser(&app);
        app.clock.advance(SECOND);
        let options = asked(&mut someone, ENTER).await;
        let answer = authenticator.answers(&options);
        app.clock.advance(passed);
        let page = someone.post(ENTER, &[("credential", &answer)]).await;
        assert_eq!(page.status, status, "{passed}");
    }
    anna.signs_in(&app, &mut browser(&app)).await;
    let mut anew = browser(&app);
    anna.signs_in(&app, &mut anew).await;
    anna.browser = anew;
    let options = asked(&mut anna.browser, OWN).await;
    let made = Authenticator::new(8).makes(&options);
    app.clock.advance(5 * MINUTE);
    let page = sends(&mut anna.browser, &made, "Phone").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&app).await, 1);
}

/// SEC-193: whoever finds a session adds no way in of their own.
#[tokio::test]
async fn sec_193_a_passkey_is_added_by_whoever_shows_a_second_factor_just_now() {
    let app = TestApp::start().await;
    let (mut anna, authenticator) = with_passkey(&app).await;
    let id = BASE64.encode(&authenticator.id);
    let options = asked(&mut anna.browser, OWN).await;
    let made = Authenticator::new(8).makes(&options);
    app.clock.advance(10 * MINUTE);
    let page = anna.browser.post(&format!("{OWN}/challenge"), &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    let sent = sends(&mut anna.browser, &made, "Phone").await;
    let fields = [("act", "remove"), ("id", id.as_str())];
    let removed = anna.browser.post(OWN, &fields).await;
    for page in [sent, removed] {
        assert_eq!(page.location(), ACCOUNT);
    }
    assert_eq!(count(&app).await, 1);
    let page = anna.browser.get(ACCOUNT).await;
    assert!(!page.body.contains(r#"data-passkey="create""#));
    assert!(page.body.contains("Laptop"));
    // Nor by what another one was asked, or by somebody who is nobody.
    let mut otto = another(&app, "otto").await;
    let options = asked(&mut otto.browser, OWN).await;
    let made = Authenticator::new(8).makes(&options);
    let mut ivan = another(&app, "ivan").await;
    asked(&mut ivan.browser, OWN).await;
    let page = sends(&mut ivan.browser, &made, "Phone").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = sends(&mut browser(&app), &made, "Phone").await;
    assert_eq!(page.location(), SIGN_IN);
    assert_eq!(count(&app).await, 1);
    let page = sends(&mut otto.browser, &made, "Phone").await;
    assert_eq!(page.location(), ACCOUNT);
}

#[tokio::test]
async fn a_new_passkey_has_to_be_made_here_and_for_whoever_holds_it() {
    let app = TestApp::start().await;
    let (mut anna, good) = with_passkey(&app).await;
    let mut otto = another(&app, "otto").await;
    let (mut elsewhere, mut unverified) = (Authenticator::new(8), Authenticator::new(8));
    elsewhere.origin = "https://evil.test";
    unverified.flags &= !VERIFIED;
    let (of_another, nameless) = (good.clone(), Authenticator::new(8));
    for (mut authenticator, label, said) in [
        (elsewhere, "Phone", "was not added"),
        (unverified, "Phone", "was not added"),
        // Anna's.
        (of_another, "Phone", "was not added"),
        (nameless.clone(), "   ", "a name of at most"),
        (nameless, &"x".repeat(61), "a name of at most"),
    ] {
        let page = adds(&mut otto, &mut authenticator, label).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{label}");
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert_eq!(count(&app).await, 1);
    // Browsers are told which ones there are, and who it is.
    let options = asked(&mut anna.browser, OWN).await;
    assert_eq!(
        options["excludeCredentials"][0]["id"],
        BASE64.encode(&good.id)
    );
    assert_eq!(options["user"]["id"], good.user.as_str());
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(
        options["authenticatorSelection"]["userVerification"],
        "required"
    );
    // Nothing that only some authenticators have.
    assert_eq!(options["extensions"], json!({}));
    for seed in 11..20 {
        let page = adds(&mut anna, &mut Authenticator::new(seed), "One more").await;
        assert_eq!(page.location(), ACCOUNT);
    }
    let page = anna.browser.post(&format!("{OWN}/challenge"), &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT, "ten are enough");
    let page = anna.browser.get(ACCOUNT).await;
    assert!(!page.body.contains(r#"data-passkey="create""#));
}

/// SEC-193: and whoever came in with it is out.
#[tokio::test]
async fn sec_193_a_passkey_that_was_removed_opens_nothing() {
    let app = TestApp::start().await;
    let (mut anna, mut authenticator) = with_passkey(&app).await;
    let mut thief = browser(&app);
    enters(&app, &mut thief, &mut authenticator).await;
    assert!(is_in(&mut thief).await);
    let id = BASE64.encode(&authenticator.id);
    let mut otto = another(&app, "otto").await;
    for act in ["rename", "remove"] {
        let fields = [("act", act), ("id", id.as_str()), ("label", "Mine")];
        let page = otto.browser.post(OWN, &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}");
    }
    let fields = [("act", "rename"), ("id", &id), ("label", " Old <laptop> ")];
    let page = anna.browser.post(OWN, &fields).await;
    assert_eq!(page.location(), ACCOUNT);
    let page = anna.browser.get(ACCOUNT).await;
    assert!(page.body.contains("Old &lt;laptop&gt;"), "{}", page.body);
    let page = anna
        .browser
        .post(OWN, &[("act", "remove"), ("id", &id)])
        .await;
    assert_eq!(page.location(), ACCOUNT);
    assert!(is_in(&mut anna.browser).await && !is_in(&mut thief).await);
    let page = enters(&app, &mut browser(&app), &mut authenticator).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kind in ["added", "renamed", "removed"] {
        assert_eq!(app.audited(&format!("operator.passkey_{kind}")).await, 1);
    }
}

/// SEC-193
#[tokio::test]
async fn sec_193_whoever_fails_with_passkeys_waits_as_well() {
    let app = TestApp::start().await;
    let (_, mut authenticator) = with_passkey(&app).await;
    let mut stranger = browser(&app);
    for _ in 0..20 {
        let page = stranger.post(ENTER, &[("credential", "{}")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let options = asked(&mut stranger, ENTER).await;
    let answer = authenticator.answers(&options);
    let page = stranger.post(ENTER, &[("credential", &answer)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(!page.header("retry-after").is_empty());
    app.clock.advance(4 * SECOND);
    let page = stranger.post(ENTER, &[("credential", &answer)]).await;
    assert_eq!(page.location(), "/dashboard", "{page:?}");
}
