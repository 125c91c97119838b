//! Our own steps: every kind of question, answers once more, consents.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops where something is not as it must be"
)]

mod reading;
mod render;
mod samples;

use reading::{tags, text, values};
use render::html;
use samples::{chrome, pages};
use vestibule::{journey::FieldKind, locale::Locale};
use vestibule_app::page::{DatePart, FieldProblem, FieldView, FilledFrom, Page, QuestionPage};

fn page(name: &str) -> Page {
    let mut pages = pages().into_iter();
    pages.find(|(found, _)| found == name).unwrap().1
}

async fn in_both(name: &str) -> [String; 2] {
    let page = page(name);
    [
        html(&page, &chrome(Locale::En)).await,
        html(&page, &chrome(Locale::Id)).await,
    ]
}

fn field(name: &str) -> FieldView {
    match page(name) {
        Page::Question(page) => page.fields.into_iter().next().unwrap(),
        _ => panic!("no question: {name}"),
    }
}

/// The page of one question, in English and in Indonesian.
async fn alone(field: FieldView) -> [String; 2] {
    let Page::Question(page) = page("question") else {
        panic!("no question");
    };
    let page = Page::Question(QuestionPage {
        fields: vec![field],
        ..page
    });
    [
        html(&page, &chrome(Locale::En)).await,
        html(&page, &chrome(Locale::Id)).await,
    ]
}

