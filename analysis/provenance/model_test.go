package provenance

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"
)

type (
	leaf  interface{ leaf() }
	rate  struct{ PerHour float64 }
	delay struct{ PerHour float64 }
	thing struct {
		Name   string
		Count  int
		Size   uint8
		Sure   bool
		Limit  *float64
		Life   leaf
		Uses   map[string]float64
		Parts  []thing
		Ask    func()
		hidden int
	}
)

func (rate) leaf()  {}
func (delay) leaf() {}

// The digest is that of the text that the comment describes.
func TestOf(t *testing.T) {
	zero := 0.0
	model := thing{
		Name: "a \"b\"", Count: -3, Size: 7, Sure: true, Limit: &zero, Life: rate{0.1}, Uses: map[string]float64{"y": 2, "x": 1e300},
		Parts: []thing{{Name: "c"}, {}}, Ask: func() {}, hidden: 9,
	}
	text := `thing` + "\n" + `{Name:"a \"b\"";Count:-3;Size:7;Sure:true;Limit:0;Life:rate{PerHour:0.1;};Uses:{"x":1e+300;"y":2;};Parts:[{Name:"c";};{};];}`
	want := fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	for _, given := range []any{model, &model} {
		if got := Of("thing", given); got.InputsDigest != want || got.EngineVersion == "" || got.Methods == nil || got.Seed != nil {
			t.Errorf("%+v, want digest %s", got, want)
		}
	}
	other := model
	other.Life = delay{0.1}
	if Of("thing", other).InputsDigest == want {
		t.Error("another kind of life has the same digest")
	}
	same := model
	same.hidden, same.Ask, same.Parts = 1, nil, slices.Clone(model.Parts)
	same.Parts[1].Uses = map[string]float64{}
	if Of("thing", same).InputsDigest != want {
		t.Error("what does not count changes the digest")
	}
}

// A model that is hashed in several pieces has the digest of the whole.
func TestOfLarge(t *testing.T) {
	parts := make([]int, flushed)
	text := []byte("list\n[")
	for i := range parts {
		parts[i] = i
		text = fmt.Appendf(text, "%d;", i)
	}
	if got, want := Of("list", parts).InputsDigest, fmt.Sprintf("%x", sha256.Sum256(append(text, ']'))); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestMethods(t *testing.T) {
	m := Of("thing", 1)
	m.Found("a", "", "b", "a")
	m.Drew(7)
	if !slices.Equal(m.Methods, []string{"a", "b"}) || *m.Seed != 7 {
		t.Errorf("%+v", m)
	}
}
