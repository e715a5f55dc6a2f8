package figures

import (
	"math"
	"strings"
	"testing"
)

func figures(t *testing.T, stated ...string) *Figures {
	t.Helper()
	var f Figures
	for i := 0; i < len(stated); i += 2 {
		if err := f.Set(stated[i], stated[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return &f
}

func TestUnavailability(t *testing.T) {
	for _, tt := range []struct {
		stated []string
		hours  float64
		want   float64
		source string
	}{
		{nil, 0, 0, "nothing stated"},
		{[]string{"unavailability", "1e-9"}, 0, 1e-9, "itself"},
		{[]string{"reliability", "0.9999999999"}, 0, 1e-10, "1 − 0.9999999999, in decimals"},
		{[]string{"reliability", "0.25"}, 0, 0.75, "1 − 0.25"},
		{[]string{"reliability", "1"}, 0, 0, "1 − 1"},
		{[]string{"reliability", "9e-1"}, 0, 0.1, "1 − 0.9"},
		{[]string{"mttf", "992", "mttr", "8"}, 100, 0.008, "8 / 1000, whatever the time"},
		{[]string{"mttf", "1e9"}, 1, 1e-9 - 5e-19, "1 − exp(−x) = x − x²/2, x = 1e-9"},
	} {
		got, err := figures(t, tt.stated...).Unavailability(tt.hours)
		if err != nil || math.Abs(got-tt.want) > 1e-15*tt.want {
			t.Errorf("%v: %.17g, want %.17g (%v; source: %s)", tt.stated, got, tt.want, err, tt.source)
		}
	}
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"reliability", "1.5", "reliability 1.5 is not between 0 and 1"},
		{"unavailability", "-0.1", "unavailability -0.1 is not between 0 and 1"},
		{"unavailability", "nan", `unavailability is "nan", which is no finite number`},
		{"mttf", "0", "mttf 0 is not positive"},
		{"mttf", "inf", `mttf is "inf", which is no finite number`},
		{"mttr", "-1", "mttr -1 is not between 0"},
		{"colour", "1", `"colour" is no figure`},
	} {
		if err := new(Figures).Set(tt.name, tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s %s: %v, want %s", tt.name, tt.text, err, tt.want)
		}
	}
	f := figures(t, "reliability", "0.5")
	if err := f.Set("unavailability", "0.5"); err == nil || !f.Given() {
		t.Error("two figures of one thing")
	}
	for _, stated := range [][]string{{"mttr", "8"}, {"mttf", "1"}, {"mttf", "1", "mttr", "1", "reliability", "1"}} {
		if u, err := figures(t, stated...).Unavailability(0); err == nil {
			t.Errorf("%v: %g", stated, u)
		}
	}
	if _, err := Probability("reliability", "2"); err == nil {
		t.Error("a reliability of 2")
	}
}
