package objective

import (
	"testing"
	"time"
)

func TestFraction(t *testing.T) {
	for text, want := range map[string]float64{"99.9": 0.999, "99.99": 0.9999, "99.999": 0.99999, "95": 0.95, "0": 0, "100": 1, "12.5": 0.125, "1e1": -1, "-1": -1, "NaN": -1, "": -1, "1/3": -1, "0x1": -1, ".": -1, "1_0": -1, "99999999999999999999999999999999999": -1} {
		got, ok := Fraction(text)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("Fraction(%q) = %g, %t; want %g", text, got, ok, want)
		}
	}
}

func TestBegin(t *testing.T) {
	at, err := Calendar{Start: "2022-01-01 12:00:00", TimeZone: "America/New_York"}.Begin()
	if err != nil || !at.Equal(time.Date(2022, 1, 1, 17, 0, 0, 0, time.UTC)) || at.Location().String() != "America/New_York" {
		t.Errorf("%s, %v: New York is five hours behind in winter", at, err)
	}
	if at, err := (Calendar{}).Begin(); err != nil || !at.IsZero() {
		t.Errorf("%s, %v", at, err)
	}
	for _, c := range []Calendar{{TimeZone: "Mars/Phobos"}, {Start: "tomorrow"}, {Start: "2022-01-01"}} {
		if _, err := c.Begin(); err == nil {
			t.Errorf("%+v begins", c)
		}
	}
}
