//! Retention: what is erased by itself, what the guard stopped, and what is on hold.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{
    Drawn, Screen, ScreenTexts, case, field::Field, moment::Moment, onboardings::HELD, piece,
};
use crate::{parts, texts::Texts};

/// Where it is.
pub const PATH: &str = "/dashboard/settings/retention";

/// Why the guard stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyStopped {
    /// It would erase for the first time.
    First,
    /// Other periods are configured.
    Periods,
    /// It did not look for long, or the clock says so.
    Clock,
    /// Too many are due at once.
    Many,
}

/// What waits for an admin.
#[derive(Debug, Clone)]
pub struct StoppedView {
    /// Why.
    pub why: WhyStopped,
    /// Since when.
    pub since: Moment,
    /// How many would be erased.
    pub count: i64,
}

/// The periods of a journey, or of all: days for what was completed, rejected and has no decision.
#[derive(Debug, Clone)]
pub struct PeriodsView {
    /// Which; nothing for all.
    pub journey: Option<String>,
    /// Nothing: as for all. 0: until somebody erases it.
    pub days: [Option<u32>; 3],
}

/// Something on hold.
#[derive(Debug, Clone)]
pub struct HeldView {
    /// The onboarding's id.
    pub onboarding: String,
    /// Who placed the hold.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// Retention.
#[derive(Debug, Clone)]
pub struct RetentionScreen {
    /// Whether anything is configured.
    pub is_on: bool,
    /// What waits for an admin.
    pub stopped: Option<StoppedView>,
    /// Whether another number was typed than the one that it is.
    pub typed_wrong: bool,
    /// The server's clock.
    pub now: Moment,
    /// When it last looked and went on.
    pub swept: Option<Moment>,
    /// How many are due now.
    pub due: i64,
    /// How many more are due within a week.
    pub soon: i64,
    /// Who confirmed last, and when.
    pub confirmed: Option<(String, Moment)>,
    /// The periods, those for all first.
    pub periods: Vec<PeriodsView>,
    /// Most that are erased in an hour.
    pub per_hour: u32,
    /// What the guard takes for many: a count, and percent.
    pub many: (u32, u32),
    /// How many are on hold.
    pub holds: i64,
    /// The newest of them.
    pub held: Vec<HeldView>,
}

impl Screen for RetentionScreen {
    fn draw(&self, ScreenTexts(t): ScreenTexts) -> Drawn {
        let title = fl!(t, "dash-retention-title");
        let lead = match self.is_on {
            true => fl!(t, "dash-retention-lead"),
            false => fl!(t, "dash-retention-off"),
        };
        let field = self.field(t);
        let mistakes: Vec<_> = field.mistake().into_iter().collect();
        let has_error = !mistakes.is_empty();
        let body = view! {
            <a class="back" href="/dashboard/settings">{fl!(t, "dashboard-settings")}</a>
            {parts::error_summary(&mistakes, t)}
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
            {self.guard(field, t)}
            {self.standing(t)}
            {self.periods(t)}
            {self.held(t)}
        }
        .into_any();
        Drawn {
            has_error,
            ..Drawn::new(title, body)
        }
    }
}

impl RetentionScreen {
    fn field(&self, t: Texts) -> Field {
        let count = self.stopped.as_ref().map_or(0, |stopped| stopped.count);
        Field {
            hint: Some(fl!(t, "dash-retention-type-hint")),
            wrong: self
                .typed_wrong
                .then(|| fl!(t, "dash-retention-type-wrong")),
            keyboard: Some("numeric"),
            // Digits as they are typed, whatever the language puts between them.
            ..Field::text(
                "count",
                fl!(t, "dash-retention-type", count = count.to_string()),
                "off",
            )
        }
    }

    fn guard(&self, field: Field, t: Texts) -> AnyView {
        let Some(stopped) = &self.stopped else {
            return ().into_any();
        };
        let why = match stopped.why {
            WhyStopped::First => fl!(t, "dash-retention-why-first"),
            WhyStopped::Periods => fl!(t, "dash-retention-why-periods"),
            WhyStopped::Clock => fl!(t, "dash-retention-why-clock"),
            WhyStopped::Many => fl!(t, "dash-retention-why-many"),
        };
        view! {
            <section class="notice notice--bad" aria-labelledby="stopped">
                <h2 id="stopped">{fl!(t, "dash-retention-stopped")}</h2>
                <p>{why}</p>
                <p>
                    <strong>{fl!(t, "dash-retention-waiting", count = stopped.count)}</strong> " "
                    {fl!(t, "dash-retention-since")} " " {stopped.since.draw()}
                </p>
                <form class="confirm" method="post" action=PATH>
                    {field.draw(t)}
                    <button class="button button--danger" type="submit" name="do" value="confirm">
                        {fl!(t, "dash-retention-confirm")}
                    </button>
                </form>
            </section>
        }
        .into_any()
    }

