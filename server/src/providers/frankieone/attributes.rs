//! Attributes: what an identity provider is asked for, in its own names (FO-04).

/// "We strongly recommend applying for the following attributes at minimum" (FrankieOne, Singpass, "Data attributes").
pub(super) const RECOMMENDED: [&str; 16] = [
    "uinfin",
    "name",
    "aliasname",
    "hanyupinyinname",
    "hanyupinyinaliasname",
    "residentialstatus",
    "nationality",
    "dob",
    "regadd",
    "email",
    "mobileno",
    "passportnumber",
    "passportexpirydate",
    "passtype",
    "passstatus",
    "passexpirydate",
];
/// How many a list may have.
const MOST: usize = 100;

/// What FrankieOne itself cannot do without ("MANDATORY_UINFIN", "MANDATORY_NAME", "MANDATORY_DOB", "MANDATORY_REGADD").
pub(super) fn mandatory() -> Vec<String> {
    ["uinfin", "name", "dob", "regadd"]
        .map(str::to_owned)
        .to_vec()
}

/// What is wrong with a list of names.
pub(super) fn problem(list: &[String]) -> Option<String> {
    if list.len() > MOST {
        return Some(format!("has more than {MOST} names"));
    }
    list.iter().enumerate().find_map(|(place, name)| {
        let is_name = (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
        if !is_name {
            Some(format!("\"{name}\" is not the name of an attribute"))
        } else if list.iter().take(place).any(|before| before == name) {
            Some(format!("\"{name}\" is given twice"))
        } else {
            None
        }
    })
}

/// The first of the names that is not in the list.
pub(super) fn outside<'a>(names: &'a [String], list: &[String]) -> Option<&'a String> {
    names.iter().find(|name| !list.contains(name))
}
