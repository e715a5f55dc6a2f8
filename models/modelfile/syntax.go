package modelfile

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// lineReader hands out one line per Read and counts them. The YAML parser reads
// no further than it must, so the count tells how far it came.
type lineReader struct {
	rest []byte
	read int
}

func (l *lineReader) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		return 0, io.EOF
	}
	end := bytes.IndexByte(l.rest, '\n') + 1
	if end == 0 {
		end = len(l.rest)
	}
	n := copy(p, l.rest[:end])
	l.rest = l.rest[n:]
	if n == end {
		l.read++
	}
	return n, nil
}

var (
	errorLine = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?`)
	tabIndent = regexp.MustCompile(`(?m)^ *\t`)
)

// advice is what to do about the YAML parser's messages.
var advice = []struct{ message, help string }{
	{"mapping values are not allowed", `put a text that contains ": " in quotes, and each key on its own line`},
	{"did not find expected key", "align the keys of a mapping in one column"},
	{"did not find expected '-' indicator", "align the items of a list in one column"},
	{"did not find expected ',' or", "close the bracket, and put commas between items"},
	{"did not find expected <document start>", "remove what follows the end of the model"},
	{"could not find expected ':'", "write key: value"},
	{"unexpected end of stream", "close the quotes"},
	{"cannot start any token", "put a text that begins with @, ` or % in quotes"},
	{"unknown anchor", "put a text that begins with * in quotes, or define the anchor before it"},
	{"Unicode character escape", "write the character itself"},
}

// syntax reports err, which the YAML parser met after it had read so many lines
// of data.
//
// The parser's own line is right where its scanner stumbled; where its grammar
// did, it is that of the beginning of the block. The true one is then the last
// line read, or one before it if the text up to there already has the error.
func (r *reader) syntax(data []byte, read int, err error) {
	text := err.Error()
	match := errorLine.FindStringSubmatch(text)
	message := strings.TrimPrefix(text, match[0])
	line, convErr := strconv.Atoi(match[1])
	if convErr != nil {
		line = 1
	}
	if strings.HasPrefix(message, "did not find expected") || strings.HasPrefix(message, "unknown anchor") {
		line = read
		for line > max(1, read-2) && failsAlike(firstLinesOf(data, line-1), message) {
			line--
		}
	}
	help := "see docs/MODEL.md for the format"
	for _, a := range advice {
		if strings.Contains(message, a.message) {
			help = a.help
			break
		}
	}
	upTo := firstLinesOf(data, line+1)
	if at := tabIndent.FindIndex(upTo); at != nil && strings.Contains(message, "tab") || at != nil && strings.Contains(message, "cannot start any token") {
		line = 1 + bytes.Count(upTo[:at[0]], []byte("\n"))
		r.fail(line, at[1]-at[0], "a tab indents this line", "indent with spaces")
		return
	}
	start := len(firstLinesOf(data, line-1))
	content := bytes.TrimLeft(data[start:], " \t")
	r.fail(line, 1+utf8.RuneCount(data[start:len(data)-len(content)]), "this is not YAML: "+message, help)
}

// failsAlike reports whether text has the syntax error with the given message.
func failsAlike(text []byte, message string) bool {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var n yaml.Node
		if err := dec.Decode(&n); err != nil {
			return strings.HasSuffix(err.Error(), message)
		}
	}
}

// firstLinesOf returns the first n lines of data, with their ends.
func firstLinesOf(data []byte, n int) []byte {
	end := 0
	for ; n > 0 && end < len(data); n-- {
		i := bytes.IndexByte(data[end:], '\n')
		if i < 0 {
			return data
		}
		end += i + 1
	}
	return data[:end]
}
