package syntax

import "unicode/utf8"

// A Token is a word, an equals sign or a semicolon.
type Token struct {
	Text   string
	Quoted bool
	Line   int
	Col    int
}

// Is reports whether the token is this sign, and not a name in quotes.
func (t Token) Is(sign string) bool { return !t.Quoted && t.Text == sign }

// A scanner turns text into tokens.
type scanner struct {
	rest      string
	line, col int
	file      *File
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
func (s *scanner) next() (Token, bool) {
	for len(s.rest) > 0 {
		t := Token{Line: s.line, Col: s.col}
		switch c := s.rest[0]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			s.skip(1)
		case hasPrefix(s.rest, "//"):
			s.skip(until(s.rest, "\n"))
		case hasPrefix(s.rest, "/*"):
			end := until(s.rest, "*/")
			if end == len(s.rest) {
				s.file.Reportf(t.Line, t.Col, "", "the comment does not end")
			}
			s.skip(min(end+2, len(s.rest)))
		case c == ';' || c == '=':
			t.Text = s.skip(1)
			return t, true
		case c == '"':
			end := 1
			for end < len(s.rest) && s.rest[end] != '"' && s.rest[end] != '\n' {
				end++
			}
			t.Text, t.Quoted = s.rest[1:end], true
			if end == len(s.rest) || s.rest[end] == '\n' {
				s.file.Reportf(t.Line, t.Col, "", "the quotes are not closed in this line")
				s.skip(end)
			} else {
				s.skip(end + 1)
			}
			if !utf8.ValidString(t.Text) {
				s.file.Reportf(t.Line, t.Col, "", "the name is not UTF-8")
			}
			return t, true
		default:
			end := 0
			for end < len(s.rest) && !isDelimiter(s.rest[end]) {
				end++
			}
			t.Text = s.skip(end)
			if !utf8.ValidString(t.Text) {
				s.file.Reportf(t.Line, t.Col, "", "the text is not UTF-8")
			}
			return t, true
		}
	}
	return Token{Line: s.line, Col: s.col}, false
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
