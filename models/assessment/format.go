package assessment

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The numbers as people read them. Every page, report and table uses these, so
// that one number never has two faces. Missing is an em dash.
const missing = "—"

// FormatAvailability returns an availability in percent with two significant
// digits of the unavailability, cut towards the worse side: 0.9995 is "99.950 %",
// 0.99949 is "99.949 %". It takes the unavailability u, because 1 − u loses the
// digits that matter. It says "100 %" for u = 0 only.
func FormatAvailability(u float64) string {
	switch {
	case !(u >= 0 && u <= 1):
		return missing
	case u == 0:
		return "100 %"
	}
	decimals := int(math.Ceil(-math.Log10(u)-1e-9)) - 1
	decimals = min(12, max(1, decimals))
	scale := math.Pow(10, float64(decimals))
	// Cut towards the worse: round the unavailability up, forgiving the last bits.
	percent := math.Ceil(u*100*scale-1e-6) / scale
	return strconv.FormatFloat(100-percent, 'f', decimals, 64) + " %"
}

// FormatNines returns −log₁₀ u with two decimals: 0.0005 is "3.30 nines".
func FormatNines(u float64) string {
	if !(u > 0 && u <= 1) {
		return missing
	}
	return strconv.FormatFloat(-math.Log10(u), 'f', 2, 64) + " nines"
}

// FormatMinutes returns a number of minutes that is summed or compared, without
// its unit: whole from 10 on, one decimal below, one digit below 0.1.
func FormatMinutes(m float64) string {
	a := math.Abs(m)
	switch {
	case math.IsNaN(m) || math.IsInf(m, 0):
		return missing
	case a == 0:
		return "0"
	case a >= 10:
		return group(m, 0)
	case a >= 0.095:
		return sign(strconv.FormatFloat(m, 'f', 1, 64))
	case a >= 0.001:
		return sign(strconv.FormatFloat(m, 'g', 1, 64))
	case m < 0:
		return "> −0.001"
	}
	return "< 0.001"
}

// FormatSpan returns a duration given in minutes with the unit that fits: 26 s,
// 4.3 min, 43 min, 3 h 36 min, 3.7 d.
func FormatSpan(minutes float64) string {
	switch {
	case !(minutes >= 0) || math.IsInf(minutes, 0):
		return missing
	case minutes == 0:
		return "0 s"
	case minutes*60 < 1:
		return "< 1 s"
	case minutes*60 < 59.5:
		return fmt.Sprintf("%.0f s", minutes*60)
	case minutes < 9.95:
		return fmt.Sprintf("%.1f min", minutes)
	case minutes < 119.5:
		return fmt.Sprintf("%.0f min", minutes)
	case minutes < 2880:
		whole := int(math.Round(minutes))
		if whole%60 == 0 {
			return fmt.Sprintf("%d h", whole/60)
		}
		return fmt.Sprintf("%d h %d min", whole/60, whole%60)
	}
	return group(minutes/1440, 1) + " d"
}

var superscripts = strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// FormatProbability returns two significant digits, below 0.01 as m.m × 10ⁿ; "0"
// for exactly 0 only.
func FormatProbability(p float64) string {
	switch {
	case !(p >= 0) || math.IsInf(p, 0):
		return missing
	case p == 0:
		return "0"
	case p >= 0.01:
		return strconv.FormatFloat(p, 'g', 2, 64)
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(p, 'e', 1, 64), "e")
	n, err := strconv.Atoi(exponent)
	if err != nil { // cannot be: FormatFloat wrote it
		return missing
	}
	return mantissa + " × 10" + superscripts.Replace(strconv.Itoa(n))
}

// FormatShare returns a fraction in percent: whole from 1 % on, one decimal
// below.
func FormatShare(f float64) string {
	switch {
	case !(f >= 0) || math.IsInf(f, 0):
		return missing
	case f == 0:
		return "0 %"
	case f < 0.0005:
		return "< 0.1 %"
	case f < 0.01:
		return fmt.Sprintf("%.1f %%", f*100)
	case f < 1 && f > 0.995: // never rounded up to all
		return "> 99 %"
	}
	return fmt.Sprintf("%.0f %%", f*100)
}

// FormatRate returns events per year with two significant digits: "7.4 /yr".
func FormatRate(perYear float64) string {
	if !(perYear >= 0) || math.IsInf(perYear, 0) {
		return missing
	}
	return Significant(perYear, 2) + " /yr"
}

// FormatHours returns a number of hours as a span.
func FormatHours(h float64) string { return FormatSpan(h * 60) }

var currencySigns = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

// FormatMoney returns an amount with two or three significant digits and k, m or
// bn: "€2.9 m".
func FormatMoney(amount float64, currency string) string {
	if math.IsNaN(amount) || math.IsInf(amount, 0) {
		return missing
	}
	prefix, ok := currencySigns[currency]
	if !ok && currency != "" {
		prefix = currency + " "
	}
	if amount < 0 {
		prefix = "−" + prefix
	}
	a := math.Abs(amount)
	switch {
	case a >= 999.5e6:
		return prefix + Significant(a/1e9, 2) + " bn"
	case a >= 999.5e3:
		return prefix + Significant(a/1e6, 2) + " m"
	case a >= 999.5:
		return prefix + Significant(a/1e3, 2) + " k"
	}
	return prefix + Significant(a, 2)
}

// FormatThousands returns an amount in thousands, grouped: 1,656.
func FormatThousands(amount float64) string {
	if math.IsNaN(amount) || math.IsInf(amount, 0) {
		return missing
	}
	return FormatMinutes(amount / 1000)
}

// Significant returns x with at least n significant digits and no exponent:
// whole digits are never rounded away.
func Significant(x float64, n int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return missing
	}
	if x == 0 {
		return "0"
	}
	decimals := n - 1 - int(math.Floor(math.Log10(math.Abs(x))+1e-12))
	return group(x, min(12, max(0, decimals)))
}

// group writes x with the given decimals and a comma between thousands.
func group(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	if x < 0 && strings.Trim(s, "0.") != "" {
		return "−" + b.String()
	}
	return b.String()
}

func sign(s string) string { return strings.Replace(s, "-", "−", 1) }
