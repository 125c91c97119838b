//! The probes. None of them needs a person, and none but `start` and `abandon` changes anything at the provider.

use std::future::Future;

use vestibule::{
    id::{CheckId, OnboardingId},
    launch::Presentation,
    time::Timestamp,
};

use super::{
    PATIENCE, Subject, presentations,
    report::{Probed, Verdict},
};
use crate::provider::{
    Applicant, Attempt, Finished, Hint, Launch, ProviderError, ProviderSession, RawWebhook,
    ReturnQuery, Snapshot, Started,
};
use crate::services::core::Connected;

/// What came, and whether it was what the probe expects.
type Came = (bool, String);

pub(super) async fn run(subject: &Subject<'_>) -> Vec<Probed> {
    let policy = subject.connected.provider.policy();
    let mut done = quiet(subject.connected, subject.origins, subject.clock.now());
    for presentation in presentations(policy) {
        one_session(subject, presentation, &mut done).await;
    }
    done
}

pub(super) fn quiet(connected: &Connected, origins: &[String], now: Timestamp) -> Vec<Probed> {
    vec![settings(connected, origins), stranger(connected, now)]
}

async fn one_session(subject: &Subject<'_>, presentation: Presentation, done: &mut Vec<Probed>) {
    let way = match presentation {
        Presentation::Frame => "in a frame",
        Presentation::Page => "on a page",
    };
    let name = |what: &str| format!("{what}, {way}");
    let mut opened = None;
    let start = timed(subject, name("start"), STARTS, async {
        match start(subject, presentation).await {
            Ok(started) => {
                let came = launch(subject, &started, presentation);
                opened = Some(started.session);
                came
            }
            Err(error) => failed(&error),
        }
    });
    done.push(start.await);
    let rest = [
        ("fetch before anybody acted", WAITS),
        ("a return that carries nothing", NO_SUCCESS),
        ("a message that is not the provider's", NO_STOP),
        ("abandon", ENDS),
        ("fetch after that", NO_SUCCESS),
    ];
    let Some(session) = opened else {
        done.extend(rest.map(|(what, expected)| Probed::skipped(name(what), expected)));
        return;
    };
    for (what, expected) in rest {
        let probe = async {
            match what {
                "fetch before anybody acted" => waiting(fetch(subject, &session).await),
                "a return that carries nothing" => empty_return(subject, &session).await,
                "a message that is not the provider's" => noise(subject, &session),
                "abandon" => abandon(subject, &session).await,
                _ => no_success(fetch(subject, &session).await),
            }
        };
        done.push(timed(subject, name(what), expected, probe).await);
    }
}

const STARTS: &str = "a provider session with a launch where the settings allow it";
const WAITS: &str = "waiting";
const NO_SUCCESS: &str = "no success";
const NO_STOP: &str = "neither a stop nor a reason to believe anything";
const ENDS: &str = "done, or over before";

