//! Forms: every kind of question, answers checked before they count, and what somebody may try with them.

mod answering;
mod refusing;

use axum::http::StatusCode;
use vestibule::id::StepName;
use vestibule_server::services::case::Case;

use crate::{app::TestApp, applicant::Applicant, browser::Page};

const GOOD: [(&str, &str); 6] = [
    ("full_name", " Budi  Santoso "),
    ("born.day", "3"),
    ("born.month", "2"),
    ("born.year", "1990"),
    ("mail", ""),
    ("plan", "plus"),
];

impl Applicant {
    /// Sends the form of the journey `about`: the good answers, these instead, and a picture.
    async fn tells(&mut self, other: &[(&str, &str)], card: &[u8]) -> Page {
        let mut fields: Vec<(&str, &str)> = GOOD.to_vec();
        fields.retain(|(name, _)| !other.iter().any(|(instead, _)| instead == name));
        fields.extend(other);
        let path = self.step("about");
        self.browser
            .post_parts(&path, &fields, &[("card", card)])
            .await
    }

    /// Confirms what the check page shows.
    async fn confirms(&mut self, step: &str) -> Page {
        let path = format!("{}/check", self.step(step));
        let page = self.browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let shown = shown(&page);
        self.browser.post(&path, &[("shown", &shown)]).await
    }
}

/// What names the answers on a check page.
fn shown(page: &Page) -> String {
    let rest = page.body.split("name=\"shown\" value=\"").nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

pub async fn case(app: &TestApp, applicant: &Applicant) -> Case {
    let mut connection = app.core.db.read().await.unwrap();
    Case::load(&app.core, &mut connection, &applicant.id(), None)
        .await
        .unwrap()
}

fn step(name: &str) -> StepName {
    StepName::new(name).unwrap()
}

async fn at_the_questions(app: &TestApp) -> Applicant {
    let mut applicant = app.applicant();
    applicant.begins("about").await;
    applicant
}

async fn self_asserted(app: &TestApp) -> i64 {
    app.ground
        .number("SELECT CAST(COUNT(*) AS BIGINT) FROM facts WHERE kind = 'self_asserted'")
        .await
}

async fn uploads(app: &TestApp) -> Vec<String> {
    app.ground.texts("SELECT id FROM uploads").await
}
