//! The people who can log in. They are named by what they are for, and their numbers have wrong check letters, so that
//! they are nobody's.

/// A registered address.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Address {
    /// Every field empty, as holders of a FIN have it.
    Absent,
    Formatted {
        block: &'static str,
        building: &'static str,
        floor: &'static str,
        unit: &'static str,
        street: &'static str,
        postal: &'static str,
        /// ISO 3166, two letters, and its name.
        country: (&'static str, &'static str),
    },
    Unformatted {
        line1: &'static str,
        line2: &'static str,
    },
}

/// A person. An empty string is "not available".
#[derive(Debug)]
pub(crate) struct Persona {
    pub(crate) id: &'static str,
    /// Shown on the login page.
    pub(crate) title: &'static str,
    pub(crate) uinfin: &'static str,
    pub(crate) name: &'static str,
    pub(crate) alias: &'static str,
    pub(crate) hanyu_pinyin: &'static str,
    pub(crate) hanyu_pinyin_alias: &'static str,
    /// Code and its meaning.
    pub(crate) residential_status: (&'static str, &'static str),
    pub(crate) nationality: (&'static str, &'static str),
    pub(crate) dob: &'static str,
    pub(crate) address: Address,
    pub(crate) email: &'static str,
    /// Eight digits after +65.
    pub(crate) mobile: &'static str,
    pub(crate) passport_number: &'static str,
    pub(crate) passport_expiry: &'static str,
    pub(crate) pass_type: (&'static str, &'static str),
    pub(crate) pass_status: &'static str,
    pub(crate) pass_expiry: &'static str,
    /// Attributes that the person typed in: source 2.
    pub(crate) user_provided: &'static [&'static str],
}

const HOME: Address = Address::Formatted {
    block: "1",
    building: "SIMULATOR TOWER",
    floor: "02",
    unit: "03",
    street: "EXAMPLE STREET",
    postal: "000001",
    country: ("SG", "SINGAPORE"),
};

/// The person whom the other simulated providers know too.
const KARI: Persona = Persona {
    id: "kari",
    title: "Kari Synthetic, citizen: the same person as at the other providers",
    uinfin: "S9000000X",
    name: "KARI SYNTHETIC",
    alias: "",
    hanyu_pinyin: "",
    hanyu_pinyin_alias: "",
    residential_status: ("C", "CITIZEN"),
    nationality: ("SG", "SINGAPORE CITIZEN"),
    dob: "1990-03-12",
    address: HOME,
    email: "kari@synthetic.example",
    mobile: "80000001",
    passport_number: "E0000001S",
    passport_expiry: "2035-01-31",
    pass_type: ("", ""),
    pass_status: "",
    pass_expiry: "",
    user_provided: &["email"],
};

/// Nothing is left out.
const CITIZEN: Persona = Persona {
    id: "citizen",
    title: "Citizen, every attribute that a citizen can have",
    uinfin: "S0000001X",
    name: "CITIZEN MIDDLE SYNTHETIC",
    alias: "CITIZEN ALIAS",
    hanyu_pinyin: "CITIZEN HANYU PINYIN",
    hanyu_pinyin_alias: "CITIZEN HANYU PINYIN ALIAS",
    dob: "1981-06-15",
    email: "citizen@synthetic.example",
    mobile: "80000002",
    passport_number: "E0000002S",
    user_provided: &[],
    ..KARI
};

pub(crate) const ALL: &[Persona] = &[
    KARI,
    CITIZEN,
    Persona {
        id: "foreigner",
        title: "Foreigner with a FIN: empty address and residential status, a pass",
        uinfin: "F0000003A",
        name: "FOREIGNER SYNTHETIC",
        residential_status: ("", ""),
        nationality: ("NO", "NORWEGIAN"),
        dob: "1979-11-30",
        address: Address::Absent,
        email: "foreigner@synthetic.example",
        mobile: "80000003",
        passport_number: "P0000003N",
        pass_type: ("EP", "EMPLOYMENT PASS"),
        pass_status: "LIVE",
        pass_expiry: "2031-02-28",
        ..KARI
    },
    Persona {
        id: "unformatted",
        title: "Citizen with an unformatted address",
        uinfin: "S0000004X",
        name: "UNFORMATTED SYNTHETIC",
        address: Address::Unformatted {
            line1: "4 EXAMPLE LANE",
            line2: "SIMULATOR VILLAGE 0004",
        },
        email: "unformatted@synthetic.example",
        mobile: "80000004",
        ..KARI
    },
    Persona {
        id: "one_word",
        title: "Citizen with a name of one word",
        uinfin: "S0000005X",
        name: "ONEWORD",
        email: "oneword@synthetic.example",
        mobile: "80000005",
        ..KARI
    },
    Persona {
        id: "without_name",
        title: "Mandatory attribute missing: name",
        uinfin: "S0000006X",
        name: "",
        ..KARI
    },
    Persona {
        id: "without_dob",
        title: "Mandatory attribute missing: date of birth",
        uinfin: "S0000007X",
        dob: "",
        ..KARI
    },
    Persona {
        id: "without_regadd",
        title: "Mandatory attribute missing: registered address",
        uinfin: "S0000008X",
        address: Address::Absent,
        ..KARI
    },
    Persona {
        id: "without_uinfin",
        title: "Mandatory attribute missing: UINFIN",
        uinfin: "",
        ..KARI
    },
    Persona {
        id: "user_provided",
        title: "Citizen who typed in e-mail, mobile number and passport",
        uinfin: "S0000010X",
        name: "TYPED SYNTHETIC",
        email: "typed@synthetic.example",
        mobile: "80000010",
        user_provided: &["email", "mobileno", "passportnumber", "passportexpirydate"],
        ..KARI
    },
    Persona {
        id: "sparse",
        title: "Citizen with nothing but the mandatory attributes",
        uinfin: "S0000011X",
        name: "SPARSE SYNTHETIC",
        residential_status: ("", ""),
        nationality: ("", ""),
        email: "",
        mobile: "",
        passport_number: "",
        passport_expiry: "",
        user_provided: &[],
        ..KARI
    },
    Persona {
        id: "long",
        title: "Citizen with the longest name and letters beyond ASCII",
        uinfin: "S0000012X",
        name: "ÅSE ØYDIS D'SYNTHETIC-ÆRLIG S/O VERY LONG NAME THAT GOES ON AND ON AND ON UNTIL SIXTY SIX",
        email: "long@synthetic.example",
        mobile: "80000012",
        ..KARI
    },
];

pub(crate) fn by_id(id: &str) -> Option<&'static Persona> {
    ALL.iter().find(|persona| persona.id == id)
}

impl Persona {
    /// How the person is known to an IdP; never empty.
    pub(crate) fn subject(&self) -> String {
        if self.uinfin.is_empty() {
            format!("sub-{}", self.id)
        } else {
            self.uinfin.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn no_number_belongs_to_anybody() {
        for persona in ALL.iter().filter(|persona| !persona.uinfin.is_empty()) {
            let digits: Vec<usize> = persona
                .uinfin
                .chars()
                .filter_map(|one| one.to_digit(10))
                .map(|one| one as usize)
                .collect();
            let sum: usize = [2, 7, 6, 5, 4, 3, 2]
                .iter()
                .zip(&digits)
                .map(|(weight, digit)| weight * digit)
                .sum();
            let letters = if persona.uinfin.starts_with('F') {
                "XWUTRQPNMLK"
            } else {
                "JZIHGFEDCBA"
            };
            let right = letters.chars().nth(sum % 11).expect("a letter");
            assert!(!persona.uinfin.ends_with(right), "{}", persona.id);
        }
    }
}
