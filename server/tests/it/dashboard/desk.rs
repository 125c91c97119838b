//! Operators at their desks, signed in; and cases for them to act on.

use vestibule::{
    id::{ClientName, OnboardingId, OperatorName},
    permission::Role,
    reason::Reason,
};
use vestibule_server::{
    provider::Snapshot,
    services::{
        audit::Actor,
        case::Case,
        clients,
        dashboard::actions,
        operators::{
            Reach,
            sessions::{self, SignedIn},
        },
    },
};

use super::bench::{another_cookie, cookie};
use crate::{
    app::TestApp,
    applicant::Applicant,
    browser::{Browser, Page},
    inviting::{self, follows, invitation, invites},
};

/// Why, in enough words.
pub const REASON: &str = "The documents were seen at the branch.";

/// An operator with a browser.
pub struct Desk {
    pub browser: Browser,
    pub name: OperatorName,
    token: String,
}

/// For every client.
pub const EVERYBODY: Reach = Reach::Every;

/// For this client, which is there afterwards.
pub async fn only(app: &TestApp, client: &str) -> Reach {
    let name = ClientName::new(client).unwrap();
    if clients::find(&app.core, &name).await.is_err() {
        let urls = [inviting::RETURN_URL.to_owned()];
        clients::create(
            &app.core,
            &name,
            ("Example Shop", &urls),
            Actor::CommandLine,
        )
        .await
        .unwrap();
    }
    Reach::Client(name)
}

impl Desk {
    /// A new operator, with one grant.
    pub async fn of(app: &TestApp, name: &str, role: Role, reach: &Reach) -> Self {
        let cookie = cookie(app, name, &[(role, &reach.to_string())]).await;
        Self::with(app, name, &cookie)
    }

    /// An operator that there is, in another browser.
    pub async fn signs_in(app: &TestApp, name: &str) -> Self {
        let cookie = another_cookie(app, name).await;
        Self::with(app, name, &cookie)
    }

    fn with(app: &TestApp, name: &str, cookie: &str) -> Self {
        let mut browser = Browser::on(&app.line);
        browser.sends("cookie", cookie);
        let (_, token) = cookie.split_once('=').unwrap();
        Self {
            browser,
            name: OperatorName::new(name).unwrap(),
            token: token.to_owned(),
        }
    }

    /// Who this is to services.
    pub async fn signed_in(&self, app: &TestApp) -> SignedIn {
        let found = sessions::find(&app.core, &self.token).await.unwrap();
        found.unwrap()
    }

    pub async fn sends(&mut self, id: &OnboardingId, rest: &str, fields: &[(&str, &str)]) -> Page {
        let path = format!("/dashboard/onboardings/{id}/{rest}");
        self.browser.post(&path, fields).await
    }

    /// Approves or rejects, with everything that the form asks for.
    pub async fn decides(&mut self, app: &TestApp, id: &OnboardingId, verdict: &str) -> Page {
        let fields = (revision(app, id).await, actions::reference(id));
        self.sends(
            id,
            "decision",
            &[
                ("verdict", verdict),
                ("revision", &fields.0),
                ("reason", REASON),
                ("typed", &fields.1),
            ],
        )
        .await
    }

    /// Cancels or erases, with everything that the form asks for.
    pub async fn ends(&mut self, app: &TestApp, id: &OnboardingId, rest: &str) -> Page {
        let fields = (revision(app, id).await, actions::reference(id));
        self.sends(
            id,
            rest,
            &[
                ("revision", &fields.0),
                ("reason", REASON),
                ("typed", &fields.1),
            ],
        )
        .await
    }

    /// Allows another attempt of a step.
    pub async fn allows(&mut self, app: &TestApp, id: &OnboardingId, step: &str) -> Page {
        let revision = revision(app, id).await;
        let fields = [
            ("step", step),
            ("revision", revision.as_str()),
            ("reason", REASON),
        ];
        self.sends(id, "attempts", &fields).await
    }
}

/// The case as it is now.
pub async fn case(app: &TestApp, id: &OnboardingId) -> Case {
    let mut connection = app.core.db.read().await.unwrap();
    Case::load(&app.core, &mut connection, id, None)
        .await
        .unwrap()
}

/// What a form carries that is drawn now.
pub async fn revision(app: &TestApp, id: &OnboardingId) -> String {
    let case = case(app, id).await;
    actions::Snapshot::of(&case).revision().unwrap()
}

pub async fn status(app: &TestApp, id: &OnboardingId) -> String {
    let sql = format!("SELECT status FROM onboardings WHERE id = '{id}'");
    app.ground.texts(&sql).await.remove(0)
}

/// Somebody who asked for a person, in what a client began.
pub async fn handed_over(app: &TestApp, client: &str) -> (Applicant, OnboardingId) {
    let (mut person, id) = begun(app, client, "paper").await;
    let help = person.path("/help");
    person.browser.post(&help, &[]).await;
    assert_eq!(status(app, &id).await, "needs_review");
    (person, id)
}

/// Somebody who opened a client's link.
pub async fn begun(app: &TestApp, client: &str, journey: &str) -> (Applicant, OnboardingId) {
    let (id, link) = invites(app, &inviting::caller(client), &invitation(journey)).await;
    let person = follows(app, &id, &link).await;
    (person, id)
}

/// Goes to the provider's page and comes back with what it says.
pub async fn tries(app: &TestApp, person: &mut Applicant, says: Snapshot) {
    person.chooses_page_of_paper().await;
    app.paper.shared().says = says;
    person.comes_back(&app.paper.newest_return()).await;
}

/// What the provider says of somebody it does not take.
pub const REFUSED: Snapshot = Snapshot::Failed(Reason::NotAccepted);

/// Somebody who used up both attempts of the one step of the journey.
pub async fn stopped(app: &TestApp, client: &str) -> (Applicant, OnboardingId) {
    let (mut person, id) = begun(app, client, "paper").await;
    tries(app, &mut person, REFUSED).await;
    tries(app, &mut person, REFUSED).await;
    assert_eq!(status(app, &id).await, "stopped");
    (person, id)
}
