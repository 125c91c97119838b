//! The way through a journey: choosing, skipping, waiting, stopping, and asking for a person.

mod somebody;
mod ways;

use axum::http::StatusCode;
use vestibule::reason::Reason;
use vestibule_server::provider::Snapshot;

use crate::{app::TestApp, applicant::Applicant, browser::Page};

async fn begun(app: &TestApp, journey: &str) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins(journey).await;
    applicant
}

/// At the choice of the journey `ways`.
async fn at_the_choice(app: &TestApp) -> Applicant {
    let mut applicant = begun(app, "ways").await;
    applicant.skips("nickname", "yes").await;
    applicant
}

impl Applicant {
    async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let path = self.path(path);
        self.browser.post(&path, fields).await
    }

    async fn chooses(&mut self, way: &str) {
        let page = self.posts("/choices/sheet", &[("way", way)]).await;
        assert_eq!(page.location(), self.path(""), "{page:?}");
    }

    async fn skips(&mut self, step: &str, skipped: &str) {
        let path = format!("/steps/{step}/skip");
        let page = self.posts(&path, &[("skipped", skipped)]).await;
        assert_eq!(page.location(), self.path(""), "{page:?}");
    }

    async fn sees(&mut self, path: &str) -> Page {
        let path = self.path(path);
        let page = self.browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        page
    }

    /// Goes to the provider's page of a step and comes back with what it says.
    async fn tries(&mut self, app: &TestApp, step: &str, says: Snapshot) -> Page {
        self.chooses_page(step).await;
        app.paper.shared().says = says;
        self.comes_back(&app.paper.newest_return()).await
    }
}

/// The path that "Continue" on the task list leads to.
fn go_on(tasks: &Page) -> String {
    let link = tasks
        .body
        .split("<a ")
        .filter(|link| link.contains(r#"class="button""#))
        .find_map(|link| link.split(r#"href=""#).nth(1)?.split('"').next());
    link.unwrap_or_default().to_owned()
}

const REFUSED: Snapshot = Snapshot::Failed(Reason::NotAccepted);
