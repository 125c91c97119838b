//! Samples of our own steps: texts to agree to, questions, answers once more, what was agreed to.

use vestibule::{journey::FieldKind, locale::Locale, purpose::LegalBasis};
use vestibule_app::page::{
    CheckPage, CheckRow, CheckValue, ConsentBox, ConsentView, ConsentsPage, DatePart, Day,
    FieldProblem, FieldView, FilledFrom, OptionView, OtherWays, Page, QuestionPage, TermsPage,
};

use super::{PLACE, branding};

/// Every page of them in every state.
pub fn pages() -> Vec<(&'static str, Page)> {
    vec![
        ("terms", Page::Terms(terms(false))),
        ("terms-error", Page::Terms(terms(true))),
        ("terms-consents", Page::Terms(terms_with_consents())),
        (
            "terms-consents-error",
            Page::Terms(TermsPage {
                not_agreed: true,
                consents: vec![consent_box(true), optional_box(true)],
                ..terms_with_consents()
            }),
        ),
        (
            "terms-again",
            Page::Terms(TermsPage {
                agreed: true,
                consents: vec![
                    consent_box(false),
                    ConsentBox {
                        given: true,
                        ..optional_box(false)
                    },
                ],
                ..terms_with_consents()
            }),
        ),
        ("question", Page::Question(question(None))),
        (
            "question-error",
            Page::Question(question(Some(FieldProblem::NoCountryCode))),
        ),
        (
            "question-country",
            Page::Question(question(Some(FieldProblem::CountryNotServed))),
        ),
        ("question-prefilled", Page::Question(prefilled())),
        ("question-date", Page::Question(alone(birth_date(None)))),
        (
            "question-date-error",
            Page::Question(alone(birth_date(Some(FieldProblem::DateLacks {
                day: false,
                month: true,
                year: false,
            })))),
        ),
        ("question-choice", Page::Question(alone(choice(None)))),
        (
            "question-choice-error",
            Page::Question(alone(choice(Some(FieldProblem::Missing)))),
        ),
        ("question-upload", Page::Question(alone(upload(None, None)))),
        (
            "question-upload-taken",
            Page::Question(alone(upload(Some(1), None))),
        ),
        ("questions", Page::Question(questions())),
        ("questions-all", Page::Question(all_kinds(false))),
        ("questions-all-error", Page::Question(all_kinds(true))),
        ("photo", Page::Question(photo(None, None))),
        ("photo-taken", Page::Question(photo(Some(3), None))),
        (
            "photo-error",
            Page::Question(photo(None, Some(FieldProblem::NotAPicture))),
        ),
        ("photo-and-name", Page::Question(photo_and_name())),
        ("check", Page::Check(check())),
        (
            "check-changed",
            Page::Check(CheckPage {
                changed: true,
                ..check()
            }),
        ),
        ("consents", Page::Consents(consents())),
        (
            "consents-after",
            Page::Consents(ConsentsPage {
                under_way: false,
                ..consents()
            }),
        ),
        (
            "consents-none",
            Page::Consents(ConsentsPage {
                consents: Vec::new(),
                ..consents()
            }),
        ),
    ]
}

fn terms(not_agreed: bool) -> TermsPage {
    TermsPage {
        branding: branding(),
        place: PLACE,
        title: "Agree to the terms".to_owned(),
        paragraphs: vec![
            "To open an account, Sagara Bank has to confirm who you are.".to_owned(),
            "We pass your phone number to Signum, which sends you a code. We store the number and the result."
                .to_owned(),
        ],
        version: "2026-01".to_owned(),
        agreed: false,
        not_agreed,
        consents: Vec::new(),
        other: OtherWays::default(),
        action: "/o/1/terms".to_owned(),
        back: "/o/1".to_owned(),
    }
}

fn consent_box(missing: bool) -> ConsentBox {
    ConsentBox {
        name: "face".to_owned(),
        text: "You may compare a picture of my face with my identity card.".to_owned(),
        optional: false,
        given: false,
        ticked: false,
        missing,
    }
}

