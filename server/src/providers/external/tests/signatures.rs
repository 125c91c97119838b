use super::super::signature::{Mistrust, Secrets, Signed};
use super::*;

const NOW: Timestamp = Timestamp(1_795_000_000_999);
const SECONDS: i64 = 1_795_000_000;
const BODY: &[u8] = br#"{"version":1}"#;

fn secrets(text: &str) -> Secrets {
    Secrets::parse(text).unwrap()
}

fn verified(by: &str, signature: &str, timestamp: &str, now: Timestamp) -> Result<(), Mistrust> {
    let signed = Signed {
        id: "m-1",
        timestamp,
        signature,
    };
    secrets(by).verify(signed, BODY, now)
}

/// The example of the specification's own libraries.
#[test]
fn a_signature_is_the_one_of_the_specification() {
    let signature = secrets("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD").sign(
        "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
        1_649_367_553,
        br#"{"email":"test@example.com","username":"test_user"}"#,
    );
    assert_eq!(signature, "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=");
}

/// The specification's own crate, for any text.
#[test]
fn the_specifications_own_library_signs_alike() {
    let theirs = standardwebhooks::Webhook::new(OURS).unwrap();
    for body in ["", "{}", "{\"name\":\"Åse Øydis\"}", "a.b.c\r\n"] {
        for (id, seconds) in [("m", 0), ("7f3c1c8e-4f4e_0", SECONDS)] {
            let signature = secrets(OURS).sign(id, seconds, body.as_bytes());
            assert_eq!(
                signature,
                theirs.sign(id, seconds, body.as_bytes()).unwrap()
            );
        }
    }
}

#[test]
fn only_what_was_signed_is_believed() {
    let signature = secrets(THEIRS).sign("m-1", SECONDS, BODY);
    let now = SECONDS.to_string();
    assert_eq!(verified(THEIRS, &signature, &now, NOW), Ok(()));
    let other_time = (SECONDS + 1).to_string();
    assert_eq!(
        verified(THEIRS, &signature, &other_time, NOW),
        Err(Mistrust::Forged)
    );
    for (id, body) in [("m-2", BODY), ("m-1", &br#"{"version":2}"#[..])] {
        let signed = Signed {
            id,
            timestamp: &now,
            signature: &signature,
        };
        let verdict = secrets(THEIRS).verify(signed, body, NOW);
        assert_eq!(verdict, Err(Mistrust::Forged));
    }
    assert_eq!(
        verified(OTHERS, &signature, &now, NOW),
        Err(Mistrust::Forged)
    );
    let (_, base64) = signature.split_once(',').unwrap();
    for wrong in [
        "",
        "v1,",
        "v1",
        base64,
        &format!("v1a,{base64}"),
        &format!("v2,{base64}"),
        &format!("v1,{}", &base64[..40]),
        &format!("v1, {base64}"),
        &format!("v1,{base64}="),
    ] {
        assert_eq!(
            verified(THEIRS, wrong, &now, NOW),
            Err(Mistrust::Forged),
            "{wrong}"
        );
    }
}

#[test]
fn a_message_is_believed_for_five_minutes_either_way() {
    for (age, verdict) in [
        (0, Ok(())),
        (300, Ok(())),
        (-300, Ok(())),
        (301, Err(Mistrust::Untimely)),
        (-301, Err(Mistrust::Untimely)),
        (1_000_000, Err(Mistrust::Untimely)),
    ] {
        let seconds = SECONDS - age;
        let signature = secrets(THEIRS).sign("m-1", seconds, BODY);
        let came = verified(THEIRS, &signature, &seconds.to_string(), NOW);
        assert_eq!(came, verdict, "{age}");
    }
}

#[test]
fn headers_have_one_form() {
    for timestamp in [
        "",
        "now",
        "-1",
        "+1795000000",
        " 1795000000",
        "1795000000.0",
        "9999999999999",
    ] {
        let signature = "v1,AAAA";
        assert_eq!(
            verified(THEIRS, signature, timestamp, NOW),
            Err(Mistrust::Unsigned),
            "{timestamp}"
        );
    }
    for id in ["", "a.b", "a b", &"a".repeat(65)] {
        let signed = Signed {
            id,
            timestamp: "1795000000",
            signature: &secrets(THEIRS).sign(id, SECONDS, BODY),
        };
        assert_eq!(
            secrets(THEIRS).verify(signed, BODY, NOW),
            Err(Mistrust::Unsigned),
            "{id}"
        );
    }
}

/// A message may carry several signatures, and a side may take several secrets: neither has to change first.
#[test]
fn either_side_changes_its_secret_without_a_pause() {
    let now = SECONDS.to_string();
    let both = format!("{THEIRS} {OTHERS}");
    for one in [THEIRS, OTHERS] {
        let signature = secrets(one).sign("m-1", SECONDS, BODY);
        assert_eq!(verified(&both, &signature, &now, NOW), Ok(()));
        let signatures = secrets(&both).sign("m-1", SECONDS, BODY);
        assert_eq!(signatures.split(' ').count(), 2);
        assert_eq!(verified(one, &signatures, &now, NOW), Ok(()));
    }
}

#[test]
fn signatures_are_looked_at_up_to_a_number() {
    let now = SECONDS.to_string();
    let good = secrets(THEIRS).sign("m-1", SECONDS, BODY);
    let after = |many: usize| format!("{}{good}", "v1,AAAA ".repeat(many));
    assert_eq!(verified(THEIRS, &after(7), &now, NOW), Ok(()));
    assert_eq!(
        verified(THEIRS, &after(8), &now, NOW),
        Err(Mistrust::Forged)
    );
}

#[test]
fn a_secret_is_24_to_64_bytes_of_base64() {
    use base64::{Engine, prelude::BASE64_STANDARD};
    for (bytes, is_one) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
        let text = format!("whsec_{}", BASE64_STANDARD.encode(vec![7; bytes]));
        assert_eq!(Secrets::parse(&text).is_ok(), is_one, "{bytes}");
    }
    for wrong in ["", " ", "secret", "whsec_", "whsec_%%%", &OURS[6..]] {
        assert!(Secrets::parse(wrong).is_err(), "{wrong}");
    }
    assert!(Secrets::parse(&format!("{OURS} {THEIRS} {OTHERS}")).is_ok());
    assert!(Secrets::parse(&format!("{OURS} {THEIRS} {OTHERS} {OTHERS}")).is_err());
    assert_eq!(format!("{:?}", secrets(OURS)), "Secrets(1)");
}
