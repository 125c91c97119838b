use std::sync::Arc;

use super::*;
use crate::{
    clock::{Clock, SettableClock},
    outbound::{Clients, DocumentCache, Outbound, TokenCache},
    random::{ChaChaRandomness, Randomness},
};
use vestibule::time::Timestamp;

const BACK: &str = "http://localhost:3000/return/phone/handle";

fn body(settings: Value, phone: Option<&str>, locale: Locale, presentation: Presentation) -> Value {
    let connection = connection(settings);
    let clock: Arc<dyn Clock> = Arc::new(SettableClock::fixed(Timestamp(0)));
    let random: Arc<dyn Randomness> = Arc::new(ChaChaRandomness::seeded(1));
    let client = Clients::default().get(&connection.egress).unwrap();
    let http = Outbound::new(
        connection.name.clone(),
        client,
        clock.clone(),
        random.clone(),
    );
    let tokens = TokenCache::new(clock.clone());
    let documents = DocumentCache::new(clock.clone());
    let call = Call {
        http: &http,
        tokens: &tokens,
        documents: &documents,
        clock: &*clock,
        random: &*random,
        connection: &connection,
        origin: "http://localhost:3000",
        locale,
    };
    let applicant = Applicant {
        onboarding: OnboardingId::new("0190f3a4-7c1e-7b2d-8000-0123456789ab").unwrap(),
        phone: phone.map(|phone| Phone::parse(phone).unwrap()),
        inputs: BTreeMap::new(),
        parameters: BTreeMap::new(),
        has_reference_image: false,
    };
    let attempt = Attempt {
        check: CheckId::new("0190f3a4-7c1e-7b2d-8000-0123456789ac").unwrap(),
        state: String::new(),
        nonce: String::new(),
        verifier: String::new(),
        correlation_id: String::new(),
        return_url: "http://localhost:3000/return/phone".to_owned(),
        return_url_with_handle: BACK.to_owned(),
    };
    let settings = Settings::read(&connection).unwrap();
    serde_json::to_value(create_body(call, &settings, &applicant, &attempt, presentation).unwrap())
        .unwrap()
}

/// SG-01, SG-02, SG-14, SG-15
#[test]
fn sg_01_the_embedded_flow_is_asked_for_field_by_field() {
    assert_eq!(
        body(
            json!({}),
            Some("+44 7700 900000"),
            Locale::En,
            Presentation::Frame
        ),
        json!({
            "flow": "embedded",
            "allowedProviders": ["otp-sms"],
            "requestedAttributes": ["idpId", "phoneNumber"],
            "returnUrl": BACK,
            "embeddedParentDomains": ["localhost:3000"],
            "language": "en",
            "prefilledInput": { "mobile": "+447700900000" },
            "sessionLifetime": 1200,
        })
    );
}

/// SG-13
#[test]
fn sg_13_the_redirect_flow_has_all_three_callback_urls() {
    assert_eq!(
        body(
            json!({ "requested_loa": "low" }),
            None,
            Locale::En,
            Presentation::Page
        ),
        json!({
            "flow": "redirect",
            "allowedProviders": ["otp-sms"],
            "requestedAttributes": ["idpId", "phoneNumber"],
            "callbackUrls": { "success": BACK, "abort": BACK, "error": BACK },
            "language": "en",
            "sessionLifetime": 1200,
            "requestedLoa": "low",
        })
    );
}

/// SG-03
#[test]
fn sg_03_the_sender_of_the_text_message_is_passed_on_blanks_included() {
    let body = body(
        json!({ "otp_sms_sender": "Signicat AS" }),
        None,
        Locale::En,
        Presentation::Frame,
    );
    assert_eq!(
        body["additionalParameters"],
        json!({ "otp_sms_sender": "Signicat AS" })
    );
}

/// SG-14
#[test]
fn sg_14_a_language_that_the_pages_lack_becomes_english_unless_configured() {
    let language =
        |settings| body(settings, None, Locale::Id, Presentation::Frame)["language"].clone();
    assert_eq!(language(json!({})), "en");
    assert_eq!(language(json!({ "languages": { "id": "nl" } })), "nl");
}

/// SG-17
#[test]
fn sg_17_the_session_s_lifetime_is_configuration() {
    let body = body(
        json!({ "session_lifetime_seconds": 300 }),
        None,
        Locale::En,
        Presentation::Frame,
    );
    assert_eq!(body["sessionLifetime"], 300);
}

/// SG-05: opaque, but it has to lead where the settings say.
#[test]
fn sg_05_the_authentication_url_has_to_be_on_a_configured_origin() {
    let origins = vec!["https://api.signicat.com".to_owned()];
    assert_eq!(
        check_launch(
            "https://api.signicat.com/idps/otp/sms?lang=en&amp=1",
            &origins
        ),
        Ok(())
    );
    for elsewhere in [
        "https://api.signicat.com.evil.test/",
        "https://api.signicat.com:8443/",
        "https://user@evil.test/https://api.signicat.com",
        "https://API.signicat.evil/",
    ] {
        assert!(
            matches!(
                check_launch(elsewhere, &origins),
                Err(ProviderError::Misconfigured { .. })
            ),
            "{elsewhere}"
        );
    }
    for broken in [
        "",
        "javascript:alert(1)",
        "http://api.signicat.com/",
        "/idps",
        "data:text/html,x",
    ] {
        assert!(
            matches!(
                check_launch(broken, &origins),
                Err(ProviderError::Unexpected { .. })
            ),
            "{broken}"
        );
    }
}

/// SG-06, SEC-131
#[test]
fn sg_06_the_frame_has_signicat_s_sizes_and_no_more_rights_than_it_needs() {
    let Launch::Frame(frame) = launch(
        "https://a.b/x".to_owned(),
        vec!["https://a.b".to_owned()],
        Presentation::Frame,
    ) else {
        panic!("no frame");
    };
    assert_eq!((frame.min_size.width, frame.min_size.height), (350, 600));
    assert_eq!(
        (frame.preferred_size.width, frame.preferred_size.height),
        (450, 650)
    );
    assert_eq!(frame.sandbox, "allow-scripts allow-same-origin allow-forms");
    assert_eq!(frame.allow, "");
    assert!(!frame.expects_message);
    assert!(frame.replies.is_empty());
    assert_eq!(frame.src, "https://a.b/x");
}

#[test]
fn only_what_looks_like_a_nonce_is_sent_as_one() {
    assert!(is_nonce("V2G_GwOfuCTNQohLn_MyvJ99mQJT7UKmJ_pmaZdVQg0"));
    for wrong in [
        "",
        "short",
        "V2G_GwOfuCTNQohLn&status=SUCCESS",
        "a b c d e f g h i j k",
        &"a".repeat(257),
    ] {
        assert!(!is_nonce(wrong), "{wrong}");
    }
}