fn optional_box(ticked: bool) -> ConsentBox {
    ConsentBox {
        name: "news".to_owned(),
        text: "You may write to me about new products.".to_owned(),
        optional: true,
        given: false,
        ticked,
        missing: false,
    }
}

fn terms_with_consents() -> TermsPage {
    TermsPage {
        consents: vec![consent_box(false), optional_box(false)],
        ..terms(false)
    }
}

fn field(
    name: &str,
    label: &str,
    hint: Option<&str>,
    kind: FieldKind,
    problem: Option<FieldProblem>,
) -> FieldView {
    FieldView {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: hint.map(str::to_owned),
        kind,
        optional: false,
        claim: name.to_owned(),
        value: "0812 3456 7890".to_owned(),
        date: Default::default(),
        options: Vec::new(),
        from: None,
        taken_minutes_ago: None,
        problem,
    }
}

fn question(problem: Option<FieldProblem>) -> QuestionPage {
    QuestionPage {
        branding: branding(),
        place: PLACE,
        title: "Your phone number".to_owned(),
        fields: vec![field(
            "phone",
            "What is your phone number?",
            Some("We send a code to it. Begin with the country code, for example +62."),
            FieldKind::Phone,
            problem,
        )],
        other: OtherWays::default(),
        action: "/o/1/number".to_owned(),
        back: "/o/1".to_owned(),
    }
}

fn alone(field: FieldView) -> QuestionPage {
    QuestionPage {
        fields: vec![field],
        ..question(None)
    }
}

fn name(from: FilledFrom) -> FieldView {
    FieldView {
        value: "Budi Santoso".to_owned(),
        from: Some(from),
        ..field("name", "Full name", None, FieldKind::Text, None)
    }
}

fn birth_date(problem: Option<FieldProblem>) -> FieldView {
    FieldView {
        claim: "birthdate".to_owned(),
        value: String::new(),
        date: ["27".to_owned(), String::new(), "1990".to_owned()],
        ..field(
            "born",
            "When were you born?",
            Some("For example 27 3 1990"),
            FieldKind::Date,
            problem,
        )
    }
}

