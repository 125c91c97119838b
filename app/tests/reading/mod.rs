//! Reads rendered HTML. Our own rendering is regular: double quotes, no comments inside tags.

/// The values of an attribute, in the order of the document.
pub fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.match_indices(&start)
        .filter_map(|(at, _)| html[at + start.len()..].split('"').next())
        .collect()
}

/// The opening tags of an element.
pub fn tags<'a>(html: &'a str, element: &str) -> Vec<&'a str> {
    let start = format!("<{element}");
    html.match_indices(&start)
        .filter_map(|(at, _)| html[at..].split_inclusive('>').next())
        .filter(|tag| {
            !tag[start.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '-')
        })
        .collect()
}

/// What stands between the first such tags, without the tags inside.
pub fn text(html: &str, element: &str) -> String {
    let inside = html
        .split_once(&format!("<{element}"))
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split_once(&format!("</{element}>")))
        .map(|(inside, _)| inside)
        .unwrap_or_default();
    let mut plain = String::new();
    let mut in_tag = false;
    for character in inside.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => plain.push(character),
            _ => {}
        }
    }
    plain
}
