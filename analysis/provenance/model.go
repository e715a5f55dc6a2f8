package provenance

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// A Model is what an answer about a model rests on.
type Model struct {
	InputsDigest  string   `json:"inputsDigest"` // SHA-256 of the model, hexadecimal; see [Of]
	EngineVersion string   `json:"engineVersion"`
	Methods       []string `json:"methods" nullable:"false"` // that found the figures, by name
	Level         float64  `json:"level,omitempty"`          // of two-sided intervals; absent where there are none
	Seed          *uint64  `json:"seed,omitempty"`           // absent where nothing is drawn
}

// Of returns a record of a model, without methods. In whatever form a model was
// written down, it has the same digest.
//
// The digest is the SHA-256 of a text: the kind and a line feed, and then the value. A
// struct is its exported fields in braces, each as name, colon, value and semicolon; a
// list is its values in brackets, each with a semicolon; a map is the same as a struct,
// by its keys in order. A value of an interface comes after the name of its type. A
// number is the fewest digits that tell it from all others, a text stands in quotes with
// Go's escapes. Fields that are empty or zero, and functions, are left out. Values that
// lead back to themselves are not for it. Cost is linear.
func Of(kind string, model any) Model {
	w := writer{hash: sha256.New()}
	w.text = append(w.text, kind+"\n"...)
	w.value(reflect.ValueOf(model))
	w.hash.Write(w.text)
	return Model{InputsDigest: hex.EncodeToString(w.hash.Sum(nil)), EngineVersion: EngineVersion, Methods: []string{}}
}

// Found notes methods, each once.
func (m *Model) Found(methods ...string) {
	for _, name := range methods {
		if name != "" && !slices.Contains(m.Methods, name) {
			m.Methods = append(m.Methods, name)
		}
	}
}

// Drew notes the seed of random numbers.
func (m *Model) Drew(seed uint64) { m.Seed = &seed }

// A writer writes a model to a hash.
type writer struct {
	hash hash.Hash
	text []byte // not written yet
}

const flushed = 1 << 16

func (w *writer) value(v reflect.Value) {
	if len(w.text) > flushed {
		w.hash.Write(w.text)
		w.text = w.text[:0]
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			w.value(v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() {
			w.text = append(w.text, v.Elem().Type().Name()...)
			w.value(v.Elem())
		}
	case reflect.Struct:
		w.fields(v)
	case reflect.Map:
		w.entries(v)
	case reflect.Slice, reflect.Array:
		w.text = append(w.text, '[')
		for i := range v.Len() {
			w.value(v.Index(i))
			w.text = append(w.text, ';')
		}
		w.text = append(w.text, ']')
	default:
		w.scalar(v)
	}
}

// fields writes a struct. A pointer that is set counts, though it may lead to zero.
func (w *writer) fields(v reflect.Value) {
	w.text = append(w.text, '{')
	for i := range v.NumField() {
		f, field := v.Type().Field(i), v.Field(i)
		empty := field.IsZero() || field.Kind() == reflect.Func
		if k := field.Kind(); k == reflect.Slice || k == reflect.Map {
			empty = field.Len() == 0
		}
		if f.IsExported() && !empty {
			w.entry(f.Name, field)
		}
	}
	w.text = append(w.text, '}')
}

func (w *writer) entries(v reflect.Value) {
	by := map[string]reflect.Value{}
	for key, value := range v.Seq2() {
		by[key.String()] = value
	}
	w.text = append(w.text, '{')
	for _, key := range slices.Sorted(maps.Keys(by)) {
		w.entry(strconv.Quote(key), by[key])
	}
	w.text = append(w.text, '}')
}

func (w *writer) entry(name string, v reflect.Value) {
	w.text = append(append(w.text, name...), ':')
	w.value(v)
	w.text = append(w.text, ';')
}

func (w *writer) scalar(v reflect.Value) {
	switch {
	case v.CanFloat():
		w.text = strconv.AppendFloat(w.text, v.Float(), 'g', -1, 64)
	case v.CanInt():
		w.text = strconv.AppendInt(w.text, v.Int(), 10)
	case v.CanUint():
		w.text = strconv.AppendUint(w.text, v.Uint(), 10)
	case v.Kind() == reflect.Bool:
		w.text = strconv.AppendBool(w.text, v.Bool())
	case v.Kind() == reflect.String:
		w.text = strconv.AppendQuote(w.text, v.String())
	}
}
