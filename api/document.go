package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"ninefold/analysis/faulttree/problem"
)

// A modelBody is a model and what to find out about it.
type modelBody[O any] struct {
	Model   map[string]any `json:"model,omitempty" doc:"The model, in the form that files have, as JSON."`
	Text    string         `json:"text,omitempty" doc:"What a file of the model contains, in place of model."`
	Format  string         `json:"format,omitempty" enum:"yaml,openpsa,galileo,graphml,edges" doc:"Of the text of a fault tree (the first three) or of a network (yaml, graphml, edges); without it the text tells."`
	Options O              `json:"options,omitempty" doc:"What to find out; the flags of the command line have the same names."`
}

// A sentModel is a [modelBody] as it is read.
type sentModel[O any] struct {
	Model   json.RawMessage `json:"model"`
	Text    string          `json:"text"`
	Format  string          `json:"format"`
	Options O               `json:"options"`
}

// A modelText is the model of a request, as the text of a file.
type modelText struct {
	text   []byte
	json   bool // it was no text: what is wrong has a path in place of a line
	format string
}

// What a model may hold. The readers need some hundred bytes for each value.
const (
	maxDocument = 4 << 20 // bytes of a request
	mostMarks   = 400_000 // signs that part values
)

// readModel reads the body of a request.
func readModel[O any](body []byte) (d modelText, options O, err error) {
	in, err := decodeBody[sentModel[O]](body)
	if err != nil {
		return d, options, err
	}
	d.format = in.Format
	given := len(in.Model) > 0 && !bytes.Equal(in.Model, []byte("null"))
	switch {
	case given == (in.Text != ""):
		return d, in.Options, newProblem(http.StatusUnprocessableEntity, "invalid_body", "body: send either a model or a text")
	case given && in.Format != "":
		return d, in.Options, newProblem(http.StatusUnprocessableEntity, "invalid_body", "body.format: is for texts")
	case in.Format != "" && !slices.Contains(treeFormats, in.Format) && !slices.Contains(networkFormats, in.Format):
		return d, in.Options, newProblem(http.StatusUnprocessableEntity, "invalid_body", "body.format: want one of "+strings.Join(append(treeFormats[:len(treeFormats):len(treeFormats)], networkFormats[1:]...), ", "))
	case given:
		d.text, d.json = oneLine(in.Model), true
	default:
		d.text = []byte(in.Text)
	}
	marks := 0
	for _, mark := range []string{"\n", ",", ":", "[", "{", "- ", "<", "=", ";", "\" "} {
		marks += bytes.Count(d.text, []byte(mark))
	}
	if marks > mostMarks {
		return d, in.Options, newProblem(http.StatusRequestEntityTooLarge, "too_large", fmt.Sprintf("the model is beyond what is read here: %d signs part its values, of %d; the command line reads larger ones", marks, mostMarks))
	}
	return d, in.Options, nil
}

// invalid is all that is wrong with the model, each at its place.
func (d modelText) invalid(list problem.List) *Problem { return faultyModel(d.places(list)) }

// places are what is wrong with the model, each at its place.
func (d modelText) places(list problem.List) []ProblemDetail {
	errs := make([]ProblemDetail, len(list))
	for i, p := range list {
		errs[i] = ProblemDetail{Message: strings.TrimPrefix(p.Element+": "+p.Message, ": "), Location: "body.text", Line: p.Line, Column: p.Col}
	}
	if d.json {
		columns := make([]int, len(list))
		for i, p := range list {
			columns[i] = p.Col
		}
		for i, path := range paths(d.text, columns) {
			errs[i].Location, errs[i].Line, errs[i].Column = path, 0, 0
		}
	}
	return errs
}

// faultyModel is all that is wrong with a model.
func faultyModel(errs []ProblemDetail) *Problem {
	detail := errs[0].Location
	if errs[0].Line > 0 {
		detail = fmt.Sprintf("line %d, column %d", errs[0].Line, errs[0].Column)
	}
	detail += ": " + errs[0].Message
	if n := len(errs); n > 1 {
		detail = fmt.Sprintf("%d problems in the model; the first: %s", n, detail)
	}
	return newProblem(http.StatusUnprocessableEntity, "invalid_model", detail, errs...)
}

