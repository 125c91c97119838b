//! Tests of the format alone.
