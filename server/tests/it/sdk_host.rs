//! The SDK origin: the way there by a one-time code, away to an identity provider and back, and home again.

mod visits;
mod walls;

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};

use crate::{app::TestApp, applicant::Applicant, browser::Page};

const SDK: &str = "http://127.0.0.1:3000";
const OURS: &str = "http://localhost:3000";

async fn ask(
    app: &TestApp,
    method: Method,
    path: &str,
    origin: &str,
    kind: &str,
    body: String,
) -> Page {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::ORIGIN, origin)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body))
        .unwrap();
    app.line.send(request).await
}

async fn opens_from(app: &TestApp, code: &str, origin: &str) -> Page {
    let form = format!("code={code}&back=/o/1/steps/show/leave");
    let kind = "application/x-www-form-urlencoded";
    ask(app, Method::POST, "/sdk/puppet/open", origin, kind, form).await
}

async fn opens(app: &TestApp, code: &str) -> Page {
    opens_from(app, code, OURS).await
}

async fn posts(app: &TestApp, path: &str, body: Value) -> Page {
    ask(
        app,
        Method::POST,
        path,
        SDK,
        "application/json",
        body.to_string(),
    )
    .await
}

async fn resumes(app: &TestApp, code: &str) -> Page {
    posts(app, "/sdk/puppet/resume", json!({ "code": code })).await
}

async fn finishes(app: &TestApp, code: &str, word: &Value) -> Page {
    let body = json!({ "code": code, "message": word.to_string() });
    posts(app, "/sdk/puppet/finish", body).await
}

/// What the page was handed.
fn data(page: &Page) -> Value {
    let rest = page.body.split("id=\"vestibule-data\">").nth(1).unwrap();
    serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap()
}

fn continuation(page: &Page) -> String {
    data(page)["opened"]["continuation"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn value_of(page: &Page, name: &str) -> Option<String> {
    let rest = page
        .body
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)?;
    Some(rest.split('"').next()?.to_owned())
}

/// Begins the journey and chooses the page of its own: the hand-over code on the page that announces it.
async fn is_announced(app: &TestApp) -> (Applicant, String) {
    let mut ada = app.applicant();
    ada.begins("puppet").await;
    let code = asks_for_a_code(&mut ada).await;
    (ada, code)
}

async fn asks_for_a_code(ada: &mut Applicant) -> String {
    let path = ada.step("show");
    let chosen = ada.browser.post(&path, &[("presentation", "page")]).await;
    assert_eq!(chosen.location(), format!("{path}/leave"), "{chosen:?}");
    let page = ada.browser.get(&format!("{path}/leave")).await;
    assert!(
        page.body
            .contains(&format!("action=\"{SDK}/sdk/puppet/open\"")),
        "{page:?}"
    );
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains(&format!("form-action 'self' {SDK}")),
        "{policy}"
    );
    value_of(&page, "code").unwrap()
}
