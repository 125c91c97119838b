//! What receivers verify with, before, while and after a secret is replaced.

use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use standardwebhooks::Webhook;
use vestibule_server::{
    delivery::signing::{self, Mistrust, Scheme, Signed, Trusted},
    services::webhooks::{NewSecret, rotate_secret},
};

use super::{
    bench::{Bench, HOUR, new_endpoint},
    receiver::{Receiver, Seen},
};

fn shown(secret: &NewSecret) -> &str {
    secret.shown.as_deref().unwrap()
}

/// As the specification's own library sees it.
fn official(secret: &NewSecret, seen: &Seen) -> bool {
    let library = Webhook::new(shown(secret)).unwrap();
    library.verify(&seen.body, &seen.headers).is_ok()
}

/// By hand, with nothing but the public key.
fn by_key(secret: &NewSecret, seen: &Seen) -> bool {
    let text = secret.secret.public_key.as_deref().unwrap();
    let key = BASE64_STANDARD
        .decode(text.strip_prefix("whpk_").unwrap())
        .unwrap();
    let key = VerifyingKey::from_bytes(key.as_slice().try_into().unwrap()).unwrap();
    let mut message = format!("{}.{}.", seen.id(), seen.header("webhook-timestamp")).into_bytes();
    message.extend_from_slice(&seen.body);
    seen.header("webhook-signature")
        .split(' ')
        .filter_map(|one| one.strip_prefix("v1a,"))
        .map(|one| Signature::from_slice(&BASE64_STANDARD.decode(one).unwrap()).unwrap())
        .any(|signature| key.verify(&message, &signature).is_ok())
}

/// SEC-166
#[tokio::test]
async fn a_delivery_verifies_with_the_official_library_and_by_its_public_key() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let both = new_endpoint(&receiver.url, &[Scheme::V1, Scheme::V1a]);
    let (endpoint, secrets) = bench.endpoint_with(both).await;
    bench.tests(&endpoint).await;
    bench.delivers().await;
    let [seen] = &receiver.seen()[..] else {
        panic!("one delivery");
    };
    assert!(official(&secrets[0], seen));
    assert!(by_key(&secrets[1], seen));
    assert_eq!(
        secrets[1].shown.as_deref(),
        None,
        "the private half stays with us"
    );
    assert_eq!(seen.header("content-type"), "application/json");
    assert!(seen.header("user-agent").starts_with("vestibule/"));
    for broken in [
        Seen {
            body: [seen.body.as_slice(), b" "].concat(),
            headers: seen.headers.clone(),
        },
        {
            let mut other = seen.clone();
            let later = (bench.now().0 / 1_000 + 1).to_string();
            other
                .headers
                .insert("webhook-timestamp", later.parse().unwrap());
            other
        },
    ] {
        assert!(!official(&secrets[0], &broken));
        assert!(!by_key(&secrets[1], &broken));
    }
}

/// SEC-166, SEC-188
#[tokio::test]
async fn while_a_secret_is_replaced_either_is_enough_and_then_only_the_new_one() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let both = new_endpoint(&receiver.url, &[Scheme::V1, Scheme::V1a]);
    let (endpoint, old) = bench.endpoint_with(both).await;
    let mut new = Vec::new();
    for scheme in [Scheme::V1, Scheme::V1a] {
        let rotated = rotate_secret(&bench.core, &bench.caller, &endpoint.id, (scheme, 24)).await;
        new.push(rotated.unwrap());
    }
    bench.tests(&endpoint).await;
    bench.delivers().await;
    let seen = receiver.seen().remove(0);
    for secrets in [&old, &new] {
        assert!(official(&secrets[0], &seen));
        assert!(by_key(&secrets[1], &seen));
    }
    bench.clock.advance(24 * HOUR);
    bench.tests(&endpoint).await;
    bench.delivers().await;
    let seen = receiver.seen().remove(1);
    let trusts = |secret: &NewSecret, later_seconds: i64| {
        let shown = secret.shown.as_ref().map(|text| text.as_str());
        let text = shown.or(secret.secret.public_key.as_deref());
        let trusted: [Trusted; 1] = [text.unwrap().parse().unwrap()];
        let signed = Signed {
            id: seen.id(),
            timestamp: seen.header("webhook-timestamp"),
            signature: seen.header("webhook-signature"),
        };
        let now = bench.now().plus_millis(later_seconds * 1_000);
        let tolerance = Some(signing::TOLERANCE_SECONDS);
        signing::verify(signed, &seen.body, &trusted, (now, tolerance))
    };
    for at in [0, 1] {
        assert_eq!(trusts(&old[at], 0), Err(Mistrust::Forged));
        assert_eq!(trusts(&new[at], 0), Ok(()));
        let late = trusts(&new[at], signing::TOLERANCE_SECONDS + 1);
        assert!(matches!(late, Err(Mistrust::TooOld { .. })), "{late:?}");
    }
    assert_eq!(bench.again(&endpoint).await.secrets.len(), 2);
}

/// SEC-188: under load, no delivery goes out that the old secret does not verify.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_replaced_under_load_and_every_delivery_still_verifies() {
    let bench = Bench::start().await;
    let receiver = Receiver::start().await;
    let (endpoint, secrets) = bench.endpoint(&receiver.url).await;
    let first = bench.tests(&endpoint).await;
    bench.piles_up(&first, 99).await;
    let rotating = async {
        let mut made = Vec::new();
        for _ in 0..4 {
            // Between some deliveries and others.
            receiver.one_arrives().await;
            let what = (Scheme::V1, 24);
            let new = rotate_secret(&bench.core, &bench.caller, &endpoint.id, what).await;
            made.push(new.unwrap());
        }
        made
    };
    let (_, made) = tokio::join!(bench.delivers(), rotating);
    let all = receiver.seen();
    assert_eq!(all.len(), 100);
    assert!(all.iter().all(|seen| official(&secrets[0], seen)));
    assert!(official(&made[3], &{
        bench.tests(&endpoint).await;
        bench.delivers().await;
        receiver.seen().remove(100)
    }));
    let sixth = rotate_secret(&bench.core, &bench.caller, &endpoint.id, (Scheme::V1, 24)).await;
    assert!(sixth.is_err(), "five sign at most");
    let rotated = bench.caller.actor().code();
    assert_eq!(bench.audited("webhook_secret.rotated", &rotated).await, 4);
}
