//! What is known of the person: values masked, and those that whoever looks revealed.

use i18n_embed_fl::fl;
use leptos::prelude::*;

use super::{CaseScreen, FactBlock, Value, forms, time, words};
use crate::texts::Texts;

/// What providers and the applicant said, and the client.
pub(super) fn facts(case: &CaseScreen, t: Texts) -> AnyView {
    let none = case.facts.is_empty() && case.said.is_empty();
    let nothing = none.then(|| view! { <p class="quiet">{fl!(t, "dash-case-no-facts")}</p> });
    let blocks = case
        .facts
        .iter()
        .map(|fact| block(case, fact, t))
        .collect_view();
    let said = (!case.said.is_empty()).then(|| {
        view! {
            <h3>{fl!(t, "dash-case-said")}</h3>
            {values(case, &case.said, t)}
        }
    });
    view! {
        <section class="block" aria-labelledby="facts">
            <h2 id="facts">{fl!(t, "dash-case-facts")}</h2>
            {nothing}
            {blocks}
            {said}
            {forms::reveal(case, t)}
        </section>
    }
    .into_any()
}

fn block(case: &CaseScreen, fact: &FactBlock, t: Texts) -> AnyView {
    let assurance = fact
        .assurance
        .clone()
        .map(|assurance| view! { " · " {fl!(t, "dash-case-assurance", value = assurance)} });
    let verified = fact.verified.then(|| {
        view! { " " <span class="badge badge--good">{fl!(t, "dash-case-verified")}</span> }
    });
    view! {
        <h3><code>{fact.kind.clone()}</code> {verified}</h3>
        <p class="quiet">
            {fl!(t, "dash-case-fact-from", step = fact.step.as_str(), source = fact.source.as_str())}
            {assurance} " · " {time(&fact.at)}
        </p>
        {values(case, &fact.values, t)}
    }
    .into_any()
}

fn values(case: &CaseScreen, values: &[Value], t: Texts) -> AnyView {
    if values.is_empty() {
        return view! { <p class="quiet">{fl!(t, "dash-case-no-values")}</p> }.into_any();
    }
    let lines = values
        .iter()
        .map(|value| {
            let shown = match &value.revealed {
                Some((shown, until)) => view! {
                    <bdi class="revealed note__body">{shown.clone()}</bdi>
                    " "
                    <span class="quiet">{fl!(t, "dash-case-shown-until")} " " {time(until)}</span>
                }
                .into_any(),
                None => view! {
                    <span class="masked">{value.masked.clone()}</span>
                    {show(case, value, t)}
                }
                .into_any(),
            };
            view! { <dt><code>{value.claim.clone()}</code></dt> <dd>{shown}</dd> }
        })
        .collect_view();
    view! { <dl class="pairs">{lines}</dl> }.into_any()
}

/// The link that chooses a value in the form below.
fn show(case: &CaseScreen, value: &Value, t: Texts) -> AnyView {
    if !case.may.reveal {
        return ().into_any();
    }
    let field: String = value.field.chars().map(escaped).collect();
    let href = format!("{}?value={field}#reveal", case.path());
    let hidden = fl!(t, "dash-case-show-hidden", claim = value.claim.as_str());
    view! {
        " "
        <a href=href>{fl!(t, "dash-case-show")} <span class="hidden">" " {hidden}</span></a>
    }
    .into_any()
}

/// A character of a query's value (RFC 3986, 2.1): names of claims may hold any.
fn escaped(letter: char) -> String {
    if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '~' | '/') {
        return letter.to_string();
    }
    let mut bytes = [0; 4];
    letter
        .encode_utf8(&mut bytes)
        .bytes()
        .map(|byte| format!("%{byte:02X}"))
        .collect()
}

/// How sources compare, and what makes the case worth a second look.
pub(super) fn matches(case: &CaseScreen, t: Texts) -> AnyView {
    if case.matches.is_empty() && case.signals.is_empty() {
        return ().into_any();
    }
    let rules = (!case.matches.is_empty()).then(|| {
        let rows = case
            .matches
            .iter()
            .map(|rule| {
                let class = match rule.verdict.passes() {
                    true => "badge badge--good",
                    false => "badge badge--note",
                };
                let [one, other] = rule.between.clone();
                view! {
                    <tr>
                        <th scope="row">{rule.name.clone()}</th>
                        <td data-label=fl!(t, "dash-case-match-between")><span>{one} " / " {other}</span></td>
                        <td data-label=fl!(t, "dash-case-match-verdict")><span class=class>{words::verdict(rule.verdict, t)}</span></td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <div class="scroll" tabindex="0" role="group" aria-label=fl!(t, "dash-case-matches")>
                <table class="table table--stack">
                    <thead>
                        <tr>
                            <th scope="col">{fl!(t, "dash-case-match-rule")}</th>
                            <th scope="col">{fl!(t, "dash-case-match-between")}</th>
                            <th scope="col">{fl!(t, "dash-case-match-verdict")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let signals = (!case.signals.is_empty()).then(|| {
        let lines = case
            .signals
            .iter()
            .map(|(signal, count)| {
                let name = words::signal(*signal, t);
                view! { <li>{name} " " <span class="quiet">"(" {*count} ")"</span></li> }
            })
            .collect_view();
        view! {
            <h3>{fl!(t, "dash-case-signals")}</h3>
            <ul>{lines}</ul>
        }
    });
    view! {
        <section class="block" aria-labelledby="matches">
            <h2 id="matches">{fl!(t, "dash-case-matches")}</h2>
            {rules}
            {signals}
        </section>
    }
    .into_any()
}