    fn standing(&self, t: Texts) -> AnyView {
        let swept = match &self.swept {
            Some(moment) => moment.draw(),
            None => fl!(t, "dash-retention-never").into_any(),
        };
        let confirmed = self.confirmed.as_ref().map(|(by, at)| {
            view! {
                <dt>{fl!(t, "dash-retention-confirmed")}</dt>
                <dd>{at.draw()} ", " {by.clone()}</dd>
            }
        });
        view! {
            <section class="block" aria-labelledby="now">
                <h2 id="now">{fl!(t, "dash-retention-now")}</h2>
                <dl class="pairs">
                    <dt>{fl!(t, "dash-retention-clock")}</dt>
                    <dd>{self.now.draw()}</dd>
                    <dt>{fl!(t, "dash-retention-swept")}</dt>
                    <dd>{swept}</dd>
                    <dt>{fl!(t, "dash-retention-due")}</dt>
                    <dd>{self.due.to_string()}</dd>
                    <dt>{fl!(t, "dash-retention-soon")}</dt>
                    <dd>{self.soon.to_string()}</dd>
                    <dt>{fl!(t, "dash-retention-held")}</dt>
                    <dd>{self.holds.to_string()}</dd>
                    {confirmed}
                </dl>
            </section>
        }
        .into_any()
    }

    fn periods(&self, t: Texts) -> AnyView {
        let cell = |days: Option<u32>| match days {
            None => fl!(t, "dash-retention-same"),
            Some(0) => fl!(t, "dash-retention-for-good"),
            Some(days) => fl!(t, "dash-settings-days", count = days),
        };
        let rows = self
            .periods
            .iter()
            .map(|line| {
                let [completed, rejected, unfinished] = line.days;
                let name = match &line.journey {
                    Some(journey) => view! { <code>{journey.clone()}</code> }.into_any(),
                    None => fl!(t, "dash-retention-for-all").into_any(),
                };
                view! {
                    <tr>
                        <th scope="row">{name}</th>
                        <td data-label=fl!(t, "dash-retention-completed")>{cell(completed)}</td>
                        <td data-label=fl!(t, "dash-retention-rejected")>{cell(rejected)}</td>
                        <td data-label=fl!(t, "dash-retention-unfinished")>{cell(unfinished)}</td>
                    </tr>
                }
            })
            .collect_view();
        let (count, percent) = self.many;
        let limit = fl!(
            t,
            "dash-retention-limit",
            count = self.per_hour,
            many = count,
            percent = percent
        );
        view! {
            <section class="block" aria-labelledby="periods">
                <h2 id="periods">{fl!(t, "dash-retention-periods")}</h2>
                <div class="scroll" tabindex="0" role="group" aria-labelledby="periods">
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-retention-journey")}</th>
                                <th scope="col">{fl!(t, "dash-retention-completed")}</th>
                                <th scope="col">{fl!(t, "dash-retention-rejected")}</th>
                                <th scope="col">{fl!(t, "dash-retention-unfinished")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {self.is_on.then(|| view! { <p class="quiet">{limit}</p> })}
            </section>
        }
        .into_any()
    }

    fn held(&self, t: Texts) -> AnyView {
        if self.held.is_empty() {
            let title = fl!(t, "dash-retention-no-holds");
            return view! {
                <section aria-labelledby="holds">
                    <h2 id="holds">{fl!(t, "dash-retention-holds")}</h2>
                    {piece::empty(title, fl!(t, "dash-holds-lead"))}
                </section>
            }
            .into_any();
        }
        let rows = self
            .held
            .iter()
            .map(|held| {
                view! {
                    <tr>
                        <th scope="row">
                            <a class="mono" href=case::path(&held.onboarding)>{held.onboarding.clone()}</a>
                        </th>
                        <td data-label=fl!(t, "dash-retention-at")>{held.at.draw()}</td>
                        <td data-label=fl!(t, "dash-retention-by")>{held.by.clone()}</td>
                    </tr>
                }
            })
            .collect_view();
        let listed = self.held.len();
        let is_cut = usize::try_from(self.holds).is_ok_and(|all| all > listed);
        let newest = is_cut.then(
            || view! { <p class="quiet">{fl!(t, "dash-retention-newest", count = listed)}</p> },
        );
        view! {
            <section class="block" aria-labelledby="holds">
                <h2 id="holds">{fl!(t, "dash-retention-holds")}</h2>
                <div class="scroll" tabindex="0" role="group" aria-labelledby="holds">
                    <table class="table table--stack">
                        <thead>
                            <tr>
                                <th scope="col">{fl!(t, "dash-retention-onboarding")}</th>
                                <th scope="col">{fl!(t, "dash-retention-at")}</th>
                                <th scope="col">{fl!(t, "dash-retention-by")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {newest}
                <p>
                    <a href=HELD>{fl!(t, "dash-retention-all-held")}</a>
                </p>
            </section>
        }
        .into_any()
    }
}
