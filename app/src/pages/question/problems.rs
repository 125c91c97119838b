//! What is wrong with an answer, in words.

use i18n_embed_fl::fl;
use vestibule::journey::FieldKind;

use crate::{
    page::{DatePart, FieldProblem, FieldView},
    texts::Texts,
};

/// The same words in the summary and beside the field. With several questions on a page they name theirs.
pub(super) fn text(problem: FieldProblem, field: &FieldView, alone: bool, t: Texts) -> String {
    let problem = plain(problem, field.kind, t);
    if alone {
        problem
    } else {
        fl!(
            t,
            "field-problem",
            label = field.label.as_str(),
            problem = problem
        )
    }
}

fn plain(problem: FieldProblem, kind: FieldKind, t: Texts) -> String {
    match problem {
        FieldProblem::Missing => match kind {
            FieldKind::Phone => fl!(t, "field-missing-phone"),
            FieldKind::Email => fl!(t, "field-missing-email"),
            FieldKind::Date => fl!(t, "field-missing-date"),
            FieldKind::Choice => fl!(t, "field-missing-choice"),
            FieldKind::Text => fl!(t, "field-missing"),
            FieldKind::Photo => fl!(t, "photo-missing"),
            FieldKind::Upload => fl!(t, "upload-missing"),
        },
        FieldProblem::NoCountryCode => fl!(t, "field-no-country-code"),
        FieldProblem::NotAPhone => fl!(t, "field-not-a-phone"),
        FieldProblem::CountryNotServed => fl!(t, "field-country-not-served"),
        FieldProblem::NotAnEmail => fl!(t, "field-not-an-email"),
        FieldProblem::NotOffered => fl!(t, "field-missing-choice"),
        FieldProblem::DateLacks { day, month, year } => match (day, month, year) {
            (true, false, false) => fl!(t, "date-lacks-day"),
            (false, true, false) => fl!(t, "date-lacks-month"),
            (false, false, true) => fl!(t, "date-lacks-year"),
            (true, true, false) => fl!(t, "date-lacks-day-and-month"),
            (true, false, true) => fl!(t, "date-lacks-day-and-year"),
            (false, true, true) => fl!(t, "date-lacks-month-and-year"),
            (true, true, true) | (false, false, false) => fl!(t, "field-missing-date"),
        },
        FieldProblem::DateWrong(DatePart::Day) => fl!(t, "date-wrong-day"),
        FieldProblem::DateWrong(DatePart::Month) => fl!(t, "date-wrong-month"),
        FieldProblem::DateWrong(DatePart::Year) => fl!(t, "date-wrong-year"),
        FieldProblem::NotADate => fl!(t, "date-not-real"),
        FieldProblem::DateAhead => fl!(t, "date-ahead"),
        FieldProblem::TooLong => fl!(t, "field-too-long"),
        FieldProblem::PictureTooLarge => fl!(t, "photo-too-large"),
        FieldProblem::NotAPicture => fl!(t, "photo-not-a-picture"),
        FieldProblem::PictureBroken => fl!(t, "photo-broken"),
    }
}
