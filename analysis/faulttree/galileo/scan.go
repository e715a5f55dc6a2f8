package galileo

import (
	"fmt"
	"unicode/utf8"

	"ninefold/analysis/faulttree/problem"
)

// A token is a word, an equals sign or a semicolon.
type token struct {
	text   string
	quoted bool
	line   int
	col    int
}

// is reports whether the token is this sign, and not a name in quotes.
func (t token) is(sign string) bool { return !t.quoted && t.text == sign }

// A scanner turns text into tokens.
type scanner struct {
	file      string
	rest      string
	line, col int
	problems  *problem.List
}

func (s *scanner) reportf(line, col int, element, format string, args ...any) {
	s.problems.Add(problem.Problem{File: s.file, Line: line, Col: col, Element: element, Message: fmt.Sprintf(format, args...)})
}

// skip moves over n bytes.
func (s *scanner) skip(n int) string {
	text := s.rest[:n]
	for _, r := range text {
		s.col++
		if r == '\n' {
			s.line, s.col = s.line+1, 1
		}
	}
	s.rest = s.rest[n:]
	return text
}

// next returns the next token; false at the end.
func (s *scanner) next() (token, bool) {
	for len(s.rest) > 0 {
		t := token{line: s.line, col: s.col}
		switch c := s.rest[0]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			s.skip(1)
		case hasPrefix(s.rest, "//"):
			s.skip(until(s.rest, "\n"))
		case hasPrefix(s.rest, "/*"):
			end := until(s.rest, "*/")
			if end == len(s.rest) {
				s.reportf(t.line, t.col, "", "the comment does not end")
			}
			s.skip(min(end+2, len(s.rest)))
		case c == ';' || c == '=':
			t.text = s.skip(1)
			return t, true
		case c == '"':
			end := 1
			for end < len(s.rest) && s.rest[end] != '"' && s.rest[end] != '\n' {
				end++
			}
			t.text, t.quoted = s.rest[1:end], true
			if end == len(s.rest) || s.rest[end] == '\n' {
				s.reportf(t.line, t.col, "", "the quotes are not closed in this line")
				s.skip(end)
			} else {
				s.skip(end + 1)
			}
			if !utf8.ValidString(t.text) {
				s.reportf(t.line, t.col, "", "the name is not UTF-8")
			}
			return t, true
		default:
			end := 0
			for end < len(s.rest) && !isDelimiter(s.rest[end]) {
				end++
			}
			t.text = s.skip(end)
			if !utf8.ValidString(t.text) {
				s.reportf(t.line, t.col, "", "the text is not UTF-8")
			}
			return t, true
		}
	}
	return token{line: s.line, col: s.col}, false
}

func isDelimiter(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';' || c == '=' || c == '"'
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// until returns how far it is to mark, or to the end.
func until(s, mark string) int {
	for i := 0; i+len(mark) <= len(s); i++ {
		if s[i:i+len(mark)] == mark {
			return i
		}
	}
	return len(s)
}
