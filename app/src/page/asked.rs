//! View models of our own steps: texts to agree to, questions, what was answered, and what was agreed to.

use vestibule::{journey::FieldKind, locale::Locale, purpose::LegalBasis};

use super::{Branding, OtherWays, Place};

/// A calendar day, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The year.
    pub year: u16,
    /// The month, from 1.
    pub month: u8,
    /// The day, from 1.
    pub day: u8,
}

/// A text to agree to.
#[derive(Debug, Clone)]
pub struct TermsPage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The wording, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// Version of the wording.
    pub version: String,
    /// Whether the wording was agreed to before, and only something beside it is to be agreed to.
    pub agreed: bool,
    /// Set when the form was sent without agreement to the wording.
    pub not_agreed: bool,
    /// What needs a consent of its own.
    pub consents: Vec<ConsentBox>,
    /// What can be done instead.
    pub other: OtherWays,
    /// Where the form posts to. Fields: `agree=yes`, `consent.<name>=yes`.
    pub action: String,
    /// The task list.
    pub back: String,
}

/// A consent of its own.
#[derive(Debug, Clone)]
pub struct ConsentBox {
    /// Its name within the step.
    pub name: String,
    /// What is agreed to.
    pub text: String,
    /// Whether it may be left.
    pub optional: bool,
    /// Whether it was agreed to before.
    pub given: bool,
    /// Whether it was ticked in the form that was sent.
    pub ticked: bool,
    /// Set when it is needed and was not ticked.
    pub missing: bool,
}

/// Questions of ours.
#[derive(Debug, Clone)]
pub struct QuestionPage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The questions.
    pub fields: Vec<FieldView>,
    /// What can be done instead.
    pub other: OtherWays,
    /// Where the form posts to.
    pub action: String,
    /// The task list.
    pub back: String,
}

/// One question with what was answered.
#[derive(Debug, Clone)]
pub struct FieldView {
    /// The form field's name.
    pub name: String,
    /// The question.
    pub label: String,
    /// One sentence of help.
    pub hint: Option<String>,
    /// How it is read; chooses the inputs.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    pub optional: bool,
    /// The standard claim that it asks for; chooses autocomplete.
    pub claim: String,
    /// What was entered before. Of a choice: the option's value.
    pub value: String,
    /// Day, month and year as they were entered, where a date is asked. Fields: `<name>.day`, `.month`, `.year`.
    pub date: [String; 3],
    /// What there is to choose from.
    pub options: Vec<OptionView>,
    /// Whose value was filled in.
    pub from: Option<FilledFrom>,
    /// How many minutes ago the picture was taken over that is there already.
    pub taken_minutes_ago: Option<u32>,
    /// What is wrong with it.
    pub problem: Option<FieldProblem>,
}

/// An answer to choose.
#[derive(Debug, Clone)]
pub struct OptionView {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
}

/// Where a value comes from that was filled in beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilledFrom {
    /// A provider, or the company that asks.
    Named(String),
    /// What the person said at an earlier step.
    Earlier,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// The day.
    Day,
    /// The month.
    Month,
    /// The year.
    Year,
}

impl DatePart {
    /// In the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::Day, Self::Month, Self::Year];
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldProblem {
    /// Nothing was entered.
    Missing,
    /// A phone number without its country code.
    NoCountryCode,
    /// Not a phone number.
    NotAPhone,
    /// A phone number of a country that nobody may be called in.
    CountryNotServed,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not one of the options.
    NotOffered,
    /// These parts of a date are missing.
    DateLacks {
        /// The day.
        day: bool,
        /// The month.
        month: bool,
        /// The year.
        year: bool,
    },
    /// No date has this part.
    DateWrong(DatePart),
    /// No calendar has this day.
    NotADate,
    /// A date of birth that is yet to come.
    DateAhead,
    /// Longer than 200 characters.
    TooLong,
    /// A picture with too many bytes or pixels.
    PictureTooLarge,
    /// Not a picture that can be read.
    NotAPicture,
    /// A picture that is damaged.
    PictureBroken,
}

/// The answers of a form, before they count.
#[derive(Debug, Clone)]
pub struct CheckPage {
    /// Who asks.
    pub branding: Branding,
    /// Where in the journey this is.
    pub place: Place,
    /// The step's title.
    pub title: String,
    /// The answers.
    pub rows: Vec<CheckRow>,
    /// Set when the answers changed after they were shown, in another tab.
    pub changed: bool,
    /// Names the answers that are shown. Field: `shown`.
    pub shown: String,
    /// Where the form posts to.
    pub action: String,
    /// The questions.
    pub back: String,
}

/// One answer.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: CheckValue,
    /// Where it is changed.
    pub change: String,
}

/// An answer as it is shown once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckValue {
    /// In words.
    Text(String),
    /// A day.
    Day(Day),
    /// A picture, which is not shown.
    Picture,
    /// Nothing, where nothing had to be said.
    NotProvided,
}

/// What was agreed to.
#[derive(Debug, Clone)]
pub struct ConsentsPage {
    /// Who asks.
    pub branding: Branding,
    /// Newest last.
    pub consents: Vec<ConsentView>,
    /// Whether the journey is under way: taking something back has it agreed to again.
    pub under_way: bool,
    /// Where the forms post to. Field: `consent=<id>`.
    pub action: String,
    /// The task list, or the result.
    pub back: String,
}

/// One consent.
#[derive(Debug, Clone)]
pub struct ConsentView {
    /// Its id.
    pub id: String,
    /// What it is about: a step's title.
    pub title: String,
    /// The wording, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// The language of the wording.
    pub locale: Locale,
    /// Version of the wording.
    pub version: String,
    /// What the data is used for.
    pub purpose: String,
    /// What allows it.
    pub basis: Option<LegalBasis>,
    /// When it was given.
    pub agreed: Day,
    /// When it was taken back.
    pub withdrawn: Option<Day>,
    /// Whether it can be taken back.
    pub may_withdraw: bool,
}
