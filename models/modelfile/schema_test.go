package modelfile

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"ninefold/models"
)

const (
	schemaFile = "../../docs/mesh.schema.json"
	docFile    = "../../docs/MODEL.md"
)

var update = flag.Bool("update", false, "write docs/mesh.schema.json and the reference in docs/MODEL.md anew")

// TestSchemaUpToDate compares the published schema with the structs and rules it
// is written from. With -update it writes it.
func TestSchemaUpToDate(t *testing.T) {
	compareOrUpdate(t, schemaFile, schemaJSON(t))
}

func compareOrUpdate(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is out of date; run go test ./models/modelfile -update (-want +got):\n%s", file, diff)
	}
}

// TestRulesMatchStructs checks that every YAML key has a rule, and every rule a key.
func TestRulesMatchStructs(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range structs() {
		seen[s.Name()] = true
		var described []string
		for name, ru := range rules[s.Name()] {
			described = append(described, name)
			if ru.doc == "" {
				t.Errorf("%s.%s has no description", s.Name(), name)
			}
		}
		if diff := cmp.Diff(sorted(keysOf(s)), sorted(described)); diff != "" {
			t.Errorf("%s: keys of the struct and of the rules differ (-struct +rules):\n%s", s.Name(), diff)
		}
	}
	for name := range rules {
		if !seen[name] {
			t.Errorf("rules for %s, which no model file holds", name)
		}
	}
}

// TestSchemaAgreesWithParse checks on random meshes that what Format writes, the
// schema accepts; and on the bad files that the schema accepts nothing whose
// problem it can express.
func TestSchemaAgreesWithParse(t *testing.T) {
	schema := compiledSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		out, err := Format(drawMesh(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(decodeYAML(t, out)); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	})
	for name, data := range badFiles(t) {
		expressible := strings.HasPrefix(name, "unknown-key") || strings.HasPrefix(name, "target-") || strings.HasPrefix(name, "missing-") ||
			strings.HasSuffix(name, "-kind") || strings.HasPrefix(name, "slo-") || strings.HasPrefix(name, "change-two") ||
			strings.HasPrefix(name, "change-none") || strings.HasPrefix(name, "async-") || strings.HasPrefix(name, "currency") ||
			strings.HasPrefix(name, "bad-id") && name != "bad-indentation" || strings.HasPrefix(name, "effectiveness-")
		if expressible && schema.Validate(decodeYAML(t, data)) == nil {
			t.Errorf("the schema accepts %s:\n%s", name, data)
		}
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mesh.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mesh.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// fataler is what tests of testing and rapid have in common.
type fataler interface{ Fatal(args ...any) }

// decodeYAML reads YAML as an editor does that checks it against a JSON Schema:
// dates are text.
func decodeYAML(t fataler, data []byte) any {
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		t.Fatal(err)
	}
	var dates func(*yaml.Node)
	dates = func(n *yaml.Node) {
		if n.ShortTag() == "!!timestamp" {
			n.Tag = "!!str"
		}
		for _, c := range n.Content {
			dates(c)
		}
	}
	dates(&n)
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	again, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// structs returns the struct types of a model file, each once, outside in.
func structs() []reflect.Type {
	var found []reflect.Type
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
			return
		}
		for _, f := range found {
			if f == t {
				return
			}
		}
		found = append(found, t)
		for i := range t.NumField() {
			walk(t.Field(i).Type)
		}
	}
	walk(reflect.TypeFor[models.Mesh]())
	return found
}

// conditions are the rules between the keys of one struct that JSON Schema can say.
var conditions = map[string]map[string]any{
	"SLO": {"oneOf": []any{
		map[string]any{"required": []string{"journey"}},
		map[string]any{"required": []string{"service"}},
	}},
	"Change":     {"minProperties": 1, "maxProperties": 1},
	"SetFailure": {"minProperties": 2},
	"Dependency": bufferOfAsync,
	"SetKind":    bufferOfAsync,
}

