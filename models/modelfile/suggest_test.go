package modelfile

import "testing"

func TestNearest(t *testing.T) {
	candidates := []string{"payments", "payment", "fraud-score", "ledger", "hsm"}
	for word, want := range map[string]string{
		"paymnets": "payments", "paymet": "payment", "fraudscore": "fraud-score", "Ledger": "ledger", "hms": "hsm",
		"": "", "x": "", "card-link": "", "lodgings": "",
	} {
		if got := nearest(word, candidates); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
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
