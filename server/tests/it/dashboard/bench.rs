//! Operators at their desks: signed in, with what they were granted.

use vestibule::{id::OperatorName, permission::Role};
use vestibule_server::services::{
    audit::Actor,
    operators::{
        self,
        sessions::{self, Factor},
    },
};

use crate::{app::TestApp, browser::Browser};

/// An operator with these grants (role, and client or `*`), who signed in a moment ago.
pub async fn operator(app: &TestApp, name: &str, grants: &[(Role, &str)]) -> Browser {
    let cookie = cookie(app, name, grants).await;
    let mut browser = Browser::on(&app.line);
    browser.sends("cookie", &cookie);
    browser
}

/// The cookie of such an operator.
pub async fn cookie(app: &TestApp, name: &str, grants: &[(Role, &str)]) -> String {
    let core = &app.core;
    let actor = Actor::CommandLine;
    let name = OperatorName::new(name).unwrap();
    operators::add(core, &name, "Somebody", actor)
        .await
        .unwrap();
    for (role, reach) in grants {
        let grant = (*role, &reach.parse().unwrap());
        operators::grant(core, &name, grant, actor).await.unwrap();
    }
    another_cookie(app, name.as_str()).await
}

/// The cookie of an operator that there is, who signed in once more.
pub async fn another_cookie(app: &TestApp, name: &str) -> String {
    let core = &app.core;
    let name = OperatorName::new(name).unwrap();
    let mut tx = core.db.begin_write().await.unwrap();
    let from = ("203.0.113.9", "tests");
    let token = sessions::begin(core, &mut tx, &name, Factor::Totp, from)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    format!("vestibule-operator={token}")
}
