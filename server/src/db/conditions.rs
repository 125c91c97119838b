//! WHERE clauses that are put together: what is bound, in order. Each value gives its placeholder.

use sqlx::{Any, any::AnyArguments, query::QueryAs};

enum Value {
    Text(String),
    Number(i64),
}

/// The values of a query whose text depends on what is asked for.
#[derive(Default)]
pub(super) struct Values(Vec<Value>);

impl Values {
    fn place(&mut self, value: Value) -> String {
        self.0.push(value);
        format!("${}", self.0.len())
    }

    /// The placeholder of a text.
    pub(super) fn text(&mut self, text: &str) -> String {
        self.place(Value::Text(text.to_owned()))
    }

    /// The placeholder of a number.
    pub(super) fn number(&mut self, number: i64) -> String {
        self.place(Value::Number(number))
    }

    /// The placeholders of several texts, with commas.
    pub(super) fn texts<T: AsRef<str>>(&mut self, texts: &[T]) -> String {
        let places: Vec<_> = texts.iter().map(|text| self.text(text.as_ref())).collect();
        places.join(", ")
    }

    /// Binds them.
    pub(super) fn bind<'q, Row>(
        self,
        mut query: QueryAs<'q, Any, Row, AnyArguments<'q>>,
    ) -> QueryAs<'q, Any, Row, AnyArguments<'q>> {
        for value in self.0 {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        query
    }
}
