//! Compares two Fluent catalogues: the same messages, the same attributes, the same placeables.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{ast, parser};

/// One catalogue: for each text (`id` or `id.attribute`) the names of the variables that it uses.
pub struct Catalogue {
    file: String,
    texts: BTreeMap<String, BTreeSet<String>>,
}

/// Parses a catalogue; what is wrong with it is added to `problems`.
pub fn parse(file: &str, text: &str, problems: &mut Vec<String>) -> Catalogue {
    let resource = match parser::parse(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.iter().map(|error| format!("{file}: {error}")));
            resource
        }
    };
    let mut texts = BTreeMap::new();
    let mut insert = |key: String, pattern: &ast::Pattern<&str>, problems: &mut Vec<String>| {
        let mut variables = BTreeSet::new();
        of_pattern(pattern, &mut variables);
        if texts.insert(key.clone(), variables).is_some() {
            problems.push(format!("{file}: `{key}` is there twice"));
        }
    };
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else {
            continue;
        };
        let id = message.id.name;
        if let Some(value) = &message.value {
            insert(id.to_owned(), value, problems);
        }
        for attribute in &message.attributes {
            insert(
                format!("{id}.{}", attribute.id.name),
                &attribute.value,
                problems,
            );
        }
    }
    Catalogue {
        file: file.to_owned(),
        texts,
    }
}

/// What `other` lacks, has too much, or says with other placeables than `reference`.
pub fn differences(reference: &Catalogue, other: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    for (key, wanted) in &reference.texts {
        match other.texts.get(key) {
            None => found.push(format!("{}: `{key}` is missing", other.file)),
            Some(there) if there != wanted => found.push(format!(
                "{}: `{key}` uses the placeables {there:?}, {} uses {wanted:?}",
                other.file, reference.file
            )),
            Some(_) => {}
        }
    }
    for key in other
        .texts
        .keys()
        .filter(|key| !reference.texts.contains_key(*key))
    {
        found.push(format!(
            "{}: `{key}` is not in {}",
            other.file, reference.file
        ));
    }
    found
}

fn of_pattern(pattern: &ast::Pattern<&str>, into: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            of_expression(expression, into);
        }
    }
}

fn of_expression(expression: &ast::Expression<&str>, into: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => of_inline(inline, into),
        ast::Expression::Select { selector, variants } => {
            of_inline(selector, into);
            for variant in variants {
                of_pattern(&variant.value, into);
            }
        }
    }
}

fn of_inline(inline: &ast::InlineExpression<&str>, into: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            into.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => of_expression(expression, into),
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                of_inline(argument, into);
            }
        }
        ast::InlineExpression::StringLiteral { .. }
        | ast::InlineExpression::NumberLiteral { .. }
        | ast::InlineExpression::MessageReference { .. }
        | ast::InlineExpression::TermReference { .. } => {}
    }
}
