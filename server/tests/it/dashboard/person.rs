//! Operators: how they set up their sign-in, and sign in.

use axum::http::StatusCode;
use totp_rs::{Algorithm, Secret, TOTP};
use vestibule::id::OperatorName;
use vestibule_server::services::{
    audit::Actor,
    operators::{self, setups},
};

use crate::{
    app::{SECOND, TestApp},
    browser::{Browser, Page},
};

pub const PASSWORD: &str = "tandem ocelot gravel";
/// For how long a code of the app is shown, in milliseconds.
pub const STEP: i64 = 30 * SECOND;

/// Somebody with a password, an app and recovery codes.
pub struct Person {
    pub name: String,
    pub password: String,
    pub recovery: Vec<String>,
    /// Where they set themselves up, and are signed in.
    pub browser: Browser,
    app: TOTP,
}

/// The texts between these, in order.
pub fn between<'a>(html: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    html.split(before)
        .skip(1)
        .filter_map(|rest| rest.split(after).next())
        .collect()
}

/// The first operator of all, by the link that the server prints.
pub async fn first(app: &TestApp) -> Person {
    let token = setups::make_first(&app.core, Actor::System).await;
    let token = token.unwrap().unwrap();
    set_up(app, &token, "anna").await
}

/// Another operator, who may do nothing yet.
pub async fn another(app: &TestApp, name: &str) -> Person {
    let operator = OperatorName::new(name).unwrap();
    operators::add(&app.core, &operator, name, Actor::CommandLine)
        .await
        .unwrap();
    let token = setups::make(&app.core, &operator, Actor::CommandLine).await;
    set_up(app, &token.unwrap(), name).await
}

/// Goes through a set-up link.
pub async fn set_up(app: &TestApp, token: &str, name: &str) -> Person {
    let path = format!("/dashboard/set-up/{token}");
    let mut browser = Browser::on(&app.line);
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{page:?}");
    let chosen = browser.post(&path, &choice(name, PASSWORD)).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{chosen:?}");
    let page = browser.get(&path).await;
    let authenticator = app_of(&page, name);
    let now = u64::try_from(app.core.clock.now().0 / SECOND).unwrap();
    let code = authenticator.generate(now);
    let done = browser.post(&path, &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    let codes = between(&done.body, "<li><code>", "</code>");
    Person {
        name: name.to_owned(),
        password: PASSWORD.to_owned(),
        recovery: codes.into_iter().map(str::to_owned).collect(),
        browser,
        app: authenticator,
    }
}

/// What is typed on a link's first page.
pub fn choice<'a>(name: &'a str, password: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("name", name),
        ("display_name", "Somebody"),
        ("password", password),
        ("again", password),
    ]
}

/// The app into which the secret of the page was typed.
pub fn app_of(page: &Page, name: &str) -> TOTP {
    let main = between(&page.body, "<main", "</main>")[0];
    let typed: String = between(main, "<code>", "</code>")[0]
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let secret = Secret::Encoded(typed).to_bytes().unwrap();
    let (issuer, account) = (Some("Vestibule".to_owned()), name.to_owned());
    TOTP::new(Algorithm::SHA1, 6, 0, 30, secret, issuer, account).unwrap()
}

impl Person {
    /// The code that the app shows.
    pub fn code(&self, app: &TestApp) -> String {
        self.code_in(app, 0)
    }

    /// The code that it shows in a while.
    pub fn code_in(&self, app: &TestApp, millis: i64) -> String {
        let at = (app.core.clock.now().0 + millis) / SECOND;
        self.app.generate(u64::try_from(at).unwrap())
    }

    /// Types name and password.
    pub async fn types_password(&self, browser: &mut Browser) -> Page {
        let fields = [("name", self.name.as_str()), ("password", &self.password)];
        browser.post("/dashboard/sign-in", &fields).await
    }

    /// Signs in with the next code.
    pub async fn signs_in(&self, app: &TestApp, browser: &mut Browser) -> Page {
        app.clock.advance(STEP);
        let typed = self.types_password(browser).await;
        assert_eq!(typed.location(), "/dashboard/sign-in/second", "{typed:?}");
        let code = self.code(app);
        types_code(browser, &code).await
    }
}

/// Types a code of the app on the second page.
pub async fn types_code(browser: &mut Browser, code: &str) -> Page {
    browser
        .post("/dashboard/sign-in/second", &[("code", code)])
        .await
}

/// Whether the dashboard lets this browser in.
pub async fn is_in(browser: &mut Browser) -> bool {
    let page = browser.get("/dashboard/account").await;
    if page.status == StatusCode::OK {
        return true;
    }
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{page:?}");
    assert_eq!(
        page.location(),
        "/dashboard/sign-in?next=%2Fdashboard%2Faccount"
    );
    assert_eq!(page.body, "", "nothing is drawn for nobody");
    false
}
