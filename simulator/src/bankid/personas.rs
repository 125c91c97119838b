//! The people who exist here. Their national identity numbers are synthetic: the month is 80 too high, as in the
//! population that the Norwegian tax administration publishes for tests, so that none belongs to anyone.

use serde::Serialize;

/// One person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Persona {
    /// National identity number, 11 digits.
    pub(crate) nnin: &'static str,
    pub(crate) given_name: &'static str,
    pub(crate) family_name: &'static str,
    /// YYYY-MM-DD
    pub(crate) birthdate: &'static str,
    /// The BankID PID (`sub_bankid`).
    pub(crate) bankid: &'static str,
    /// Whether BankID with biometrics is set up.
    pub(crate) has_biometrics: bool,
}

impl Persona {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

pub(crate) const ALL: &[Persona] = &[
    Persona {
        nnin: "12839030108",
        given_name: "Kari",
        family_name: "Synthetic",
        birthdate: "1990-03-12",
        bankid: "9578-6000-4-1000001",
        has_biometrics: true,
    },
    Persona {
        nnin: "04917511212",
        given_name: "Ola",
        family_name: "Synthetic",
        birthdate: "1975-11-04",
        bankid: "9578-6000-4-1000002",
        has_biometrics: true,
    },
    Persona {
        nnin: "29820470123",
        given_name: "Åse Øydis",
        family_name: "Synthetic-Ærlig",
        birthdate: "2004-02-29",
        bankid: "9578-6000-4-1000003",
        has_biometrics: true,
    },
    Persona {
        nnin: "17866222088",
        given_name: "Nils",
        family_name: "Without Biometrics",
        birthdate: "1962-06-17",
        bankid: "9578-6000-4-1000004",
        has_biometrics: false,
    },
];

/// Who answers when nobody was named: the first of the list.
pub(crate) const fn first() -> &'static Persona {
    &ALL[0]
}

pub(crate) fn by_nnin(nnin: &str) -> Option<&'static Persona> {
    ALL.iter().find(|persona| persona.nnin == nnin)
}

/// Eleven digits. The provider's own sample checks no more (`^\d{11}$`).
pub(crate) fn is_nnin(text: &str) -> bool {
    text.len() == 11 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{ALL, is_nnin};

    /// The two check digits, modulo 11.
    fn checks(nnin: &str) -> bool {
        let digits: Vec<u32> = nnin
            .chars()
            .filter_map(|digit| digit.to_digit(10))
            .collect();
        let sum = |weights: &[u32]| -> u32 {
            weights
                .iter()
                .zip(&digits)
                .map(|(weight, digit)| weight * digit)
                .sum()
        };
        sum(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
            && sum(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
    }

    #[test]
    fn every_number_is_well_formed_synthetic_and_of_the_persons_birthday() {
        for persona in ALL {
            assert!(
                is_nnin(persona.nnin) && checks(persona.nnin),
                "{}",
                persona.nnin
            );
            let month: u32 = persona.nnin[2..4].parse().expect("digits");
            let date: Vec<&str> = persona.birthdate.split('-').collect();
            assert_eq!(format!("{:02}", month - 80), date[1]);
            assert_eq!(
                (&persona.nnin[..2], &persona.nnin[4..6]),
                (date[2], &date[0][2..])
            );
        }
    }
}
