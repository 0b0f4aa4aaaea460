//! A query as a row of tokens, each with its place. Every text has one: what makes no sense is for the parser to say.

use super::Comparison;
use std::ops::Range;
use winnow::combinator::{alt, opt, peek, preceded, repeat, separated, terminated};
use winnow::error::EmptyError;
use winnow::stream::LocatingSlice;
use winnow::token::{none_of, one_of, take_while};
use winnow::{Parser, Result};

type Input<'a> = LocatingSlice<&'a str>;

/// Something with its place, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) at: Range<usize>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    /// As it stands.
    Bare(String),
    /// Between quotation marks, without them.
    Quoted(String),
    /// Behind a quotation mark that no other follows.
    Unclosed,
}

/// What stands between a field and its values: `:` and `=` are the same, `!=` turns it around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Operator {
    pub(super) comparison: Comparison,
    pub(super) negated: bool,
}

/// A condition by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) name: Placed<String>,
    pub(super) operator: Placed<Operator>,
    /// What stands between the commas, none where nothing does.
    pub(super) values: Vec<Placed<Option<Text>>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    /// A `-` right before something.
    Minus,
    Term(Term),
    Word(Text),
}

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Placed<Token>> {
    let mut input = Input::new(text);
    repeat(0.., preceded(blank, placed(token))).parse_next(&mut input).unwrap_or_default()
}

fn blank(input: &mut Input<'_>) -> Result<(), EmptyError> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

fn placed<'a, T>(
    parser: impl Parser<Input<'a>, T, EmptyError>,
) -> impl Parser<Input<'a>, Placed<T>, EmptyError> {
    parser.with_span().map(|(value, at)| Placed { value, at })
}

fn token(input: &mut Input<'_>) -> Result<Token, EmptyError> {
    let minus = terminated('-', peek(none_of(char::is_whitespace)));
    alt((
        '('.value(Token::Open),
        ')'.value(Token::Close),
        minus.value(Token::Minus),
        term.map(Token::Term),
        alt((quoted, bare(|_| true))).map(Token::Word),
    ))
    .parse_next(input)
}

fn term(input: &mut Input<'_>) -> Result<Term, EmptyError> {
    let letter = |c: char| c.is_ascii_alphabetic();
    let more = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let name = (take_while(1, letter), take_while(0.., more)).take().map(str::to_owned);
    (placed(name), placed(operator), separated(1.., placed(opt(value)), ','))
        .map(|(name, operator, values)| Term { name, operator, values })
        .parse_next(input)
}

fn operator(input: &mut Input<'_>) -> Result<Operator, EmptyError> {
    use Comparison::{AtLeast, AtMost, Is, Less, More};
    let only = |comparison| Operator { comparison, negated: false };
    alt((
        "!=".value(Operator { comparison: Is, negated: true }),
        alt((":", "=")).value(only(Is)),
        "<=".value(only(AtMost)),
        "<".value(only(Less)),
        ">=".value(only(AtLeast)),
        ">".value(only(More)),
    ))
    .parse_next(input)
}

fn value(input: &mut Input<'_>) -> Result<Text, EmptyError> {
    alt((quoted, bare(|c| c != ','))).parse_next(input)
}

/// One character or more without a meaning of their own.
fn bare<'a>(may_stand: fn(char) -> bool) -> impl Parser<Input<'a>, Text, EmptyError> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"');
    take_while(1.., move |c| !ends(c) && may_stand(c)).map(|text: &str| Text::Bare(text.to_owned()))
}

/// Between quotation marks; `\"` and `\\` stand for the mark and the backslash.
fn quoted(input: &mut Input<'_>) -> Result<Text, EmptyError> {
    let escaped = preceded('\\', one_of(['"', '\\']));
    let inside = repeat(0.., alt((escaped, none_of('"')))).fold(String::new, |mut text, c: char| {
        text.push(c);
        text
    });
    (preceded('"', inside), opt('"'))
        .map(|(text, closed)| closed.map_or(Text::Unclosed, |_| Text::Quoted(text)))
        .parse_next(input)
}
