package chart

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"ninefold/models/assessment"
	"ninefold/models/chart"
)

// clean makes a text one line that can be seen: a sign stands for each control
// character, and for what changes the direction of writing.
func clean(s string) string {
	return strings.Join(strings.FieldsFunc(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			if r == '\u202f' || r == '\u00a0' {
				return r // they are spaces, too, but not to break a line at
			}
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == utf8.RuneError, r >= 0xfffe && r <= 0xffff:
			return '\ufffd'
		}
		return r
	}, s), func(r rune) bool { return r == ' ' }), " ")
}

// textWidth estimates that of a text in pixels, rather too wide than too narrow.
func textWidth(s string, size float64, bold bool) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r >= 0x1100:
			em++
			if r >= 0x2000 && r < 0x2e80 { // punctuation and signs
				em -= 0.3
			}
		case strings.ContainsRune("iljI.,:;'|! ()[]/\\tfr-", r):
			em += 0.36
		case strings.ContainsRune("mwMW@%", r):
			em += 0.92
		case unicode.IsUpper(r), unicode.IsDigit(r):
			em += 0.64
		default:
			em += 0.57
		}
	}
	if bold {
		em *= 1.16
	}
	return em * size
}

// cut shortens a text to a width, with an ellipsis where something is missing.
func cut(s string, size float64, bold bool, wide float64) string {
	if textWidth(s, size, bold) <= wide {
		return s
	}
	end := 0
	for i := range s {
		if textWidth(s[:i]+"…", size, bold) > wide {
			break
		}
		end = i
	}
	return strings.TrimRight(s[:end], " ") + "…"
}

// wrap breaks a text into lines at spaces; a word that is too long is cut.
func wrap(s string, size float64, bold bool, wide float64) []string {
	var lines []string
	line := ""
	for word := range strings.SplitSeq(s, " ") {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && textWidth(longer, size, bold) > wide {
			lines = append(lines, line)
			longer = word
		}
		line = longer
		if textWidth(line, size, bold) > wide {
			line = cut(line, size, bold, wide)
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// axisTitle returns the label of an axis with its unit.
func axisTitle(a chart.Axis) string {
	label := clean(a.Label)
	_, unit := a.Division()
	if a.Scale == chart.Log {
		unit = strings.TrimPrefix(unit+", log scale", ", ")
	}
	if unit == "" {
		return label
	}
	return strings.TrimSpace(label + " (" + unit + ")")
}

// numbers returns how the marks of an axis are written: alike in digits along a
// linear axis.
func numbers(a chart.Axis, marks []chart.Mark) []string {
	unit, _ := a.Division()
	step := math.Inf(1)
	for i := 1; i < len(marks); i++ {
		step = min(step, (marks[i].Value-marks[i-1].Value)/unit)
	}
	texts := make([]string, len(marks))
	for i, m := range marks {
		v := m.Value / unit
		switch {
		case a.Unit == chart.Share && a.Scale.Probability():
			texts[i] = chance(v)
		case a.Unit == chart.Share:
			texts[i] = plain(v*100, step*100) + "\u00a0%"
		case a.Scale != chart.Linear:
			texts[i] = short(v)
		default:
			texts[i] = plain(v, step)
		}
	}
	return texts
}

// plain writes a number with the decimals that steps have.
func plain(v, step float64) string {
	a := math.Abs(v)
	if math.Abs(v) < step*1e-6 {
		return "0"
	}
	if a >= 1e7 || step < 1e-6 {
		return power(v)
	}
	decimals := 0
	for s := step; decimals < 8 && !(math.Abs(s-math.Round(s)) < 1e-6*s); decimals++ {
		s *= 10
	}
	return fixed(v, decimals)
}

// short writes one of the round numbers on a logarithmic axis.
func short(v float64) string {
	if !(v >= 0.9e-4 && v < 0.9e7) {
		return power(v)
	}
	return fixed(v, max(0, -int(math.Floor(math.Log10(v)+1e-9))))
}

// chance writes a probability in percent with the digits that tell it from 0 and 1.
func chance(p float64) string {
	if p == 0 {
		return "0\u00a0%"
	}
	d := min(p, 1-p)
	decimals := min(13, max(0, -int(math.Floor(math.Log10(d*100)+1e-6))))
	if p < 1e-7 {
		return power(p*100) + "\u00a0%"
	}
	return fixed(p*100, decimals) + "\u00a0%"
}

// fixed writes a number with so many decimals, and a comma between thousands.
func fixed(v float64, decimals int) string {
	if decimals == 0 {
		return assessment.Significant(math.Round(v), 1)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	if v < 0 {
		return "−" + s
	}
	return s
}

var superscripts = strings.NewReplacer("-", "⁻", "+", "", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")

// power writes m × 10ⁿ, and 10ⁿ where m is 1.
func power(v float64) string {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'e', 6, 64), "e")
	mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	n, err := strconv.Atoi(exponent)
	if err != nil { // cannot be: FormatFloat wrote it
		return exponent
	}
	s := "10" + superscripts.Replace(strconv.Itoa(n))
	if mantissa != "1" {
		s = mantissa + "\u00a0×\u00a0" + s
	}
	if v < 0 {
		return "−" + s
	}
	return s
}