var bufferOfAsync = map[string]any{
	"if": map[string]any{
		"properties": map[string]any{"kind": map[string]any{"const": models.DependencyAsync}},
		"required":   []string{"kind"},
	},
	"then": map[string]any{"required": []string{"buffer"}},
	"else": map[string]any{"not": map[string]any{"required": []string{"buffer"}}},
}

func schemaJSON(t *testing.T) []byte {
	t.Helper()
	defs := map[string]any{
		"Duration": map[string]any{
			"type": "string", "title": "Duration",
			"description": "Numbers with units: 36m, 1h30m, 90d. Units are ms, s, m, h, d (24 h), w (7 d) and y (365 d).",
			"pattern":     `^([0-9]+(\.[0-9]+)?(ms|s|m|h|d|w|y))+$`,
		},
		"Time": map[string]any{
			"type": "string", "title": "Time", "description": "A date, meaning its first instant in UTC, or a time as in RFC 3339.",
			"pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?$`,
		},
	}
	root := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     "urn:ninefold:v1:mesh",
	}
	for _, s := range structs() {
		object := objectSchema(s)
		if s.Name() != "Mesh" {
			defs[s.Name()] = object
			continue
		}
		for k, v := range object {
			root[k] = v
		}
	}
	root["title"], root["description"] = "Ninefold model file", "A mesh of services: what it is made of, how often it fails, and what is expected of it. See docs/MODEL.md."
	root["$defs"] = defs
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func objectSchema(s reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	for i, name := range keysOf(s) {
		ru := rules[s.Name()][name]
		p := valueSchema(s.Field(i).Type, ru)
		p["title"], p["description"] = words(name), ru.doc
		properties[name] = p
		if ru.required {
			required = append(required, name)
		}
	}
	object := map[string]any{"type": "object", "title": words(s.Name()), "additionalProperties": false, "properties": properties}
	if len(required) > 0 {
		object["required"] = required
	}
	for k, v := range conditions[s.Name()] {
		object[k] = v
	}
	return object
}

// valueSchema returns the schema of a field without its title and description.
func valueSchema(t reflect.Type, ru rule) map[string]any {
	switch {
	case t.Kind() == reflect.Pointer:
		return valueSchema(t.Elem(), ru)
	case t.Kind() == reflect.Slice:
		item := ru
		item.required = false
		p := map[string]any{"type": "array", "items": valueSchema(t.Elem(), item)}
		if ru.unique {
			p["uniqueItems"] = true
		}
		if ru.nonEmpty {
			p["minItems"] = 1
		}
		if ru.max > 0 {
			p["maxItems"] = ru.max
		}
		return p
	case t == reflect.TypeFor[models.Duration]():
		return map[string]any{"$ref": "#/$defs/Duration"}
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"$ref": "#/$defs/Time"}
	case t.Kind() == reflect.Struct:
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	p := map[string]any{"type": map[reflect.Kind]string{
		reflect.String: "string", reflect.Float64: "number", reflect.Int: "integer", reflect.Bool: "boolean",
	}[t.Kind()]}
	switch {
	case len(ru.enum) == 1:
		p["const"] = ru.enum[0]
	case len(ru.enum) > 1:
		p["enum"] = ru.enum
	case ru.form == formID:
		p["pattern"], p["maxLength"] = idForm, maxID
	case ru.form == formCurrency:
		p["enum"] = currencies
	case t.Kind() == reflect.String && (ru.required || ru.names != ""):
		p["minLength"] = 1
	}
	if ru.in == nil {
		return p
	}
	low, high := "minimum", "maximum"
	if ru.in.openLow {
		low = "exclusiveMinimum"
	}
	if ru.in.openHigh {
		high = "exclusiveMaximum"
	}
	p[low] = ru.in.low
	if !math.IsInf(ru.in.high, 1) {
		p[high] = ru.in.high
	}
	return p
}

// words turns meanTimeToRestore into "Mean time to restore".
func words(name string) string {
	var b strings.Builder
	for i, c := range name {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(c))
		case unicode.IsUpper(c) && !unicode.IsUpper(rune(name[i-1])):
			b.WriteString(" " + string(unicode.ToLower(c)))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
