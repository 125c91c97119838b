//! Which versions a journey has, and which one it begins with.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::ControlScreen;
use crate::{
    dashboard::{moment::Moment, piece},
    texts::Texts,
};

/// A version of a journey.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// Its hash.
    pub hash: String,
    /// When it was first configured.
    pub seen: Moment,
    /// Its title.
    pub title: String,
    /// How many steps it has.
    pub steps: usize,
    /// Whether it is the configuration's.
    pub configured: bool,
    /// Whether new onboardings begin with it.
    pub active: bool,
    /// Why it cannot be activated.
    pub findings: Vec<String>,
}

/// What waits for a second person.
#[derive(Debug, Clone)]
pub struct ActivationView {
    /// Its id.
    pub id: String,
    /// The version.
    pub version: String,
    /// Why.
    pub reason: String,
    /// Who proposed it, and when.
    pub proposed: (String, Moment),
    /// Until when it can be confirmed.
    pub until: Moment,
    /// Whether another version became active since.
    pub overtaken: bool,
    /// Whether it is the operator's own.
    pub is_own: bool,
}

/// A journey with its versions.
#[derive(Debug, Clone)]
pub struct JourneyView {
    /// Its name.
    pub name: String,
    /// Its versions, newest first.
    pub versions: Vec<VersionView>,
    /// Who proposed and who confirmed the active one, and when.
    pub activated: Option<(String, String, Moment)>,
    /// What waits.
    pub waiting: Vec<ActivationView>,
}

/// How a hash is shown.
fn short(hash: &str) -> String {
    hash.chars().take(12).collect()
}

impl ControlScreen {
    pub(super) fn journey(&self, journey: &JourneyView, t: Texts) -> AnyView {
        let heading = format!("journey-{}", journey.name);
        let activated = journey.activated.as_ref().map(|(by, and, at)| {
            let text = fl!(
                t,
                "dash-control-activated",
                by = by.as_str(),
                and = and.as_str()
            );
            view! { <p>{text} " " {at.draw()}</p> }
        });
        let waiting = journey
            .waiting
            .iter()
            .map(|one| self.waiting(one, t))
            .collect_view();
        let rows = journey
            .versions
            .iter()
            .map(|version| version_row(version, t))
            .collect_view();
        let choices: Vec<_> = journey
            .versions
            .iter()
            .filter(|version| !version.active && version.findings.is_empty())
            .collect();
        let propose = (self.may_activate && !choices.is_empty() && journey.waiting.is_empty())
            .then(|| propose(&journey.name, &choices, t));
        view! {
            <section class="block" aria-labelledby=heading.clone()>
                <h3 id=heading.clone()>{journey.name.clone()}</h3>
                {activated}
                {waiting}
                <div class="scroll" tabindex="0" role="group" aria-labelledby=heading.clone()>
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-control-version")}</th>
                                <th scope="col">{fl!(t, "dash-control-state")}</th>
                                <th scope="col">{fl!(t, "dash-control-seen")}</th>
                                <th scope="col">{fl!(t, "dash-control-steps")}</th>
                                <th scope="col">{fl!(t, "dash-control-findings")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {propose}
            </section>
        }
        .into_any()
    }

    fn waiting(&self, one: &ActivationView, t: Texts) -> AnyView {
        let action = "/dashboard/control/versions";
        let text = fl!(
            t,
            "dash-control-waits",
            by = one.proposed.0.as_str(),
            version = short(&one.version)
        );
        let answers = match (self.may_activate, one.is_own) {
            (false, _) => ().into_any(),
            (true, true) => view! {
                <p>{fl!(t, "dash-control-own")}</p>
                {piece::button(action, ("refuse", &one.id), fl!(t, "dash-control-withdraw"))}
            }
            .into_any(),
            (true, false) => {
                let confirm = (!one.overtaken).then(|| {
                    piece::button(action, ("confirm", &one.id), fl!(t, "dash-control-confirm"))
                });
                view! {
                    {confirm}
                    " "
                    {piece::button(action, ("refuse", &one.id), fl!(t, "dash-control-refuse"))}
                }
                .into_any()
            }
        };
        let overtaken = one
            .overtaken
            .then(|| view! { <p>{fl!(t, "dash-control-overtaken")}</p> });
        view! {
            <div class="notice notice--note">
                <p><strong>{text}</strong></p>
                <p>{one.reason.clone()}</p>
                <p class="quiet">
                    {one.proposed.1.draw()} " · " {fl!(t, "dash-control-open-until")} " " {one.until.draw()}
                </p>
                {overtaken}
                {answers}
            </div>
        }
        .into_any()
    }
}

fn version_row(version: &VersionView, t: Texts) -> AnyView {
    let active = version.active.then(
        || view! { <span class="badge badge--good">{fl!(t, "dash-control-active")}</span> " " },
    );
    let configured = version
        .configured
        .then(|| view! { <span class="badge">{fl!(t, "dash-control-configured")}</span> });
    let findings = match version.findings.is_empty() {
        true => fl!(t, "dash-control-no-findings").into_any(),
        false => {
            let items = version
                .findings
                .iter()
                .map(|finding| view! { <li>{finding.clone()}</li> })
                .collect_view();
            view! { <ul lang="en">{items}</ul> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">
                <span class="mono">{short(&version.hash)}</span>
                <span class="table__more">{version.title.clone()}</span>
            </th>
            <td data-label=fl!(t, "dash-control-state")>{active}{configured}</td>
            <td data-label=fl!(t, "dash-control-seen")>{version.seen.draw()}</td>
            <td data-label=fl!(t, "dash-control-steps")>{version.steps.to_string()}</td>
            <td data-label=fl!(t, "dash-control-findings")>{findings}</td>
        </tr>
    }
    .into_any()
}

fn propose(journey: &str, choices: &[&VersionView], t: Texts) -> AnyView {
    let version_id = format!("version-{journey}");
    let reason_id = format!("why-{journey}");
    let options = choices
        .iter()
        .map(|version| {
            let text = format!("{} · {}", short(&version.hash), version.seen.shown());
            view! { <option value=version.hash.clone()>{text}</option> }
        })
        .collect_view();
    view! {
        <details class="more">
            <summary>{fl!(t, "dash-control-propose")}</summary>
            <form method="post" action="/dashboard/control/versions">
                <input type="hidden" name="journey" value=journey.to_owned() />
                <div class="field">
                    <label for=version_id.clone()>{fl!(t, "dash-control-version")}</label>
                    <select id=version_id name="version">{options}</select>
                </div>
                <div class="field">
                    <label for=reason_id.clone()>{fl!(t, "dash-control-reason")}</label>
                    <textarea id=reason_id name="reason" rows="2" required></textarea>
                </div>
                <p class="quiet">{fl!(t, "dash-control-propose-hint")}</p>
                <button class="button button--second" type="submit" name="do" value="propose">
                    {fl!(t, "dash-control-propose")}
                </button>
            </form>
        </details>
    }
    .into_any()
}
