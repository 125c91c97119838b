//! People who do not exist, and what they would type.

use vestibule::journey::{Field, FieldKind};

use super::dice::Dice;
use crate::services::matching::Claims;

const GIVEN: [&str; 24] = [
    "Adi", "Aisyah", "Anne", "Bima", "Budi", "Citra", "Dewi", "Eka", "Erik", "Fajar", "Hui Min",
    "Ingrid", "Jia Wei", "Kari", "Lars", "Lestari", "Mei Ling", "Nadia", "Ola", "Putri", "Rizky",
    "Siti", "Sofie", "Wei Jie",
];
const FAMILY: [&str; 20] = [
    "Andersen",
    "Berg",
    "Chua",
    "Dahl",
    "Gunawan",
    "Halim",
    "Hansen",
    "Hidayat",
    "Johansen",
    "Kurniawan",
    "Lim",
    "Nilsen",
    "Ong",
    "Pratama",
    "Saputra",
    "Solberg",
    "Tan",
    "Wibowo",
    "Wijaya",
    "Wong",
];
const STREETS: [&str; 6] = [
    "Example Street",
    "Jalan Contoh",
    "Storgata",
    "Jalan Merdeka",
    "Orchard View",
    "Kirkeveien",
];

/// Somebody who does not exist.
#[derive(Debug, Clone)]
pub struct Person {
    /// Given name and family name.
    pub name: String,
    /// Of a range of numbers that are given to nobody.
    pub phone: String,
    /// At a name that is nobody's (RFC 2606).
    pub email: String,
    /// ISO 8601.
    pub birthdate: String,
    /// Looks like a Singaporean one.
    pub national_id: String,
}

impl Person {
    /// Anybody.
    pub fn new(dice: &mut Dice) -> Self {
        let (given, family) = (dice.word(&GIVEN), dice.word(&FAMILY));
        let number = dice.between(0, 10_000_000);
        let (year, month, day) = (
            dice.between(1950, 2006),
            dice.between(1, 13),
            dice.between(1, 29),
        );
        let letter = dice.word(&["A", "B", "C", "D", "E", "F", "G", "H", "I", "Z", "J"]);
        Self {
            name: format!("{given} {family}"),
            phone: format!("+4794{number:06}"),
            email: format!("person{number}@mail.example"),
            birthdate: format!("{year}-{month:02}-{day:02}"),
            national_id: format!("S{number:07}{letter}"),
        }
    }

    /// What they answer to a question; `None` for a picture.
    pub fn answer(&self, dice: &mut Dice, field: &Field) -> Option<String> {
        let claim = field.claim();
        Some(match field.kind {
            FieldKind::Phone => self.phone.clone(),
            FieldKind::Email => self.email.clone(),
            FieldKind::Date => self.birthdate.clone(),
            FieldKind::Choice => dice.one(&field.options)?.value.clone(),
            FieldKind::Text if claim.contains("name") => self.name.clone(),
            FieldKind::Text if claim.contains("address") => {
                format!("{} {}", dice.word(&STREETS), dice.between(1, 200))
            }
            FieldKind::Text if claim.contains("id") || claim.contains("number") => {
                self.national_id.clone()
            }
            FieldKind::Text => "Seeded".to_owned(),
            FieldKind::Photo | FieldKind::Upload => return None,
        })
    }

    /// What a register says of them.
    pub fn identity(&self) -> Claims {
        [
            ("name", &self.name),
            ("birthdate", &self.birthdate),
            ("national_id", &self.national_id),
        ]
        .into_iter()
        .map(|(claim, value)| (claim.to_owned(), value.clone()))
        .collect()
    }
}
