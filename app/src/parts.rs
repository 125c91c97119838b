//! Pieces that several pages share.

use i18n_embed_fl::fl;
use leptos::prelude::*;
use vestibule::{locale::Locale, onboarding::OnboardingStatus};

use crate::{
    page::{Day, Need, OtherWays, OwnOnboarding, Place, ProviderView, Span, Ways},
    texts::Texts,
};

/// The link back, above the heading.
pub(crate) fn back(href: &str, text: String) -> AnyView {
    view! { <a class="back" href=href.to_owned()>{text}</a> }.into_any()
}

/// A language's name, in the language of the page.
pub(crate) fn language(locale: Locale, t: Texts) -> String {
    match locale {
        Locale::En => fl!(t, "language-en"),
        Locale::Id => fl!(t, "language-id"),
    }
}

/// The links to the page at this path in other languages.
pub(crate) fn languages(path: &str, shown: Locale, t: Texts) -> AnyView {
    let links = Locale::ALL
        .into_iter()
        .map(|locale| {
            let tag = locale.tag();
            let name = language(locale, t);
            if locale == shown {
                view! { <li><span aria-current="true" lang=tag>{name}</span></li> }.into_any()
            } else {
                let joint = if path.contains('?') { '&' } else { '?' };
                let href = format!("{path}{joint}lang={tag}");
                view! { <li><a href=href hreflang=tag lang=tag>{name}</a></li> }.into_any()
            }
        })
        .collect_view();
    view! {
        <nav class="languages" aria-label=fl!(t, "languages")>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

/// "Step 2 of 4", above the heading.
pub(crate) fn place(place: Place, t: Texts) -> AnyView {
    let text = fl!(t, "place", number = place.number, of = place.of);
    view! { <p class="place">{text}</p> }.into_any()
}

/// "Step 2 of 4 · Provider", above the heading.
pub(crate) fn place_at(place: Place, provider: &ProviderView, t: Texts) -> AnyView {
    let text = fl!(t, "place", number = place.number, of = place.of);
    view! { <p class="place">{text} " · " {provider.name.clone()}</p> }.into_any()
}

/// What the applicant should have at hand; nothing when nothing is needed.
pub(crate) fn needs(needs: &[Need], t: Texts) -> AnyView {
    if needs.is_empty() {
        return ().into_any();
    }
    let items = needs
        .iter()
        .map(|need| {
            let text = match need {
                Need::Phone => fl!(t, "need-phone"),
                Need::App => fl!(t, "need-app"),
                Need::Camera => fl!(t, "need-camera"),
                Need::Document => fl!(t, "need-document"),
            };
            view! { <li>{text}</li> }
        })
        .collect_view();
    view! {
        <h2>{fl!(t, "needs-heading")}</h2>
        <ul class="ticks">{items}</ul>
    }
    .into_any()
}

/// One line of an error summary.
pub(crate) struct Mistake {
    /// The id of the field.
    pub(crate) field: String,
    /// What is wrong, in the same words as beside the field.
    pub(crate) text: String,
}

/// The summary above the heading. It takes the focus when the page loads, so that nobody has to look for it.
pub(crate) fn error_summary(mistakes: &[Mistake], t: Texts) -> AnyView {
    if mistakes.is_empty() {
        return ().into_any();
    }
    let items = mistakes
        .iter()
        .map(|mistake| {
            let href = format!("#{}", mistake.field);
            view! { <li><a href=href>{mistake.text.clone()}</a></li> }
        })
        .collect_view();
    view! {
        <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby="summary-title">
            <h2 id="summary-title">{fl!(t, "problem-summary")}</h2>
            <ul>{items}</ul>
        </div>
    }
    .into_any()
}

/// What is wrong, beside the field.
pub(crate) fn field_error(id: String, text: String, t: Texts) -> AnyView {
    view! {
        <p class="field__error" id=id>
            <span class="hidden">{fl!(t, "problem-prefix")} " "</span>
            {text}
        </p>
    }
    .into_any()
}

/// A way to show a provider's screen, as a submit button says it.
pub(crate) struct WayTexts {
    /// The button of the frame.
    pub(crate) frame: String,
    /// One sentence under it.
    pub(crate) frame_hint: Option<String>,
    /// The button of the page of its own.
    pub(crate) page: String,
    /// One sentence under it.
    pub(crate) page_hint: Option<String>,
    /// The only button, where nothing is shown.
    pub(crate) wait: String,
}

/// What an operator has to say about something that is paused, in the operator's own words.
pub(crate) fn paused(text: &str, t: Texts) -> AnyView {
    view! {
        <div class="inset">
            <p><strong>{fl!(t, "paused-heading")}</strong></p>
            <p>{text.to_owned()}</p>
            <p class="quiet">{fl!(t, "paused-hint")}</p>
        </div>
    }
    .into_any()
}

/// A form with one submit button for each way. The page of its own comes first on narrow screens (style sheet), or
/// always when `ways.page_first`.
pub(crate) fn ways(ways: Ways, action: &str, texts: WayTexts) -> AnyView {
    if ways.wait {
        let button = submit(texts.wait);
        return view! { <form class="actions" method="post" action=action.to_owned()>{button}</form> }
            .into_any();
    }
    let both = ways.frame && ways.page;
    let class = match (both, ways.page_first) {
        (true, true) => "ways ways--page-first",
        (true, false) => "ways ways--by-width",
        (false, _) => "ways",
    };
    let frame = ways
        .frame
        .then(|| way("frame", texts.frame, texts.frame_hint, "way-frame-hint"));
    let page = ways
        .page
        .then(|| way("page", texts.page, texts.page_hint, "way-page-hint"));
    // The document's order is the order of the keyboard, so it follows `page_first`; only the narrow screen's order
    // is the style sheet's.
    let buttons = if ways.page_first {
        (page, frame).into_any()
    } else {
        (frame, page).into_any()
    };
    view! { <form class=class method="post" action=action.to_owned()>{buttons}</form> }.into_any()
}

fn way(value: &'static str, text: String, hint: Option<String>, hint_id: &'static str) -> AnyView {
    let described = hint.is_some().then_some(hint_id);
    let hint = hint.map(|hint| view! { <p class="way__hint" id=hint_id>{hint}</p> });
    let class = format!("way way--{value}");
    view! {
        <div class=class>
            <button class="button" type="submit" name="presentation" value=value aria-describedby=described>
                {text}
            </button>
            {hint}
        </div>
    }
    .into_any()
}

/// The one submit button of a form.
pub(crate) fn submit(text: String) -> AnyView {
    view! { <button class="button" type="submit">{text}</button> }.into_any()
}

/// A link that looks like a button, because it is the page's main way on.
pub(crate) fn go_on(href: &str, text: String) -> AnyView {
    view! { <a class="button" href=href.to_owned()>{text}</a> }.into_any()
}

/// What can be done instead of a step; nothing when nothing can.
pub(crate) fn other_ways(other: &OtherWays, t: Texts) -> AnyView {
    if other.skip.is_none() && other.choose.is_none() && other.instead.is_none() {
        return ().into_any();
    }
    let link = |href: &Option<String>, text: String| {
        href.clone()
            .map(|href| view! { <p><a href=href>{text}</a></p> })
    };
    let skip = other.skip.clone().map(|action| {
        view! {
            <form method="post" action=action>
                <button
                    class="button button--second"
                    type="submit"
                    name="skipped"
                    value="yes"
                    aria-describedby="skip-hint"
                >
                    {fl!(t, "other-skip")}
                </button>
                <p class="way__hint" id="skip-hint">{fl!(t, "other-skip-hint")}</p>
            </form>
        }
    });
    view! {
        <section class="actions--second">
            <h2>{fl!(t, "other-heading")}</h2>
            {link(&other.choose, fl!(t, "other-choose"))}
            {link(&other.instead, fl!(t, "other-instead"))}
            {skip}
        </section>
    }
    .into_any()
}

/// A length of time in words.
pub(crate) fn span(span: Span, t: Texts) -> String {
    match span {
        Span::Minutes(count) => fl!(t, "span-minutes", count = count),
        Span::Hours(count) => fl!(t, "span-hours", count = count),
        Span::Days(count) => fl!(t, "span-days", count = count),
    }
}

/// What was begun in this browser; nothing when nothing was.
pub(crate) fn own(own: Vec<OwnOnboarding>, t: Texts) -> AnyView {
    if own.is_empty() {
        return ().into_any();
    }
    let lines = own
        .into_iter()
        .map(|one| {
            let (status, class) = match one.status {
                OnboardingStatus::InProgress => {
                    (fl!(t, "own-status-in-progress"), "tag tag--progress")
                }
                OnboardingStatus::Completed => (fl!(t, "own-status-completed"), "tag"),
                OnboardingStatus::NeedsReview => (fl!(t, "own-status-review"), "tag"),
                OnboardingStatus::Stopped => (fl!(t, "own-status-stopped"), "tag"),
                OnboardingStatus::Rejected => (fl!(t, "own-status-rejected"), "tag"),
                OnboardingStatus::Cancelled => (fl!(t, "own-status-cancelled"), "tag"),
                OnboardingStatus::Expired => (fl!(t, "own-status-expired"), "tag"),
            };
            let go = match one.status {
                OnboardingStatus::InProgress => fl!(t, "own-go-on"),
                _ => fl!(t, "own-look"),
            };
            let hidden = fl!(t, "own-hidden", title = one.title.as_str());
            view! {
                <li class="task">
                    <span class="task__own">
                        <span class="task__title">{one.title}</span>
                        <br />
                        <span class="quiet">{fl!(t, "own-company", company = one.company)}</span>
                    </span>
                    <span class=class>{status}</span>
                    <a class="task__more" href=one.href>{go} <span class="hidden">{hidden}</span></a>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{fl!(t, "own-heading")}</h2>
            <ul class="tasks">{lines}</ul>
        </section>
    }
    .into_any()
}

/// A day in words.
pub(crate) fn day(day: Day, t: Texts) -> String {
    // As text: a number may be grouped, and a year is not.
    let (of_month, year) = (day.day.to_string(), day.year.to_string());
    fl!(
        t,
        "day",
        day = of_month,
        month = u32::from(day.month),
        year = year
    )
}
