//! Masking: enough of an account for its owner to recognise it, and too little for anybody else.

/// Stands for whatever is not shown, however long that is.
const HIDDEN: &str = "•••";

/// Fewer digits than this are no number whose last two could be shown.
const FEWEST_DIGITS: usize = 7;

/// An e-mail address, a phone number or another name of an account, masked: of an address the first letter of the part
/// before the `@` and of the domain, of a number its last two digits, of anything else its first letter.
#[must_use]
pub fn mask(account: &str) -> String {
    let account = account.trim();
    if let Some((name, domain)) = account.rsplit_once('@') {
        return format!("{}@{}", first(name), first(domain));
    }
    let digits: Vec<char> = account.chars().filter(char::is_ascii_digit).collect();
    let is_number = account
        .chars()
        .all(|letter| letter.is_ascii_digit() || " +-()./".contains(letter));
    match digits.as_slice() {
        [.., tens, ones] if is_number && digits.len() >= FEWEST_DIGITS => {
            format!("{HIDDEN}{tens}{ones}")
        }
        _ => first(account),
    }
}

/// The first letter of at least two, and no more.
fn first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), Some(_)) if letter.is_alphanumeric() => format!("{letter}{HIDDEN}"),
        _ => HIDDEN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_owner_recognises_the_account() {
        for (account, masked) in [
            ("siti.rahayu@example.com", "s•••@e•••"),
            ("+62 812 3456 7890", "•••90"),
            ("(0812) 345-67", "•••67"),
            ("Siti Rahayu", "S•••"),
            ("7654321-A", "7•••"),
            ("@example", "•••@e•••"),
            ("123456", "1•••"),
            ("x", "•••"),
            ("", "•••"),
            ("😀😀", "•••"),
        ] {
            assert_eq!(mask(account), masked, "{account}");
        }
    }

    proptest! {
        /// Whatever the account: at most its first letter, the first letter of its domain, or its last two digits are shown,
        /// and the length is not.
        #[test]
        fn no_more_is_shown(account in "\\PC{0,60}|[a-z.]{1,20}@[a-z.]{1,20}|[+]?[0-9 -]{0,20}") {
            let shown = mask(&account).replace(HIDDEN, "");
            let trimmed = account.trim();
            if let Some((name, domain)) = trimmed.rsplit_once('@') {
                let (left, right) = shown.split_once('@').unwrap();
                prop_assert!(left.chars().count() <= 1 && name.starts_with(left));
                prop_assert!(right.chars().count() <= 1 && domain.starts_with(right));
                prop_assert!(left.is_empty() || left.len() < name.len());
                prop_assert!(right.is_empty() || right.len() < domain.len());
            } else if shown.len() == 2 && shown.bytes().all(|byte| byte.is_ascii_digit()) {
                let digits: String = trimmed.chars().filter(char::is_ascii_digit).collect();
                prop_assert!(digits.ends_with(&shown) && digits.len() >= FEWEST_DIGITS);
            } else {
                prop_assert!(shown.chars().count() <= 1 && trimmed.starts_with(&shown));
            }
        }
    }
}
