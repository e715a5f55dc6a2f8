package spelling

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	for _, tt := range []struct {
		word       string
		candidates string
		most       int
		want       string
	}{
		{"probabilitu", "proof probability", 3, "probability"},
		{"porbability", "proof probability", 1, "probability"}, // a swap is one change
		{"porbability", "proof probability", 0, ""},
		{"PUMP-B", "pump-a pump-b", 0, "pump-b"},
		{"pump-c", "pump-b pump-a", 2, "pump-b"}, // the first of two
		{"pmp-a", "pump-b pump-a", 2, "pump-a"},  // the nearer of two
		{"grün", "gruen grun", 1, "grun"},
		{"valve", "pump-a x", 1, ""},
		{"", "x", 0, ""},
		{strings.Repeat("a", 101), strings.Repeat("a", 100), 5, ""},
	} {
		if got := Nearest(tt.word, strings.Fields(tt.candidates), tt.most); got != tt.want {
			t.Errorf("Nearest(%q, %q, %d) = %q, want %q", tt.word, tt.candidates, tt.most, got, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	// kitten/sitting: V. I. Levenshtein's textbook pair; ca/abc: optimal string
	// alignment gives 3 where the unrestricted distance gives 2.
	for _, tt := range []struct {
		a, b string
		want int
	}{{"kitten", "sitting", 3}, {"ca", "abc", 3}, {"ab", "ba", 1}, {"", "abc", 3}, {"über", "uber", 1}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
