package modelfile

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"ninefold/models"
)

// idForm is how IDs look; Kubernetes names and host names fit.
const idForm = `^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$`

var idPattern = regexp.MustCompile(idForm)

const maxID = 253 // bytes, as of a DNS name

// scalar reads one value that has no parts.
func (r *reader) scalar(n *yaml.Node, v reflect.Value, ru rule) {
	if n.Kind != yaml.ScalarNode {
		r.reportf(place{node: n}, ru.doc, "expected one value, not %s", describe(n))
		return
	}
	switch v.Interface().(type) {
	case models.Duration:
		v.SetInt(int64(r.duration(n, ru)))
		return
	case time.Time:
		v.Set(reflect.ValueOf(r.time(n)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(r.text(n, ru))
	case reflect.Float64:
		v.SetFloat(r.number(n, ru))
	case reflect.Int:
		x := r.number(n, ru)
		if x != math.Trunc(x) {
			r.reportf(place{node: n}, ru.doc, "expected a whole number, not %s", describe(n))
			return
		}
		v.SetInt(int64(x))
	case reflect.Bool:
		var b bool
		if n.ShortTag() != "!!bool" || n.Decode(&b) != nil {
			r.reportf(place{node: n}, "write true or false", "expected true or false, not %s", describe(n))
			return
		}
		v.SetBool(b)
	}
}

// text reads a string. One that is wrong is returned all the same where it still
// tells what is meant, so that references to it resolve.
func (r *reader) text(n *yaml.Node, ru rule) string {
	s := n.Value
	switch {
	case n.ShortTag() != "!!str":
		r.reportf(place{node: n}, "put it in quotes", "expected text, not %s", describe(n))
	case s == "" && (ru.required || ru.names != ""):
		r.reportf(place{node: n}, "fill it in: "+ru.doc, "the text is empty")
		return s
	case len(ru.enum) > 0 && !slices.Contains(ru.enum, s):
		help := "one of " + strings.Join(ru.enum, ", ")
		if near := r.suggest(s, ru.enum); near != "" && len(ru.enum) > 1 {
			help = fmt.Sprintf("did you mean %q?", near)
		}
		r.reportf(place{node: n}, help, "%q is not %s", clip(s), oneOf(ru.enum))
	case ru.form == formID && (!idPattern.MatchString(s) || len(s) > maxID):
		r.reportf(place{node: n}, "lower-case letters, digits, and . _ - between them; a title may hold anything", "%q is not an ID", clip(s))
	case ru.form == formCurrency && !slices.Contains(currencies, s):
		help := "an ISO 4217 code, such as EUR"
		if upper := strings.ToUpper(s); slices.Contains(currencies, upper) {
			help = fmt.Sprintf("did you mean %q?", upper)
		}
		r.reportf(place{node: n}, help, "%q is not a currency", clip(s))
	}
	if ru.defines != "" {
		r.define(ru.defines, s, n)
	}
	if ru.names != "" {
		r.refs = append(r.refs, reference{ru.names, s, n})
	}
	return s
}

// oneOf names an enumeration that may have one value.
func oneOf(enum []string) string {
	if len(enum) == 1 {
		return strconv.Quote(enum[0])
	}
	return "a known kind"
}

// number reads a finite number in the rule's interval, or reports and returns 0.
func (r *reader) number(n *yaml.Node, ru rule) float64 {
	var x float64
	tag := n.ShortTag()
	if tag != "!!int" && tag != "!!float" || n.Decode(&x) != nil {
		help := ru.doc
		if percent, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(n.Value, "%")), 64); err == nil && strings.HasSuffix(n.Value, "%") {
			help = fractionHelp(percent, ru.in, help)
		}
		r.reportf(place{node: n}, help, "expected a number, not %s", describe(n))
		return 0
	}
	switch {
	case math.IsNaN(x) || math.IsInf(x, 0):
		r.reportf(place{node: n}, "a number is finite; leave the key out where it is not known", "%s is not a finite number", clip(n.Value))
		return 0
	case ru.in != nil && !ru.in.has(x):
		r.reportf(place{node: n}, fractionHelp(x, ru.in, ru.doc), "%s is not %s", number(x), ru.in)
		return 0
	}
	return x
}

// fractionHelp returns how to write a percentage where a fraction is due, or
// else the other help.
func fractionHelp(percent float64, in *interval, otherwise string) string {
	if in == nil || in.high != 1 || !(percent > 1) || !in.has(percent/100) {
		return otherwise
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(percent/100, 'g', 12, 64), 64)
	if err != nil {
		return otherwise
	}
	return "write a fraction: " + number(rounded)
}

// duration reads a duration, rounded to milliseconds so that it survives being
// written.
func (r *reader) duration(n *yaml.Node, ru rule) models.Duration {
	d, err := models.ParseDuration(n.Value)
	rounded := time.Duration(d).Round(time.Millisecond)
	switch {
	case err != nil:
		r.reportf(place{node: n}, "a number and a unit: ms, s, m, h, d, w or y", "%s", strings.ReplaceAll(err.Error(), n.Value, clip(n.Value)))
	case rounded%time.Millisecond != 0: // Round had no room
		r.reportf(place{node: n}, ru.doc, "%q is longer than 292 years", n.Value)
	case ru.in != nil && !ru.in.has(rounded.Hours()):
		r.reportf(place{node: n}, "at least 1ms: "+ru.doc, "the duration %q is not %s", clip(n.Value), ru.in)
	default:
		return models.Duration(rounded)
	}
	return 0
}

// time reads a date, meaning its beginning, or a time.
func (r *reader) time(n *yaml.Node) time.Time {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, n.Value); err == nil && t.UTC().Year() >= 1 && t.UTC().Year() <= 9999 {
			if t.IsZero() {
				break
			}
			return t.UTC()
		}
	}
	r.reportf(place{node: n}, "write 2026-12-31, or 2026-12-31T17:00:00Z", "expected a date, not %s", describe(n))
	return time.Time{}
}
