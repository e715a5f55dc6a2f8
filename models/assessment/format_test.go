package assessment

import (
	"math"
	"testing"
)

// The wanted texts are those of the number format rules of the product: two
// digits of unavailability cut to the worse side, units that fit, no rounding to
// all or nothing.
func TestFormats(t *testing.T) {
	tests := []struct {
		rule      string
		got, want string
	}{
		{"two digits of u", FormatAvailability(0.0005), "99.950 %"},
		{"cut to the worse", FormatAvailability(0.00051), "99.949 %"},
		{"cut to the worse", FormatAvailability(0.000501), "99.949 %"},
		{"two digits of u", FormatAvailability(0.00005), "99.9950 %"},
		{"two digits of u", FormatAvailability(0.00001), "99.9990 %"},
		{"two digits of u", FormatAvailability(0.001268), "99.87 %"},
		{"two digits of u", FormatAvailability(0.05), "95.0 %"},
		{"one decimal at least", FormatAvailability(0.5), "50.0 %"},
		{"100 only for 0", FormatAvailability(0), "100 %"},
		{"100 only for 0", FormatAvailability(1e-9), "99.99999990 %"},
		{"not a ratio", FormatAvailability(math.NaN()), "—"},
		{"nines", FormatNines(0.0005), "3.30 nines"},
		{"minutes", FormatMinutes(313.7), "314"},
		{"minutes", FormatMinutes(0.31), "0.3"},
		{"minutes, signed", FormatMinutes(-171.2), "−171"},
		{"minutes, small", FormatMinutes(0.04), "0.04"},
		{"minutes, thousands", FormatMinutes(108115), "108,115"},
		{"span", FormatSpan(0.4333), "26 s"},
		{"span", FormatSpan(4.32), "4.3 min"},
		{"span", FormatSpan(43.2), "43 min"},
		{"span", FormatSpan(216), "3 h 36 min"},
		{"span", FormatSpan(5328), "3.7 d"},
		{"span", FormatSpan(0), "0 s"},
		{"span", FormatSpan(0.01), "< 1 s"},
		{"probability", FormatProbability(0.032), "0.032"},
		{"probability", FormatProbability(0.0099), "9.9 × 10⁻³"},
		{"probability", FormatProbability(4.8e-4), "4.8 × 10⁻⁴"},
		{"probability", FormatProbability(1e-12), "1.0 × 10⁻¹²"},
		{"probability", FormatProbability(0), "0"},
		{"share", FormatShare(0.573), "57 %"},
		{"share", FormatShare(0.0009), "0.1 %"},
		{"share is never rounded to all", FormatShare(0.999), "> 99 %"},
		{"share is never rounded to nothing", FormatShare(1e-7), "< 0.1 %"},
		{"money", FormatMoney(2888800, "EUR"), "€2.9 m"},
		{"money", FormatMoney(18000, "EUR"), "€18 k"},
		{"money, no sign known", FormatMoney(18000, "CHF"), "CHF 18 k"},
		{"thousands", FormatThousands(1656000), "1,656"},
		{"rate", FormatRate(7.35), "7.3 /yr"},
		{"rate", FormatRate(0.25), "0.25 /yr"},
		{"significant keeps whole digits", Significant(1234.5, 2), "1,234"},
		{"not a number", FormatMinutes(math.Inf(1)), "—"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.rule, tt.got, tt.want)
		}
	}
}
