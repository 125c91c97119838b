//! SEC-193: no default password, no enumeration, no guessing, no way around the second factor.

mod factors;
mod guessing;
mod sessions;
mod set_up;

use axum::http::StatusCode;
use vestibule::id::OperatorName;

use crate::{
    app::{MINUTE, TestApp},
    browser::Browser,
};

const SIGN_IN: &str = "/dashboard/sign-in";
const SECOND_PAGE: &str = "/dashboard/sign-in/second";
const ACCOUNT: &str = "/dashboard/account";
const HOUR: i64 = 60 * MINUTE;

fn name(text: &str) -> OperatorName {
    OperatorName::new(text).unwrap()
}

fn browser(app: &TestApp) -> Browser {
    Browser::on(&app.line)
}

/// Has this many tries with a wrong password answered 422.
async fn fails(who: &mut Browser, times: usize) {
    for _ in 0..times {
        let fields = [("name", "anna"), ("password", "tandem ocelot granite")];
        let page = who.post(SIGN_IN, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{page:?}");
    }
}
