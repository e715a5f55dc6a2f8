package availability

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawSpells draws spells on whole hours of a short time, so that they overlap,
// touch and have no length often.
func drawSpells(t *rapid.T) []Spell {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Spell {
		start := rapid.IntRange(0, 60).Draw(t, "start")
		return Spell{
			Start: float64(start),
			End:   float64(start + rapid.IntRange(0, 9).Draw(t, "hours")),
			Open:  rapid.Bool().Draw(t, "open"),
		}
	}), 0, 12).Draw(t, "spells")
}

// The union covers each hour that a spell covers, once.
func TestUnionAgainstHours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		before := slices.Clone(spells)
		union := Union(spells)
		if !slices.Equal(spells, before) {
			t.Fatal("spells were modified")
		}

		var covered [80]bool
		for _, s := range spells {
			for h := s.Start; h < s.End; h++ {
				covered[int(h)] = true
			}
		}
		count := 0.0
		for _, c := range covered {
			if c {
				count++
			}
		}
		if hours(union) != count || count > hours(spells) {
			t.Fatalf("union has %g hours of %g, want %g", hours(union), hours(spells), count)
		}
		for i := 1; i < len(union); i++ {
			if !(union[i].Start > union[i-1].End) {
				t.Fatalf("not apart: %v", union)
			}
		}
		if again := Union(union); !slices.Equal(again, union) {
			t.Fatalf("union of %v is %v", union, again)
		}
		shuffled := slices.Clone(spells)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if other := Union(shuffled); !slices.Equal(other, union) {
			t.Fatalf("in another order: %v, not %v", other, union)
		}
	})
}

// Clipping to the parts of a window loses no downtime and counts none twice, and
// each outage begins in one part.
func TestClipSplitsWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spells := drawSpells(t)
		cut := float64(rapid.IntRange(1, 79).Draw(t, "cut"))
		union := Union(spells)
		parts := hours(Clip(union, 0, cut)) + hours(Clip(union, cut, 80))
		if parts != hours(union) {
			t.Fatalf("parts have %g hours of %g", parts, hours(union))
		}
		whole, err := Summarize(spells, 0, 80, 0.9)
		if err != nil {
			t.Fatal(err)
		}
		first, err1 := Summarize(spells, 0, cut, 0.9)
		second, err2 := Summarize(spells, cut, 80, 0.9)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if first.Outages+second.Outages != whole.Outages {
			t.Fatalf("%d + %d outages, want %d", first.Outages, second.Outages, whole.Outages)
		}
	})
}

func TestUnionAndClip(t *testing.T) {
	const source = "half-open spells, by hand"
	tests := []struct {
		name   string
		spells []Spell
		union  []Spell
		clip   []Spell // of the union, to [10, 20)
	}{
		{"none", nil, nil, nil},
		{"touching", []Spell{{12, 14, false}, {10, 12, false}}, []Spell{{10, 14, false}}, []Spell{{10, 14, false}}},
		{"apart", []Spell{{12, 14, false}, {10, 11, false}}, []Spell{{10, 11, false}, {12, 14, false}}, []Spell{{10, 11, false}, {12, 14, false}}},
		{"inside", []Spell{{11, 19, false}, {12, 14, true}}, []Spell{{11, 19, false}}, []Spell{{11, 19, false}}},
		{"open lasts longest", []Spell{{11, 14, false}, {12, 16, true}}, []Spell{{11, 16, true}}, []Spell{{11, 16, true}}},
		{"open ends with another", []Spell{{11, 16, true}, {12, 16, false}}, []Spell{{11, 16, true}}, []Spell{{11, 16, true}}},
		{"no length", []Spell{{15, 15, false}}, []Spell{{15, 15, false}}, []Spell{{15, 15, false}}},
		{"no length, at the first instant", []Spell{{10, 10, false}}, []Spell{{10, 10, false}}, []Spell{{10, 10, false}}},
		{"no length, at the end", []Spell{{20, 20, false}}, []Spell{{20, 20, false}}, nil},
		{"ends at the first instant", []Spell{{5, 10, false}}, []Spell{{5, 10, false}}, nil},
		{"across", []Spell{{5, 25, false}}, []Spell{{5, 25, false}}, []Spell{{10, 20, true}}},
		{"to the end", []Spell{{15, 20, false}}, []Spell{{15, 20, false}}, []Spell{{15, 20, false}}},
		{"refused", []Spell{{5, 4, false}, {math.NaN(), 4, false}, {4, math.Inf(1), false}}, nil, nil},
	}
	for _, tt := range tests {
		union := Union(tt.spells)
		if !slices.Equal(union, tt.union) {
			t.Errorf("%s: union %v, want %v (source: %s)", tt.name, union, tt.union, source)
		}
		if clip := Clip(union, 10, 20); !slices.Equal(clip, tt.clip) {
			t.Errorf("%s: clip %v, want %v (source: %s)", tt.name, clip, tt.clip, source)
		}
	}
}
