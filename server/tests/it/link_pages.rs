//! What applicants see of a client's link: before it is claimed, after it was claimed elsewhere, when it is not theirs, and
//! on the way back to the client.

mod opening;
mod way_back;

use axum::http::{HeaderMap, StatusCode};
use vestibule::{id::OnboardingId, onboarding::Closure};
use vestibule_server::services::{
    audit::Actor,
    clients::{self, Caller},
    closing,
    onboardings::{self, Invitation},
};

use crate::{
    app::{MINUTE, TestApp},
    applicant::Applicant,
    browser::Page,
    inviting::{RETURN_URL, caller, invitation, invites},
};

const RETURN_ORIGIN: &str = "https://shop.example";
/// Shorter than a browser session.
const LIFETIME_MINUTES: u32 = 30;
const ACCOUNT: &str = "siti.rahayu@mail.example";

/// A client, and an onboarding that it began.
struct Shop {
    caller: Caller,
    id: OnboardingId,
    link: String,
}

/// A registered client.
async fn client(app: &TestApp) -> Caller {
    let caller = caller("shop");
    let named = ("Merdeka Shop", caller.return_urls.as_slice());
    clients::create(&app.core, &caller.client, named, Actor::CommandLine)
        .await
        .unwrap();
    caller
}

/// A client that asks somebody to go through this journey.
async fn shop(app: &TestApp, journey: &str) -> Shop {
    asked_by(app, client(app).await, journey).await
}

async fn asked_by(app: &TestApp, caller: Caller, journey: &str) -> Shop {
    let invitation = Invitation {
        account: Some(ACCOUNT.to_owned()),
        lifetime_minutes: Some(LIFETIME_MINUTES),
        link_lifetime_minutes: Some(LIFETIME_MINUTES - 10),
        ..invitation(journey)
    };
    let (id, link) = invites(app, &caller, &invitation).await;
    Shop { caller, id, link }
}

impl Shop {
    /// Whoever claims the link.
    async fn applicant(&self, app: &TestApp) -> Applicant {
        let mut applicant = app.applicant();
        let claimed = applicant.browser.post(&self.link, &[]).await;
        assert_eq!(claimed.status, StatusCode::SEE_OTHER, "{claimed:?}");
        assert_eq!(claimed.location(), format!("/o/{}", self.id));
        applicant.is_at(&self.id);
        applicant
    }

    /// Whoever claims the link and answers the one question of the journey `strict`.
    async fn finished(&self, app: &TestApp, card: &str) -> Applicant {
        let mut applicant = self.applicant(app).await;
        let step = applicant.step("wish");
        applicant.browser.post(&step, &[("card", card)]).await;
        applicant
    }

    async fn new_link(&self, app: &TestApp) -> String {
        let link = onboardings::new_link(&app.core, &self.caller, &self.id, None)
            .await
            .unwrap();
        format!("/l/{}", link.token)
    }

    /// The client takes it back, or it expires.
    async fn closes(&self, app: &TestApp, closure: Closure) {
        match closure {
            Closure::Expired => {
                app.clock.advance(i64::from(LIFETIME_MINUTES) * MINUTE);
                closing::expire(&app.core, &self.id).await.unwrap();
            }
            _ => closing::cancel(&app.core, &self.caller, &self.id)
                .await
                .unwrap(),
        }
    }
}

impl TestApp {
    /// How often clients were told this.
    async fn told(&self, kind: &str) -> i64 {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM events WHERE kind = '{kind}'");
        self.ground.number(&sql).await
    }

    async fn closed_as(&self) -> Vec<String> {
        self.ground
            .texts("SELECT COALESCE(closed_as, 'not') FROM onboardings ORDER BY id")
            .await
    }
}

fn directive<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let policy = headers["content-security-policy"].to_str().unwrap();
    let found = policy
        .split("; ")
        .find_map(|directive| directive.strip_prefix(name)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {name} in {policy}"))
}

/// A page whose address opens something: nobody else learns or keeps it, and it says nothing of what was collected.
fn keeps_quiet(page: &Page) {
    assert_eq!(page.header("referrer-policy"), "no-referrer", "{page:?}");
    assert_eq!(page.header("cache-control"), "no-store", "{page:?}");
    for word in [ACCOUNT, "siti", "Reference", "/o/"] {
        assert!(!page.body.contains(word), "{word}: {page:?}");
    }
}

/// The code in the address that leads back to the client.
fn code(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    let (url, code) = page.location().rsplit_once("&result_code=").unwrap();
    assert!(url.starts_with(RETURN_URL), "{url}");
    code.to_owned()
}
