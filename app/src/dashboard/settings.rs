//! Settings: what there is to look after, and how long things are kept.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{Drawn, Screen, ScreenTexts};
use crate::texts::Texts;

/// A part of the settings that an operator may open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Clients and their keys.
    Clients,
    /// Webhook endpoints.
    Endpoints,
    /// Operators.
    Operators,
    /// Connections.
    Connections,
    /// What is erased by itself.
    Retention,
}

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub struct KeptView {
    /// Minutes after which an onboarding expires.
    pub lifetime_minutes: u32,
    /// Minutes for which a link can be claimed.
    pub link_minutes: u32,
    /// Minutes for which a result code is good.
    pub result_code_minutes: u32,
    /// Days for which deliveries of webhooks are kept.
    pub deliveries_days: i64,
    /// Days for which identifiers are compared.
    pub signals_days: u32,
    /// Whether what is over is erased by itself.
    pub is_retention_on: bool,
}

/// The first screen of the settings.
#[derive(Debug, Clone)]
pub struct SettingsScreen {
    /// What the operator may open.
    pub parts: Vec<Part>,
    /// How long things are kept.
    pub kept: KeptView,
}

impl Screen for SettingsScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dashboard-settings");
        let parts = self
            .parts
            .iter()
            .map(|part| {
                macro_rules! part {
                    ($path:literal, $id:literal) => {
                        ($path, fl!(t, $id), fl!(t, $id, "about"))
                    };
                }
                let (path, name, about) = match part {
                    Part::Clients => part!("/dashboard/settings/clients", "dash-settings-clients"),
                    Part::Endpoints => {
                        part!("/dashboard/settings/webhooks", "dash-settings-endpoints")
                    }
                    Part::Operators => {
                        part!("/dashboard/settings/operators", "dash-settings-operators")
                    }
                    Part::Connections => {
                        part!(
                            "/dashboard/settings/connections",
                            "dash-settings-connections"
                        )
                    }
                    Part::Retention => {
                        part!("/dashboard/settings/retention", "dash-retention-title")
                    }
                };
                view! {
                    <li class="block">
                        <h2><a href=path>{name}</a></h2>
                        <p>{about}</p>
                    </li>
                }
            })
            .collect_view();
        let none = self
            .parts
            .is_empty()
            .then(|| view! { <p>{fl!(t, "dash-settings-none")}</p> });
        let kept = &self.kept;
        let over = match kept.is_retention_on {
            true => fl!(t, "dash-retention-configured"),
            false => fl!(t, "dash-settings-until-erased"),
        };
        let row = |name: String, value: String| view! { <dt>{name}</dt><dd>{value}</dd> };
        let body = view! {
            <h1>{title.clone()}</h1>
            {none}
            <ul class="grid grid--wide">{parts}</ul>
            <section class="block">
                <h2>{fl!(t, "dash-settings-kept")}</h2>
                <p>{fl!(t, "dash-settings-kept-lead")}</p>
                <dl class="pairs">
                    {row(
                        fl!(t, "dash-settings-kept-open"),
                        lasts(kept.lifetime_minutes, t),
                    )}
                    {row(
                        fl!(t, "dash-settings-kept-link"),
                        lasts(kept.link_minutes, t),
                    )}
                    {row(
                        fl!(t, "dash-settings-kept-code"),
                        lasts(kept.result_code_minutes, t),
                    )}
                    {row(fl!(t, "dash-settings-kept-over"), over)}
                    {row(
                        fl!(t, "dash-settings-kept-deliveries"),
                        fl!(t, "dash-settings-days", count = kept.deliveries_days),
                    )}
                    {row(
                        fl!(t, "dash-settings-kept-signals"),
                        fl!(t, "dash-settings-days", count = kept.signals_days),
                    )}
                    {row(fl!(t, "dash-settings-kept-audit"), fl!(t, "dash-settings-for-good"))}
                </dl>
            </section>
        }
        .into_any();
        Drawn::new(title, body)
    }
}

/// A time in the largest unit that says it exactly.
fn lasts(minutes: u32, t: Texts) -> String {
    const HOUR: u32 = 60;
    const DAY: u32 = 24 * HOUR;
    let (days, hours) = (minutes / DAY, minutes / HOUR);
    match minutes {
        1.. if days * DAY == minutes => fl!(t, "dash-settings-days", count = days),
        1.. if hours * HOUR == minutes => fl!(t, "dash-settings-hours", count = hours),
        _ => fl!(t, "dash-settings-minutes", count = minutes),
    }
}
