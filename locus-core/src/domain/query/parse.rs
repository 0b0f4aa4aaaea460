//! From tokens to an expression: `or` binds least, conditions side by side (or with `and`) more, `-` and `not` most.

use super::error::QueryError;
use super::lex::{self, Placed, Text, Token};
use super::{Expression, read};
use std::ops::Range;

/// Reads a query.
pub(super) fn parse(text: &str) -> Result<Expression, QueryError> {
    if let Some(at) = text.find('\0') {
        return Err(QueryError::new(&(at..at + 1), "a NUL character can't be looked for"));
    }
    let tokens = lex::tokens(text);
    if tokens.is_empty() {
        return Ok(Expression::EVERYTHING);
    }
    let mut parser = Parser { tokens: &tokens, end: text.len(), conditions: 0 };
    let expression = parser.any(0)?;
    match parser.tokens.first() {
        None => Ok(expression),
        Some(token) => Err(QueryError::new(&token.at, "no parenthesis is open that this one closes")),
    }
}

/// What is left to be read.
struct Parser<'a> {
    tokens: &'a [Placed<Token>],
    end: usize,
    conditions: usize,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Placed<Token>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// Whether this word comes next; then it is behind.
    fn eat(&mut self, keyword: &str) -> bool {
        let comes = self.tokens.first().is_some_and(|token| is_keyword(&token.value, keyword));
        if comes {
            self.next();
        }
        comes
    }

    fn any(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let first = self.all(depth)?;
        let mut others = Vec::new();
        while self.eat("or") {
            others.push(self.all(depth)?);
        }
        Ok(Expression::any(first, others))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let mut parts = vec![self.one(depth)?];
        loop {
            let ends = |token: &Placed<Token>| token.value == Token::Close || is_keyword(&token.value, "or");
            if !self.eat("and") && self.tokens.first().is_none_or(ends) {
                return Ok(Expression::all(parts));
            }
            parts.push(self.one(depth)?);
        }
    }

    fn one(&mut self, depth: usize) -> Result<Expression, QueryError> {
        let Some(token) = self.next() else { return Err(missing(&(self.end..self.end))) };
        if depth > Expression::MAX_DEPTH {
            let reason = format!("nested deeper than {} levels", Expression::MAX_DEPTH);
            return Err(QueryError::new(&token.at, reason));
        }
        match &token.value {
            Token::Minus => Ok(Expression::not(self.one(depth + 1)?)),
            word if is_keyword(word, "not") => Ok(Expression::not(self.one(depth + 1)?)),
            Token::Open => self.group(&token.at, depth),
            Token::Term(term) => self.count(&token.at).and_then(|()| read::condition(term)),
            word if is_keyword(word, "and") || is_keyword(word, "or") => Err(missing(&token.at)),
            Token::Word(text) => {
                self.count(&token.at)?;
                read::free_text(&Placed { value: text.clone(), at: token.at.clone() })
            }
            Token::Close => Err(missing(&token.at)),
        }
    }

    fn group(&mut self, open: &Range<usize>, depth: usize) -> Result<Expression, QueryError> {
        let inner = self.any(depth + 1)?;
        match self.next() {
            Some(token) if token.value == Token::Close => Ok(inner),
            _ => Err(QueryError::new(open, "no parenthesis closes this one")),
        }
    }

    fn count(&mut self, at: &Range<usize>) -> Result<(), QueryError> {
        self.conditions += 1;
        if self.conditions <= Expression::MAX_CONDITIONS {
            return Ok(());
        }
        Err(QueryError::new(at, format!("more than {} conditions", Expression::MAX_CONDITIONS)))
    }
}

fn is_keyword(token: &Token, keyword: &str) -> bool {
    matches!(token, Token::Word(Text::Bare(word)) if word.eq_ignore_ascii_case(keyword))
}

fn missing(at: &Range<usize>) -> QueryError {
    QueryError::new(at, "a condition is missing here; the words and, or, not are quoted to be looked for")
}
