package fmea

import "testing"

// handbook is where the expected priorities come from.
const handbook = "AIAG & VDA FMEA Handbook 2019, action priority table for DFMEA and PFMEA, by two public transcriptions"

// TestActionPriorityAllCells counts all 1000 cells: a table moved by one band is
// still monotone, and only the counts tell.
func TestActionPriorityAllCells(t *testing.T) {
	type counts map[Priority]int
	bands := []struct {
		low, high int // severity
		want      counts
	}{
		{9, 10, counts{High: 152, Medium: 12, Low: 36}},
		{7, 8, counts{High: 112, Medium: 52, Low: 36}},
		{4, 6, counts{High: 54, Medium: 114, Low: 132}},
		{2, 3, counts{High: 0, Medium: 36, Low: 164}},
		{1, 1, counts{High: 0, Medium: 0, Low: 100}},
	}
	total := counts{}
	for _, b := range bands {
		got := counts{}
		for s := b.low; s <= b.high; s++ {
			for o := 1; o <= 10; o++ {
				for d := 1; d <= 10; d++ {
					p := priority(t, s, o, d)
					got[p]++
					total[p]++
				}
			}
		}
		for p, n := range b.want {
			if got[p] != n {
				t.Errorf("severity %d–%d: %d times %s, want %d (source: %s)", b.low, b.high, got[p], p, n, handbook)
			}
		}
	}
	for p, n := range (counts{High: 318, Medium: 214, Low: 468}) {
		if total[p] != n {
			t.Errorf("%d times %s, want %d (source: %s)", total[p], p, n, handbook)
		}
	}
}

func TestActionPriorityIsMonotone(t *testing.T) {
	for s := 1; s <= 10; s++ {
		for o := 1; o <= 10; o++ {
			for d := 1; d <= 10; d++ {
				here := priority(t, s, o, d).order()
				for _, worse := range [][3]int{{s + 1, o, d}, {s, o + 1, d}, {s, o, d + 1}} {
					if max(worse[0], worse[1], worse[2]) <= 10 && priority(t, worse[0], worse[1], worse[2]).order() > here {
						t.Errorf("%v has a lower priority than (%d, %d, %d)", worse, s, o, d)
					}
				}
			}
		}
	}
}

func TestActionPriorityCells(t *testing.T) {
	tests := []struct {
		s, o, d int
		want    Priority
	}{
		{10, 1, 10, Low}, {10, 2, 2, Low}, {10, 2, 5, Medium}, {10, 2, 7, High}, {9, 4, 1, Medium}, {9, 6, 1, High},
		{7, 5, 1, Medium}, {7, 5, 7, High}, {8, 6, 1, Medium}, {8, 3, 6, Medium}, {5, 8, 10, High}, {5, 8, 4, Medium},
		{6, 6, 4, Medium}, {6, 6, 1, Low}, {6, 4, 6, Low}, {4, 5, 7, Medium}, {5, 3, 10, Low}, {3, 8, 5, Medium},
		{2, 10, 10, Medium}, {2, 7, 10, Low}, {1, 10, 10, Low},
		{10, 4, 3, High}, {4, 5, 6, Low}, {9, 2, 5, Medium}, {3, 6, 10, Low}, // equal or rising RPN, falling priority
	}
	for _, tt := range tests {
		if got := priority(t, tt.s, tt.o, tt.d); got != tt.want {
			t.Errorf("(%d, %d, %d) = %s, want %s (source: %s)", tt.s, tt.o, tt.d, got, tt.want, handbook)
		}
	}
}

func priority(t *testing.T, s, o, d int) Priority {
	t.Helper()
	p, err := ActionPriority(s, o, d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRanksOutOfRange(t *testing.T) {
	for _, bad := range [][3]int{{0, 1, 1}, {1, 0, 1}, {1, 1, 0}, {11, 1, 1}, {1, 11, 1}, {1, 1, 11}, {-1, 5, 5}} {
		if p, err := ActionPriority(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("ActionPriority%v = %s, want an error", bad, p)
		}
		if n, err := RPN(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("RPN%v = %d, want an error", bad, n)
		}
	}
}

// Facts of arithmetic, counted by others: RPN takes 120 values, and 24 triples
// give 120.
func TestRPN(t *testing.T) {
	values := map[int]int{}
	sum := 0
	for s := 1; s <= 10; s++ {
		for o := 1; o <= 10; o++ {
			for d := 1; d <= 10; d++ {
				n, err := RPN(s, o, d)
				if err != nil {
					t.Fatal(err)
				}
				values[n]++
				sum += n
			}
		}
	}
	if len(values) != 120 || values[60] != 24 || values[120] != 24 || values[360] != 15 || sum != 166375 {
		t.Errorf("%d values, 60: %d, 120: %d, 360: %d, sum %d; want 120, 24, 24, 15, 166375",
			len(values), values[60], values[120], values[360], sum)
	}
}
