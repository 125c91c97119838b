//! SEC-166: signatures, by the vectors of the specification's libraries, by those libraries and by hand.

use super::*;

/// The vectors of the specification's own libraries, and of Svix' server for `v1a`.
const VECTOR_ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const VECTOR_AT: Timestamp = Timestamp(1_614_265_330_000);
const VECTOR_BODY: &[u8] = b"{\"test\": 2432232314}";
const VECTOR_V1: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const VECTOR_V1A: &str =
    "6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==";

fn vector_v1() -> Secret {
    let bytes = BASE64_STANDARD
        .decode(&VECTOR_V1["whsec_".len()..])
        .unwrap();
    Secret::V1(Zeroizing::new(bytes))
}

fn vector_v1a() -> Secret {
    let pair = BASE64_STANDARD.decode(VECTOR_V1A).unwrap();
    Secret::new(Scheme::V1a, pair[..32].try_into().unwrap())
}

fn trusted(secret: &Secret) -> Trusted {
    secret.receivers().parse().unwrap()
}

/// SEC-166: byte for byte.
#[test]
fn the_vectors_of_the_specification_are_signed_as_they_should_be() {
    let both = [vector_v1(), vector_v1a()];
    assert_eq!(
        header(&both, VECTOR_ID, VECTOR_AT, VECTOR_BODY),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= \
         v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="
    );
    assert_eq!(*vector_v1().receivers(), VECTOR_V1);
    assert_eq!(
        *vector_v1a().receivers(),
        "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="
    );
}

const ID_OF_OURS: &str = "0193558f-0000-7000-8000-000000000001";
const BODY: &[u8] = b"{\"type\":\"onboarding.completed\"}";
const AT: Timestamp = Timestamp(1_763_800_000_000);

fn secrets() -> [Secret; 4] {
    [
        Secret::new(Scheme::V1, &[1; 32]),
        Secret::new(Scheme::V1, &[2; 32]),
        Secret::new(Scheme::V1a, &[3; 32]),
        Secret::new(Scheme::V1a, &[4; 32]),
    ]
}

fn checked(
    (id, timestamp, signature): (&str, &str, &str),
    body: &[u8],
    by: &[Trusted],
    seconds_later: i64,
) -> Result<(), Mistrust> {
    let signed = Signed {
        id,
        timestamp,
        signature,
    };
    let now = AT.plus_millis(seconds_later * 1_000);
    verify(signed, body, by, (now, Some(TOLERANCE_SECONDS)))
}

/// SEC-166, SEC-188: whoever has the old secret and whoever has the new one both believe it.
#[test]
fn every_secret_that_signs_is_enough_by_itself() {
    let signature = header(&secrets(), ID_OF_OURS, AT, BODY);
    assert_eq!(signature.split(' ').count(), 4);
    for secret in secrets() {
        let given = (ID_OF_OURS, "1763800000", signature.as_str());
        assert_eq!(checked(given, BODY, &[trusted(&secret)], 0), Ok(()));
    }
}

/// SEC-166
#[test]
fn what_was_altered_is_not_believed_whatever_it_was() {
    for secret in secrets() {
        let (other, trusted) = (Secret::new(secret.scheme(), &[9; 32]), [trusted(&secret)]);
        let signature = header(&[secret], ID_OF_OURS, AT, BODY);
        let given = (ID_OF_OURS, "1763800000", signature.as_str());
        assert_eq!(checked(given, BODY, &trusted, 0), Ok(()));
        for at in 0..BODY.len() {
            let mut body = BODY.to_vec();
            body[at] ^= 1;
            assert_eq!(checked(given, &body, &trusted, 0), Err(Mistrust::Forged));
        }
        let others = header(&[other], ID_OF_OURS, AT, BODY);
        let (scheme, text) = signature.split_once(',').unwrap();
        let other_scheme = if scheme == "v1" { "v1a" } else { "v1" };
        for forged in [
            (
                "0193558f-0000-7000-8000-000000000002",
                "1763800000",
                given.2,
            ),
            (given.0, "1763800001", given.2),
            (given.0, given.1, others.as_str()),
            (given.0, given.1, &format!("{other_scheme},{text}")),
            (given.0, given.1, &format!("v2,{text}")),
            (given.0, given.1, text),
            (given.0, given.1, &signature[..signature.len() - 4]),
            (given.0, given.1, "v1,"),
            (given.0, given.1, "v1a,"),
            (given.0, given.1, ""),
        ] {
            assert_eq!(
                checked(forged, BODY, &trusted, 0),
                Err(Mistrust::Forged),
                "{forged:?}"
            );
        }
        assert_eq!(checked(given, BODY, &[], 0), Err(Mistrust::Forged));
    }
}

/// SEC-166: five minutes, and not a second more.
#[test]
fn an_old_delivery_is_not_believed() {
    let secret = Secret::new(Scheme::V1, &[1; 32]);
    let trusted = [trusted(&secret)];
    let signature = header(&[secret], ID_OF_OURS, AT, BODY);
    let given = (ID_OF_OURS, "1763800000", signature.as_str());
    assert_eq!(checked(given, BODY, &trusted, 300), Ok(()));
    assert_eq!(checked(given, BODY, &trusted, -300), Ok(()));
    let old = Err(Mistrust::TooOld { seconds: 301 });
    assert_eq!(checked(given, BODY, &trusted, 301), old);
    let new = Err(Mistrust::TooNew { seconds: 301 });
    assert_eq!(checked(given, BODY, &trusted, -301), new);
    let signed = Signed {
        id: given.0,
        timestamp: given.1,
        signature: given.2,
    };
    let years_later = AT.plus_millis(100_000_000_000);
    assert_eq!(verify(signed, BODY, &trusted, (years_later, None)), Ok(()));
}

/// SEC-166: a dot in the id would be a second way to read what was signed.
#[test]
fn a_head_that_no_webhook_has_is_not_looked_at() {
    let trusted = [Trusted::V1(Zeroizing::new(vec![1; 32]))];
    for (id, timestamp) in [
        ("", "1763800000"),
        ("a.b", "1763800000"),
        ("a b", "1763800000"),
        ("é", "1763800000"),
        ("a", ""),
        ("a", "+1763800000"),
        ("a", " 1763800000"),
        ("a", "1763800000.0"),
        ("a", "1e9"),
        ("a", "9999999999999"),
    ] {
        let given = (id, timestamp, "v1,AAAA");
        assert_eq!(
            checked(given, BODY, &trusted, 0),
            Err(Mistrust::Malformed),
            "{given:?}"
        );
    }
}

#[test]
fn only_secrets_and_public_keys_are_trusted() {
    let short = format!("whsec_{}", BASE64_STANDARD.encode([1; 23]));
    let long = format!("whsec_{}", BASE64_STANDARD.encode([1; 65]));
    let half = format!("whpk_{}", BASE64_STANDARD.encode([1; 31]));
    // No point of the curve: RFC 8032, 5.1.3.
    let nowhere = format!("whpk_{}", BASE64_STANDARD.encode([0x02; 32]));
    for wrong in [
        "",
        "whsec_",
        "whpk_",
        "MfKQ",
        "whsk_AAAA",
        &short,
        &long,
        &half,
        &nowhere,
    ] {
        assert_eq!(wrong.parse::<Trusted>().unwrap_err(), NotTrusted, "{wrong}");
    }
    let shown = format!("{:?} {:?}", secrets()[0], trusted(&secrets()[0]));
    assert_eq!(shown, "Secret(v1) Trusted(v1)");
}