fn choice(problem: Option<FieldProblem>) -> FieldView {
    let option = |value: &str, label: &str| OptionView {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    FieldView {
        value: if problem.is_some() { "" } else { "work" }.to_owned(),
        options: vec![
            option("work", "Work"),
            option("own", "My own business"),
            option("other", "Something else"),
        ],
        ..field(
            "income",
            "Where does your income come from?",
            None,
            FieldKind::Choice,
            problem,
        )
    }
}

fn upload(taken_minutes_ago: Option<u32>, problem: Option<FieldProblem>) -> FieldView {
    FieldView {
        value: String::new(),
        taken_minutes_ago,
        ..field(
            "card",
            "Send a picture of your tax card",
            Some("A person at Sagara Bank looks at it."),
            FieldKind::Upload,
            problem,
        )
    }
}

fn prefilled() -> QuestionPage {
    QuestionPage {
        title: "About you".to_owned(),
        fields: vec![
            name(FilledFrom::Named("Singpass".to_owned())),
            FieldView {
                claim: "birthdate".to_owned(),
                date: ["27".to_owned(), "3".to_owned(), "1990".to_owned()],
                from: Some(FilledFrom::Named("Singpass".to_owned())),
                ..birth_date(None)
            },
            FieldView {
                value: "+65 8123 4567".to_owned(),
                from: Some(FilledFrom::Earlier),
                ..field("phone", "Phone number", None, FieldKind::Phone, None)
            },
        ],
        ..question(None)
    }
}

fn all_kinds(wrong: bool) -> QuestionPage {
    let problem = |problem| wrong.then_some(problem);
    QuestionPage {
        title: "About you".to_owned(),
        fields: vec![
            FieldView {
                problem: problem(FieldProblem::TooLong),
                ..name(FilledFrom::Named("Sagara Bank".to_owned()))
            },
            birth_date(problem(FieldProblem::DateWrong(DatePart::Month))),
            FieldView {
                value: "budi".to_owned(),
                optional: true,
                ..field(
                    "email",
                    "E-mail address",
                    None,
                    FieldKind::Email,
                    problem(FieldProblem::NotAnEmail),
                )
            },
            FieldView {
                optional: true,
                ..choice(problem(FieldProblem::NotOffered))
            },
            upload(None, problem(FieldProblem::Missing)),
        ],
        ..question(None)
    }
}

fn questions() -> QuestionPage {
    QuestionPage {
        fields: vec![
            field(
                "phone",
                "Phone number",
                Some("With the country code, for example +62."),
                FieldKind::Phone,
                Some(FieldProblem::NotAPhone),
            ),
            field("street", "Street and number", None, FieldKind::Text, None),
            field(
                "city",
                "Town or city",
                None,
                FieldKind::Text,
                Some(FieldProblem::Missing),
            ),
        ],
        title: "How can we reach you?".to_owned(),
        ..question(None)
    }
}

fn photo(taken_minutes_ago: Option<u32>, problem: Option<FieldProblem>) -> QuestionPage {
    QuestionPage {
        title: "Your picture".to_owned(),
        fields: vec![FieldView {
            value: String::new(),
            taken_minutes_ago,
            ..field(
                "portrait",
                "Take a picture of your face",
                Some("We compare it with you at the next step, and delete it then."),
                FieldKind::Photo,
                problem,
            )
        }],
        ..question(None)
    }
}

fn photo_and_name() -> QuestionPage {
    let mut page = questions();
    page.fields.truncate(1);
    page.fields
        .extend(photo(Some(3), Some(FieldProblem::PictureTooLarge)).fields);
    page
}

fn check() -> CheckPage {
    let row = |label: &str, value| CheckRow {
        label: label.to_owned(),
        value,
        change: format!("/o/1/about#field-{}", label.len()),
    };
    CheckPage {
        branding: branding(),
        place: PLACE,
        title: "About you".to_owned(),
        rows: vec![
            row("Full name", CheckValue::Text("Budi Santoso".to_owned())),
            row(
                "When were you born?",
                CheckValue::Day(Day {
                    year: 1990,
                    month: 3,
                    day: 27,
                }),
            ),
            row("E-mail address", CheckValue::NotProvided),
            row(
                "Where does your income come from?",
                CheckValue::Text("My own business".to_owned()),
            ),
            row("Send a picture of your tax card", CheckValue::Picture),
        ],
        changed: false,
        shown: "0123456789abcdef".to_owned(),
        action: "/o/1/about/check".to_owned(),
        back: "/o/1/about".to_owned(),
    }
}

fn consents() -> ConsentsPage {
    let day = |day| Day {
        year: 2026,
        month: 11,
        day,
    };
    let text = ConsentView {
        id: "1".to_owned(),
        title: "Agree to the terms".to_owned(),
        paragraphs: terms(false).paragraphs,
        locale: Locale::En,
        version: "2026-01".to_owned(),
        purpose: "opening an account".to_owned(),
        basis: Some(LegalBasis::Contract),
        agreed: day(21),
        withdrawn: None,
        may_withdraw: false,
    };
    ConsentsPage {
        branding: branding(),
        consents: vec![
            text.clone(),
            ConsentView {
                id: "2".to_owned(),
                paragraphs: vec![consent_box(false).text],
                purpose: "comparing faces".to_owned(),
                basis: Some(LegalBasis::ExplicitConsent),
                may_withdraw: true,
                ..text.clone()
            },
            ConsentView {
                id: "3".to_owned(),
                paragraphs: vec!["Anda boleh menulis kepada saya.".to_owned()],
                locale: Locale::Id,
                purpose: "news".to_owned(),
                basis: Some(LegalBasis::Consent),
                withdrawn: Some(day(22)),
                ..text
            },
        ],
        under_way: true,
        action: "/o/1/consents".to_owned(),
        back: "/o/1".to_owned(),
    }
}
