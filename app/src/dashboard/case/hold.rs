//! The legal hold: whether one is on the case, and the form that places or lifts it.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::CaseScreen;
use crate::{
    dashboard::{moment::Moment, writing},
    parts,
    texts::Texts,
};

/// A hold that is on a case.
#[derive(Debug, Clone)]
pub struct Hold {
    /// Who placed it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: String,
}

/// That a hold is on the case, for everybody who reads it.
pub(super) fn notice(case: &CaseScreen, t: Texts) -> AnyView {
    let Some(hold) = &case.hold else {
        return ().into_any();
    };
    let text = fl!(
        t,
        "dash-holds-on",
        when = hold.at.shown(),
        by = hold.by.as_str()
    );
    view! {
        <div class="notice notice--note" id="on-hold">
            <p><strong>{text}</strong></p>
            <p>{hold.reason.clone()}</p>
        </div>
    }
    .into_any()
}

/// The form, for whoever may.
pub(super) fn form(case: &CaseScreen, t: Texts) -> AnyView {
    if !case.may.hold {
        return ().into_any();
    }
    let (deed, text) = match case.hold {
        Some(_) => ("lift", fl!(t, "dash-holds-lift")),
        None => ("place", fl!(t, "dash-holds-place")),
    };
    let is_wrong = case.tried.hold.is_some();
    let problem = is_wrong.then(|| {
        let text = fl!(t, "dash-holds-reason-wrong");
        parts::field_error("hold-problem".to_owned(), text, t)
    });
    let described = match is_wrong {
        true => "hold-hint hold-problem",
        false => "hold-hint",
    };
    let class = match is_wrong {
        true => "field field--wrong",
        false => "field",
    };
    let typed = writing::content(case.tried.hold.as_deref().unwrap_or_default());
    view! {
        <section class="block" aria-labelledby="hold">
            <h2 id="hold">{fl!(t, "dash-holds-title")}</h2>
            <p>{fl!(t, "dash-holds-lead")}</p>
            <details class="more" open=is_wrong>
                <summary>{text.clone()}</summary>
                <form method="post" action=format!("{}/hold", case.path())>
                    <div class=class>
                        <label for="hold-reason">{fl!(t, "dash-holds-reason")}</label>
                        <p class="field__hint" id="hold-hint">{fl!(t, "dash-holds-reason-hint")}</p>
                        {problem}
                        <textarea
                            id="hold-reason"
                            name="reason"
                            rows="3"
                            required
                            maxlength="500"
                            aria-describedby=described
                            aria-invalid=is_wrong.then_some("true")
                            inner_html=typed
                        ></textarea>
                    </div>
                    <button class="button button--second button--small" type="submit" name="do" value=deed>
                        {text}
                    </button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