// oneLine writes JSON on one line in a way that is YAML, too: without the escapes that
// YAML has not. Names that come twice stay, for the reader to say so.
func oneLine(raw []byte) []byte {
	var out bytes.Buffer
	walk(raw, func(token json.Token, before string, _ int, _ []step) {
		out.WriteString(before)
		text, err := tokenText(token)
		if err == nil { // what was parsed can be written
			out.Write(text)
		}
	})
	return out.Bytes()
}

// paths returns where the characters at columns of JSON from [oneLine] are, from 1:
// body.model.states[0].id. It takes two walks over the JSON.
func paths(line []byte, columns []int) []string {
	var begins []int
	walk(line, func(_ json.Token, _ string, column int, _ []step) { begins = append(begins, column) })
	at := map[int]string{} // by token
	tokens := make([]int, len(columns))
	for i, column := range columns {
		n, _ := slices.BinarySearchFunc(begins, column+1, cmp.Compare[int])
		tokens[i] = n - 1
		at[n-1] = ""
	}
	token := 0
	walk(line, func(_ json.Token, _ string, _ int, way []step) {
		if _, wanted := at[token]; wanted {
			at[token] = pathOf(way)
		}
		token++
	})
	out := make([]string, len(columns))
	for i, n := range tokens {
		out[i] = cmp.Or(at[n], "body.model")
	}
	return out
}

// A step leads into an array, to a number, or into an object, to a name.
type step struct {
	array   bool
	index   int // of elements, or of names so far
	name    string
	isValue bool // the name was read
}

func pathOf(way []step) string {
	var b strings.Builder
	b.WriteString("body.model")
	for _, s := range way {
		switch {
		case s.array:
			fmt.Fprintf(&b, "[%d]", s.index)
		case s.name != "":
			fmt.Fprintf(&b, ".%.40s", s.name)
		}
	}
	return b.String()
}

// walk visits the tokens of JSON without faults, each with what stands before it in
// one line, the column at which it begins there, in characters from 1, and the way to
// it. The way is that of an object or array for its end.
func walk(raw []byte, visit func(token json.Token, before string, column int, way []step)) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var way []step
	column := 1
	for {
		token, err := dec.Token()
		if err != nil {
			return
		}
		end := token == json.Delim('}') || token == json.Delim(']')
		before := ""
		if end {
			way = way[:len(way)-1]
		} else if len(way) > 0 {
			before = way[len(way)-1].next(token)
		}
		column += len(before)
		visit(token, before, column, way)
		text, _ := tokenText(token)
		column += utf8.RuneCount(text)
		if token == json.Delim('{') || token == json.Delim('[') {
			way = append(way, step{array: token == json.Delim('['), index: -1})
		}
	}
}

// next goes on to a token, and returns what parts it from the last one.
func (s *step) next(token json.Token) string {
	if s.isValue {
		s.isValue = false
		return ": "
	}
	s.index++
	if !s.array {
		s.name, _ = token.(string)
		s.isValue = true
	}
	if s.index == 0 {
		return ""
	}
	return ", "
}

// tokenText writes a token as JSON.
func tokenText(token json.Token) ([]byte, error) {
	if d, ok := token.(json.Delim); ok {
		return []byte(d.String()), nil
	}
	text, err := json.Marshal(token)
	return bytes.ReplaceAll(text, []byte("\u0085"), []byte(`\u0085`)), err // it ends a line of YAML
}

// readDocument reads the model by a parser of files.
func readDocument[T any](d modelText, parse func(name string, r io.Reader) (T, error)) (T, error) {
	out, err := parse("model", bytes.NewReader(d.text))
	if list, ok := errors.AsType[problem.List](err); ok {
		return out, d.invalid(list)
	}
	return out, err
}