async fn timed(
    subject: &Subject<'_>,
    name: String,
    expected: &'static str,
    probe: impl Future<Output = Came>,
) -> Probed {
    let began = tokio::time::Instant::now();
    let (passed, got) = tokio::time::timeout(PATIENCE, probe)
        .await
        .unwrap_or_else(|_| (false, format!("nothing within {} s", PATIENCE.as_secs())));
    tracing::info!(
        connection = %subject.connected.connection.name,
        probe = name,
        passed,
        "probed"
    );
    Probed {
        name,
        expected: expected.to_owned(),
        got,
        verdict: if passed {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
        millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    }
}

fn at_once(name: &str, expected: &'static str, (passed, got): Came) -> Probed {
    Probed {
        name: name.to_owned(),
        expected: expected.to_owned(),
        got,
        verdict: if passed {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
        millis: 0,
    }
}

fn settings(connected: &Connected, origins: &[String]) -> Probed {
    let checked = connected
        .provider
        .check_settings(&connected.connection, origins);
    let came = match checked {
        Ok(()) => (true, "accepted".to_owned()),
        Err(error) => (false, error.to_string()),
    };
    at_once("settings", "accepted by the adapter", came)
}

/// Anybody can reach the provider-facing routes.
fn stranger(connected: &Connected, now: Timestamp) -> Probed {
    let raw = RawWebhook {
        headers: &[],
        body: b"{}",
        received_at: now,
    };
    let came = match connected.provider.read_webhook(&connected.connection, raw) {
        Ok(_) => (false, "taken in".to_owned()),
        Err(error) => (true, error.to_string()),
    };
    at_once("a callback without credentials", "refused", came)
}

async fn start(
    subject: &Subject<'_>,
    presentation: Presentation,
) -> Result<Started, ProviderError> {
    let (random, now) = (subject.random, subject.clock.now());
    let ours = |_| ProviderError::Unexpected {
        detail: "our own id".to_owned(),
    };
    let applicant = Applicant {
        onboarding: OnboardingId::new(random.uuid_v7(now).to_string()).map_err(ours)?,
        phone: subject.phone.clone(),
        inputs: subject.inputs.clone(),
        parameters: subject.parameters.clone(),
        has_reference_image: false,
    };
    let return_url = format!(
        "{}/return/{}",
        subject.origin, subject.connected.connection.name
    );
    let attempt = Attempt {
        check: CheckId::new(random.uuid_v7(now).to_string()).map_err(ours)?,
        state: random.token(),
        nonce: random.token(),
        verifier: random.token(),
        correlation_id: random.uuid_v4().to_string(),
        return_url_with_handle: format!("{return_url}/{}", random.token()),
        return_url,
    };
    let provider = &subject.connected.provider;
    provider
        .start(subject.call(), &applicant, &attempt, presentation)
        .await
}

/// Whether the core would show this launch.
fn launch(subject: &Subject<'_>, started: &Started, presentation: Presentation) -> Came {
    if started.session.reference.is_empty() {
        return (false, "a session without a reference".to_owned());
    }
    if started.deadline <= subject.clock.now() {
        return (false, "a session that is over already".to_owned());
    }
    let to = match &started.launch {
        Launch::Sdk { parameters } => {
            let connected = subject.connected;
            let page = connected.provider.sdk_page(&connected.connection);
            return match page {
                Ok(Some(_)) if parameters.is_object() => (true, "an SDK page".to_owned()),
                Ok(Some(_)) => (false, "an SDK page without parameters".to_owned()),
                Ok(None) => (false, "parameters for an SDK page that is none".to_owned()),
                Err(error) => (false, error.to_string()),
            };
        }
        Launch::Frame(_) if presentation == Presentation::Page => {
            return (false, "a frame where a page was asked for".to_owned());
        }
        Launch::Frame(frame) => &frame.src,
        Launch::Redirect { .. } if presentation == Presentation::Frame => {
            return (false, "a page where a frame was asked for".to_owned());
        }
        Launch::Redirect { to } => to,
        Launch::Wait => return (true, "nothing to show".to_owned()),
    };
    // Only its origin is told: the rest may be a token.
    let Ok(url) = url::Url::parse(to) else {
        return (false, "a launch URL that is no URL".to_owned());
    };
    let origin = url.origin().ascii_serialization();
    let connected = subject.connected;
    match connected.provider.page_policy(&connected.connection) {
        Ok(policy) if policy.frame_origins.contains(&origin) => {
            (true, format!("a launch on {origin}"))
        }
        Ok(_) => (
            false,
            format!("a launch on {origin}, which the settings do not list"),
        ),
        Err(error) => (false, error.to_string()),
    }
}

async fn fetch(
    subject: &Subject<'_>,
    session: &ProviderSession,
) -> Result<Snapshot, ProviderError> {
    let provider = &subject.connected.provider;
    provider.fetch(subject.call(), session).await
}

async fn empty_return(subject: &Subject<'_>, session: &ProviderSession) -> Came {
    let provider = &subject.connected.provider;
    let finished = provider
        .finish_return(subject.call(), session, &ReturnQuery::default())
        .await;
    no_success(finished.map(|Finished { snapshot, .. }| snapshot))
}

fn noise(subject: &Subject<'_>, session: &ProviderSession) -> Came {
    let raw = r#"{"type":"vestibule.conformance","data":{"status":"COMPLETED"}}"#;
    let hint = subject.connected.provider.read_message(session, raw);
    let passed = matches!(hint, Hint::Ignore | Hint::Foreign | Hint::Unexpected { .. });
    (passed, format!("{hint:?}"))
}

async fn abandon(subject: &Subject<'_>, session: &ProviderSession) -> Came {
    let provider = &subject.connected.provider;
    match provider.abandon(subject.call(), session).await {
        Ok(()) => (true, "done".to_owned()),
        Err(error) => failed(&error),
    }
}

fn waiting(fetched: Result<Snapshot, ProviderError>) -> Came {
    match fetched {
        Ok(snapshot) => (snapshot == Snapshot::Waiting, word(&snapshot)),
        Err(error) => failed(&error),
    }
}

/// A session that is over may be unknown, forbidden or expired: all of it is well, except success.
fn no_success(fetched: Result<Snapshot, ProviderError>) -> Came {
    match fetched {
        Ok(snapshot) => (!matches!(snapshot, Snapshot::Done(..)), word(&snapshot)),
        Err(error @ (ProviderError::Unavailable { .. } | ProviderError::Misconfigured { .. })) => {
            failed(&error)
        }
        Err(error) => (true, error.to_string()),
    }
}

/// The texts of these errors hold nothing personal and no secret.
fn failed(error: &ProviderError) -> Came {
    (false, error.to_string())
}

fn word(snapshot: &Snapshot) -> String {
    match snapshot {
        Snapshot::Waiting => "waiting".to_owned(),
        Snapshot::Processing => "processing".to_owned(),
        Snapshot::Done(..) => "success".to_owned(),
        Snapshot::Expired => "expired".to_owned(),
        Snapshot::Failed(reason) => format!("failed: {}", reason.code()),
    }
}
