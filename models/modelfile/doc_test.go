package modelfile

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"ninefold/models"
)

const (
	exampleMark   = "<!-- example -->\n```yaml\n"
	referenceMark = "<!-- reference -->\n"
	referenceEnd  = "<!-- end of reference -->\n"
)

// TestDocReference compares the reference in docs/MODEL.md with the rules it is
// written from. With -update it writes it.
func TestDocReference(t *testing.T) {
	doc, err := os.ReadFile(docFile)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(doc), referenceMark)
	_, after, ok2 := strings.Cut(rest, referenceEnd)
	if !ok || !ok2 {
		t.Fatalf("%s lacks the marks of the reference", docFile)
	}
	var b strings.Builder
	for _, s := range structs() {
		fmt.Fprintf(&b, "\n### %s\n\n| key | holds | meaning |\n|---|---|---|\n", words(s.Name()))
		for i, name := range keysOf(s) {
			ru := rules[s.Name()][name]
			k := "`" + name + "`"
			if ru.required {
				k = "**" + k + "**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", k, holds(s.Field(i).Type, ru), ru.doc)
		}
	}
	compareOrUpdate(t, docFile, []byte(before+referenceMark+b.String()+"\n"+referenceEnd+after))
}

// holds says in words what a field may hold.
func holds(t reflect.Type, ru rule) string {
	var what string
	switch {
	case t.Kind() == reflect.Pointer:
		return holds(t.Elem(), ru)
	case t.Kind() == reflect.Slice:
		return "list of " + holds(t.Elem(), ru)
	case t == reflect.TypeFor[models.Duration]():
		what = "duration"
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t.Kind() == reflect.Struct:
		return "[" + words(t.Name()) + "](#" + strings.ReplaceAll(strings.ToLower(words(t.Name())), " ", "-") + ")"
	case len(ru.enum) > 0:
		return "`" + strings.Join(ru.enum, "`, `") + "`"
	case ru.names != "":
		return "ID of a " + ru.names
	case ru.form != "":
		return map[string]string{formID: "ID", formCurrency: "currency code"}[ru.form]
	default:
		what = map[reflect.Kind]string{reflect.String: "text", reflect.Float64: "number", reflect.Int: "whole number", reflect.Bool: "true or false"}[t.Kind()]
	}
	if ru.in != nil {
		what += " " + ru.in.String()
	}
	return what
}

// TestDocExample checks that the example in docs/MODEL.md is a valid model
// without warnings, that the schema accepts it, and that its scenarios apply.
func TestDocExample(t *testing.T) {
	doc, err := os.ReadFile(docFile)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := bytes.Cut(doc, []byte(exampleMark))
	example, _, ok2 := bytes.Cut(rest, []byte("```"))
	if !ok || !ok2 {
		t.Fatalf("%s has no example", docFile)
	}
	m, err := Parse("docs/MODEL.md", example)
	if err != nil {
		t.Fatal(err)
	}
	if w := Warnings(m); len(w) > 0 {
		t.Errorf("warnings: %q", w)
	}
	if err := compiledSchema(t).Validate(decodeYAML(t, example)); err != nil {
		t.Errorf("schema: %v", err)
	}
	for _, s := range m.Scenarios {
		if _, err := m.Apply(s.ID); err != nil {
			t.Error(err)
		}
	}
	v := reflect.ValueOf(m)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the example shows no %s", keysOf(v.Type())[i])
		}
	}
}
