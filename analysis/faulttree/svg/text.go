package svg

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a name one line that can be seen: a sign stands for each control
// character, and for what changes the direction of writing.
func clean(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return '\ufffd'
		}
		return r
	}, s)), " ")
}

// width estimates that of a text in pixels, rather too wide than too narrow: which
// font will be used is not known.
func width(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r >= 0x1100:
			em++
			if r >= 0x2000 && r < 0x2e80 { // punctuation and signs
				em -= 0.15
			}
		case strings.ContainsRune("iljI.,:;'|! ()[]/\\tfr-", r):
			em += 0.38
		case strings.ContainsRune("mwMW@%", r):
			em += 0.96
		case unicode.IsUpper(r) || unicode.IsDigit(r):
			em += 0.69
		default:
			em += 0.61
		}
	}
	return em * size
}

// cut shortens a text to a width, with an ellipsis where something is missing.
func cut(s string, size, wide float64) string {
	if width(s, size) <= wide {
		return s
	}
	end := 0
	for i := range s {
		if width(s[:i]+"…", size) > wide {
			break
		}
		end = i
	}
	return strings.TrimRight(s[:end], " ") + "…"
}

// wrap breaks a label into lines, after spaces and signs where it can, and cuts the
// last.
func wrap(s string, wide float64, lines int) []string {
	var out []string
	for s != "" {
		if len(out) == lines-1 || width(s, labelSize) <= wide {
			return append(out, cut(s, labelSize, wide))
		}
		end, good := 0, 0
		for i, r := range s {
			next := i + utf8.RuneLen(r)
			if width(strings.TrimRight(s[:next], " "), labelSize) > wide {
				break
			}
			end = next
			if strings.ContainsRune(" -_./:,", r) {
				good = next
			}
		}
		if good > 0 {
			end = good
		}
		if end == 0 { // not one letter fits
			_, end = utf8.DecodeRuneInString(s)
		}
		out = append(out, strings.TrimRight(s[:end], " "))
		s = strings.TrimLeft(s[end:], " ")
	}
	return out
}

// probability formats to three digits, which never become 0 or 1 by rounding.
func probability(p float64) string {
	if p < 1 && p > 0.9995 {
		return "1 − " + plainExponent(1-p)
	}
	return plainExponent(p)
}

// plainExponent writes 1e-5 for 1e-05.
func plainExponent(x float64) string {
	s := fmt.Sprintf("%.3g", x)
	return strings.NewReplacer("e-0", "e-", "e+0", "e").Replace(s)
}