/// GOV.UK Design System, "Date input"; WCAG 2.2, 1.3.5.
#[tokio::test]
async fn a_date_is_three_numbers_in_a_group_with_the_question_as_its_legend() {
    for html in in_both("question-date").await {
        assert_eq!(text(&html, "legend"), "When were you born?");
        assert!(tags(&html, "fieldset")[0].contains(r#"role="group""#));
        let inputs = tags(&html, "input");
        for (input, part) in inputs.iter().zip(["day", "month", "year"]) {
            for wanted in [
                format!(r#"id="field-born.{part}""#),
                format!(r#"name="born.{part}""#),
                format!(r#"autocomplete="bday-{part}""#),
                r#"inputmode="numeric""#.to_owned(),
            ] {
                assert!(input.contains(&wanted), "{wanted}: {input}");
            }
        }
        assert_eq!(values(&html, "value"), ["27", "", "1990"]);
    }
    // The date of something else is not the person's birthday.
    let other = FieldView {
        claim: "move_in".to_owned(),
        ..field("question-date")
    };
    assert!(!alone(other).await[0].contains("bday"));
}

#[tokio::test]
async fn a_wrong_date_names_its_part_and_leads_to_it() {
    let lacks = |day, month, year| FieldProblem::DateLacks { day, month, year };
    let (day, month, year) = (
        FieldProblem::DateWrong(DatePart::Day),
        FieldProblem::DateWrong(DatePart::Month),
        FieldProblem::DateWrong(DatePart::Year),
    );
    let mut said = std::collections::BTreeSet::new();
    for (problem, part, marked) in [
        (FieldProblem::Missing, "day", 3),
        (lacks(true, false, false), "day", 1),
        (lacks(false, true, false), "month", 1),
        (lacks(false, false, true), "year", 1),
        (lacks(true, true, false), "day", 2),
        (lacks(true, false, true), "day", 2),
        (lacks(false, true, true), "month", 2),
        (day, "day", 1),
        (month, "month", 1),
        (year, "year", 1),
        (FieldProblem::NotADate, "day", 1),
        (FieldProblem::DateAhead, "day", 3),
    ] {
        let wrong = FieldView {
            problem: Some(problem),
            ..field("question-date")
        };
        for html in alone(wrong).await {
            let link = format!(r##"<li><a href="#field-born.{part}">"##);
            let told = html.split(&link).nth(1).unwrap().split('<').next().unwrap();
            assert!(said.insert(told.to_owned()), "said twice: {told}");
            assert_eq!(values(&html, "aria-invalid").len(), marked, "{told}");
            assert_eq!(html.matches(told).count(), 2, "{told}");
        }
    }
}

#[tokio::test]
async fn a_choice_is_radio_buttons_and_an_optional_one_can_be_taken_back() {
    for html in in_both("question-choice").await {
        assert_eq!(text(&html, "legend"), "Where does your income come from?");
        assert_eq!(values(&html, "value"), ["work", "own", "other"]);
        let chosen = tags(&html, "input")
            .into_iter()
            .filter(|tag| tag.contains(" checked"));
        assert_eq!(chosen.count(), 1);
    }
    let optional = FieldView {
        optional: true,
        ..field("question-choice")
    };
    let [english, indonesian] = alone(optional).await;
    assert_eq!(values(&english, "value"), ["work", "own", "other", ""]);
    assert!(
        english.contains(">No answer</label>") && indonesian.contains(">Tidak menjawab</label>")
    );
    assert_eq!(
        text(&english, "legend"),
        "Where does your income come from? (optional)"
    );
    assert_eq!(values(&english, "required").len(), 0);
    assert!(!english.contains(" required"), "{english}");
}

#[tokio::test]
async fn a_document_is_photographed_with_the_camera_on_the_back() {
    for html in in_both("question-upload").await {
        let input = tags(&html, "input")[0];
        for wanted in [
            r#"type="file""#,
            r#"accept="image/*""#,
            r#"capture="environment""#,
        ] {
            assert!(input.contains(wanted), "{input}");
        }
        assert!(tags(&html, "form")[0].contains(r#"enctype="multipart/form-data""#));
    }
    for html in in_both("question-upload-taken").await {
        assert!(!tags(&html, "input")[0].contains(" required"));
        assert!(html.contains("field__taken"));
    }
}

/// WCAG 2.2, 1.3.5: the token follows from what is asked, not from how it is called.
#[tokio::test]
async fn browsers_are_told_what_is_asked() {
    for (kind, claim, token) in [
        (FieldKind::Text, "name", Some("name")),
        (FieldKind::Text, "given_name", Some("given-name")),
        (FieldKind::Text, "family_name", Some("family-name")),
        (FieldKind::Text, "postal_code", Some("postal-code")),
        (FieldKind::Email, "contact", Some("email")),
        (FieldKind::Phone, "contact", Some("tel")),
        (FieldKind::Text, "reason", None),
    ] {
        let asked = FieldView {
            kind,
            claim: claim.to_owned(),
            ..field("question")
        };
        let html = &alone(asked).await[0];
        let input = tags(html, "input")[0];
        let tokens = values(input, "autocomplete");
        assert_eq!(tokens, token.into_iter().collect::<Vec<_>>(), "{claim}");
    }
}

#[tokio::test]
async fn what_was_filled_in_says_whose_it_is() {
    let [english, indonesian] = in_both("question-prefilled").await;
    assert_eq!(english.matches("From Singpass. ").count(), 2);
    assert_eq!(
        english.matches("From what you told us earlier. ").count(),
        1
    );
    assert_eq!(indonesian.matches("Dari Singpass. ").count(), 2);
    // It describes the input, or the group.
    assert!(tags(&english, "input")[0].contains(r#"aria-describedby="field-name-from""#));
    let group = tags(&english, "fieldset")[0];
    assert!(group.contains("field-born-from"), "{group}");
    let unfilled = FieldView {
        from: None,
        ..field("question")
    };
    assert!(!alone(unfilled).await[0].contains("field__from"));
    let named = FilledFrom::Named("A <b>bank</b>".to_owned());
    let html = &alone(FieldView {
        from: Some(named),
        ..field("question")
    })
    .await[0];
    assert!(html.contains("From A &lt;b&gt;bank&lt;/b&gt;. "));
}

/// With several questions on a page, the summary says which one a mistake is in.
#[tokio::test]
async fn mistakes_of_several_questions_name_theirs() {
    let [english, indonesian] = in_both("questions-all-error").await;
    for told in [
        "Full name – Enter 200 characters or fewer",
        "When were you born? – The month must be a number from 1 to 12",
        "E-mail address – Enter an e-mail address, for example name@example.com",
        "Where does your income come from? – Choose one of the answers",
        "Send a picture of your tax card – Take a picture of the document, or choose one",
    ] {
        assert_eq!(english.matches(told).count(), 2, "{told}");
    }
    assert!(indonesian.contains("Bulan harus berupa angka dari 1 sampai 12"));
}

/// GOV.UK Design System, "Check answers".
#[tokio::test]
async fn answers_are_shown_once_more_with_a_way_to_change_each() {
    let [english, indonesian] = in_both("check").await;
    assert_eq!(english.matches(">Change<").count(), 5);
    assert!(
        english.contains(r#"<span class="hidden">: Full name</span>"#),
        "{english}"
    );
    for shown in [
        "27 March 1990",
        "Not provided",
        "A picture is there",
        "My own business",
    ] {
        assert!(english.contains(shown), "{shown}");
    }
    for shown in ["27 Maret 1990", "Tidak diisi", "Foto sudah ada"] {
        assert!(indonesian.contains(shown), "{shown}");
    }
    assert!(english.contains(">Confirm and send these answers</button>"));
    assert!(english.contains(r#"name="shown" value="0123456789abcdef""#));
    assert!(!english.contains("Your answers changed"));
    assert!(in_both("check-changed").await[0].contains("Your answers changed"));
}

/// GDPR, recital 32: nothing is ticked beforehand; article 7: each consent is apart from the rest.
#[tokio::test]
async fn each_consent_has_a_box_of_its_own_and_none_is_ticked_beforehand() {
    for html in in_both("terms-consents").await {
        let boxes = tags(&html, "input");
        let names: Vec<_> = boxes.iter().flat_map(|tag| values(tag, "name")).collect();
        assert_eq!(names, ["agree", "consent.face", "consent.news"]);
        assert!(boxes.iter().all(|tag| !tag.contains(" checked")));
        let needed: Vec<_> = boxes.iter().map(|tag| tag.contains(" required")).collect();
        assert_eq!(needed, [true, true, false]);
    }
    let [english, _] = in_both("terms-consents").await;
    assert!(english.contains("You may write to me about new products. (optional)"));
    let [wrong, _] = in_both("terms-consents-error").await;
    assert!(wrong.contains(r##"<li><a href="#consent-face">"##));
    let ticked: Vec<_> = tags(&wrong, "input")
        .into_iter()
        .filter(|tag| tag.contains(" checked"))
        .flat_map(|tag| values(tag, "name"))
        .collect();
    assert_eq!(ticked, ["consent.news"]);
}

#[tokio::test]
async fn what_stands_is_not_asked_again() {
    let [english, _] = in_both("terms-again").await;
    let boxes = tags(&english, "input");
    assert_eq!(values(boxes[0], "name"), ["consent.face"]);
    assert_eq!(boxes.len(), 1);
    assert!(english.contains("You have agreed to this text already."));
    assert!(english.contains("You have agreed to this already: You may write to me"));
}

#[tokio::test]
async fn only_what_rests_on_consent_has_a_button_to_take_it_back() {
    let [english, indonesian] = in_both("consents").await;
    let buttons = tags(&english, "button");
    assert_eq!(buttons.len(), 1);
    assert_eq!(values(buttons[0], "value"), ["2"]);
    assert!(english.contains("Your explicit consent"));
    assert!(english.contains("22 November 2026"));
    assert!(indonesian.contains("Kontrak dengan Anda"));
    // The wording is in the language in which it was agreed to.
    let languages: Vec<_> = tags(&indonesian, "div")
        .into_iter()
        .filter(|tag| tag.contains("wording"))
        .flat_map(|tag| values(tag, "lang"))
        .collect();
    assert_eq!(languages, ["en", "en", "id"]);
    assert!(
        in_both("consents-none").await[0].contains("You have not agreed to anything here yet.")
    );
    let [after, _] = in_both("consents-after").await;
    assert!(after.contains("What Sagara Bank has decided does not change by that."));
}
