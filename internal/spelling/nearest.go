package spelling

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the candidate closest to word, or "" where none is close: at most
// so many characters may be put in, left out, replaced, or swapped with the next.
// Upper and lower case are the same. The first of equally close ones wins. To a word
// of more than 100 characters, which is no typing mistake, nothing is close.
//
// It costs O(len(word)²) per candidate of about the same length.
func Nearest(word string, candidates []string, most int) string {
	n := utf8.RuneCountInString(word)
	if n > 100 {
		return ""
	}
	best, least := "", most+1
	folded := strings.ToLower(word)
	for _, c := range candidates {
		m := utf8.RuneCountInString(c)
		if max(m-n, n-m) >= least {
			continue
		}
		if d := distance(folded, strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	return best
}

// distance returns how many insertions, deletions, replacements and swaps of
// neighbours turn a into b (optimal string alignment).
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
