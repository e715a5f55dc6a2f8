package modelfile

import (
	"bytes"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ninefold/models"
)

// sections are the comments above the parts of a written file.
var sections = map[string]string{
	"domains":      "Failure domains: what takes its contents down when it fails.",
	"services":     "Services: the units that answer requests.",
	"placements":   "Placements: where services run, and how many replicas must work there.",
	"links":        "Links: networks between two locations.",
	"dependencies": "Dependencies: who calls whom, and what happens when it cannot.",
	"journeys":     "Journeys: what users do.",
	"slos":         "SLOs: objectives for what is measured.",
	"scenarios":    "Scenarios: changes to try.",
	"waivers":      "Waivers: findings that are accepted, until they end.",
}

// Format writes m as YAML that [Parse] reads back to an equal mesh, but for empty
// slices, which become nil. Same mesh, same bytes: the order is that of the
// structs and of their slices.
//
// Durations are written in milliseconds at the finest. A mesh that Parse would
// refuse is an error, with the problems at their place in the text that would
// have been written.
func Format(m models.Mesh) ([]byte, error) {
	if m.APIVersion == "" && m.Kind == "" {
		m.APIVersion, m.Kind = models.APIVersion, models.KindMesh
	}
	root := write(reflect.ValueOf(m))
	for i := 0; i < len(root.Content); i += 2 {
		k := root.Content[i]
		k.HeadComment = sections[k.Value]
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("modelfile: format %q: %w", m.Metadata.Name, err)
	}
	if err := enc.Close(); err != nil {
		return nil, fmt.Errorf("modelfile: format %q: %w", m.Metadata.Name, err)
	}
	out := sectionGap.ReplaceAll(b.Bytes(), []byte("\n\n#"))
	if _, err := Parse(m.Metadata.Name, out); err != nil {
		return nil, fmt.Errorf("modelfile: format: %w", err)
	}
	return out, nil
}

// sectionGap is the end of a line before a section's comment. A text cannot hold
// it: Format writes texts in one line.
var sectionGap = regexp.MustCompile(`\n#`)

// write returns the node of a value, or nil where it is left out.
func write(v reflect.Value) *yaml.Node {
	switch x := v.Interface().(type) {
	case models.Duration:
		return scalarNode("!!str", x.String())
	case time.Time:
		return scalarNode("!!timestamp", date(x))
	}
	switch v.Kind() {
	case reflect.Pointer:
		return write(v.Elem())
	case reflect.Struct:
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for i, name := range keysOf(v.Type()) {
			f := v.Field(i)
			_, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
			if options == "omitempty" && (f.IsZero() || f.Kind() == reflect.Slice && f.Len() == 0) {
				continue
			}
			n.Content = append(n.Content, scalarNode("!!str", name), write(f))
		}
		return n
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for i := range v.Len() {
			n.Content = append(n.Content, write(v.Index(i)))
		}
		if short(n) {
			n.Style = yaml.FlowStyle
		}
		return n
	case reflect.Float64:
		text := number(v.Float())
		if !strings.ContainsAny(text, ".e") {
			return scalarNode("!!int", text)
		}
		return scalarNode("!!float", text)
	case reflect.Int:
		return scalarNode("!!int", strconv.FormatInt(v.Int(), 10))
	case reflect.Bool:
		return scalarNode("!!bool", strconv.FormatBool(v.Bool()))
	}
	return scalarNode("!!str", v.String())
}

// plainText is text that needs no quotes where it is no number, date or word of YAML.
var plainText = regexp.MustCompile(`^[\p{L}][\p{L}\p{N} ._/@+;()-]*$`)

func scalarNode(tag, value string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
	if tag == "!!str" && (!plainText.MatchString(value) || strings.TrimSpace(value) != value) {
		n.Style = yaml.DoubleQuotedStyle
		if _, err := models.ParseDuration(value); err == nil && value != "0" {
			n.Style = 0 // 90d is no number of YAML
		}
	}
	return n
}

// short reports whether a list of words fits in brackets on one line.
func short(n *yaml.Node) bool {
	width := 0
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool {
		width += len(c.Value) + 2
		return c.Kind != yaml.ScalarNode || c.Style != 0 || strings.Contains(c.Value, " ") || width > 80
	})
}

// date writes a midnight as a date.
func date(t time.Time) string {
	t = t.UTC()
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339Nano)
}
