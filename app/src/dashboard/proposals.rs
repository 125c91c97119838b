//! What waits for a second operator.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::onboarding::OnboardingStatus;

use super::{
    Drawn, Screen, ScreenTexts, actions::Deed, moment::Moment, onboardings::status_name, piece,
};
use crate::{
    parts::{Mistake, error_summary},
    texts::Texts,
};

/// What became another since it was proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedView {
    /// The status: before, and now.
    Status(OnboardingStatus, OnboardingStatus),
    /// Another decision holds.
    Decision,
    /// Facts came, or went.
    Facts,
    /// Attempts were allowed, or used.
    Attempts,
    /// Something else.
    Other,
}

/// A proposal.
#[derive(Debug, Clone)]
pub struct ProposalView {
    /// Its id.
    pub id: String,
    /// The case's page.
    pub case: String,
    /// What is typed to confirm.
    pub reference: String,
    /// The client's name.
    pub client: String,
    /// What is proposed.
    pub deed: Deed,
    /// The step that it is about.
    pub step: Option<String>,
    /// Why.
    pub reason: String,
    /// The operator who proposed it.
    pub by: String,
    /// When.
    pub at: Moment,
    /// Until when it can be confirmed.
    pub until: Moment,
    /// What became another since.
    pub changed: Vec<ChangedView>,
    /// Whether it is the operator's own.
    pub is_own: bool,
    /// Whether the operator may confirm or refuse it.
    pub may_answer: bool,
    /// Whether one of the two replaced the other's sign-in: then somebody else has to confirm it.
    pub may_be_one: bool,
    /// Whether something else than the reference was typed.
    pub wrong_reference: bool,
}

/// Everything that waits.
#[derive(Debug, Clone)]
pub struct ProposalsScreen {
    /// Oldest first.
    pub proposals: Vec<ProposalView>,
}

impl Screen for ProposalsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-proposals-title");
        let mistakes: Vec<Mistake> = self
            .proposals
            .iter()
            .filter(|one| one.wrong_reference)
            .map(|one| Mistake {
                field: typed_id(one),
                text: fl!(t, "dash-actions-typed-wrong"),
            })
            .collect();
        let has_error = !mistakes.is_empty();
        let list = match self.proposals.is_empty() {
            true => view! {
                <div class="empty">
                    <p class="empty__title">{fl!(t, "dash-proposals-none")}</p>
                    <p>{fl!(t, "dash-proposals-none", "when")}</p>
                </div>
            }
            .into_any(),
            false => self
                .proposals
                .iter()
                .map(|one| proposal(one, t))
                .collect_view()
                .into_any(),
        };
        let body = view! {
            {error_summary(&mistakes, t)}
            <h1>{title.clone()}</h1>
            <p class="lead">{fl!(t, "dash-proposals-lead")}</p>
            {list}
        }
        .into_any();
        Drawn {
            has_error,
            ..Drawn::new(title, body)
        }
    }
}

fn typed_id(one: &ProposalView) -> String {
    format!("typed-{}", one.id)
}

fn what(one: &ProposalView, t: Texts) -> String {
    let reference = one.reference.as_str();
    match one.deed {
        Deed::Approve => fl!(t, "dash-proposals-approve", reference = reference),
        Deed::Reject => fl!(t, "dash-proposals-reject", reference = reference),
        Deed::AllowAttempt => {
            let step = one.step.clone().unwrap_or_default();
            fl!(
                t,
                "dash-proposals-attempt",
                reference = reference,
                step = step
            )
        }
        Deed::Cancel => fl!(t, "dash-proposals-cancel", reference = reference),
        Deed::Erase => fl!(t, "dash-proposals-erase", reference = reference),
        Deed::MakeLink => fl!(t, "dash-proposals-link", reference = reference),
    }
}

fn proposal(one: &ProposalView, t: Texts) -> AnyView {
    let heading = format!("proposal-{}", one.id);
    view! {
        <article class="block" aria-labelledby=heading>
            <h2 id=heading.clone()>{what(one, t)}</h2>
            <dl class="pairs">
                <dt>{fl!(t, "dash-proposals-case")}</dt>
                <dd><a href=one.case.clone()>{one.reference.clone()}</a> " · " {one.client.clone()}</dd>
                <dt>{fl!(t, "dash-proposals-by")}</dt>
                <dd>{one.by.clone()} ", " {one.at.draw()}</dd>
                <dt>{fl!(t, "dash-proposals-until")}</dt>
                <dd>{one.until.draw()}</dd>
                <dt>{fl!(t, "dash-actions-reason")}</dt>
                <dd>{one.reason.clone()}</dd>
            </dl>
            {changed(one, t)}
            {answers(one, t)}
        </article>
    }
    .into_any()
}

fn changed(one: &ProposalView, t: Texts) -> AnyView {
    if one.changed.is_empty() {
        return view! { <p>{fl!(t, "dash-proposals-unchanged")}</p> }.into_any();
    }
    let items = one
        .changed
        .iter()
        .map(|changed| {
            let text = match changed {
                ChangedView::Status(before, now) => fl!(
                    t,
                    "dash-proposals-changed-status",
                    before = status_name(*before, t),
                    now = status_name(*now, t)
                ),
                ChangedView::Decision => fl!(t, "dash-proposals-changed-decision"),
                ChangedView::Facts => fl!(t, "dash-proposals-changed-facts"),
                ChangedView::Attempts => fl!(t, "dash-proposals-changed-attempts"),
                ChangedView::Other => fl!(t, "dash-proposals-changed-other"),
            };
            view! { <li>{text}</li> }
        })
        .collect_view();
    view! {
        <div class="notice notice--bad">
            <p>{fl!(t, "dash-proposals-changed")}</p>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

fn answers(one: &ProposalView, t: Texts) -> AnyView {
    let action = format!("/dashboard/proposals/{}", one.id);
    if one.is_own {
        return view! {
            <form method="post" action=action>
                <p>{fl!(t, "dash-proposals-own")}</p>
                <button class="button button--second" type="submit" name="answer" value="withdraw">
                    {fl!(t, "dash-proposals-withdraw")}
                </button>
            </form>
        }
        .into_any();
    }
    if !one.may_answer {
        return view! { <p>{fl!(t, "dash-proposals-not-yours")}</p> }.into_any();
    }
    let is_destructive = matches!(one.deed, Deed::Reject | Deed::Cancel | Deed::Erase);
    let class = match is_destructive {
        true => "button button--danger",
        false => "button",
    };
    let one_person = one
        .may_be_one
        .then(|| view! { <p>{fl!(t, "dash-proposals-one-person")}</p> });
    let may_confirm = one.changed.is_empty() && !one.may_be_one;
    let confirm = may_confirm.then(|| {
        let typed = is_destructive.then(|| typed(one, t));
        view! {
            <form method="post" action=action.clone()>
                {typed}
                <button class=class type="submit" name="answer" value="confirm">
                    {fl!(t, "dash-proposals-confirm")}
                </button>
            </form>
        }
    });
    view! {
        {one_person}
        {confirm}
        <form method="post" action=action>
            <button class="button button--second" type="submit" name="answer" value="refuse">
                {fl!(t, "dash-proposals-refuse")}
            </button>
        </form>
    }
    .into_any()
}

fn typed(one: &ProposalView, t: Texts) -> AnyView {
    let label = fl!(t, "dash-actions-typed", reference = one.reference.as_str());
    let wrong = one
        .wrong_reference
        .then(|| fl!(t, "dash-actions-typed-wrong"));
    piece::typed(typed_id(one), label, wrong, t)
}
