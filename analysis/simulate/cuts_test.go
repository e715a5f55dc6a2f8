package simulate

import (
	"fmt"
	"slices"
	"testing"

	"ninefold/analysis/dist"
)

func alike(n int) []Component {
	list := make([]Component, n)
	for i := range list {
		list[i] = Component{ID: fmt.Sprint(i), Life: dist.Exponential{MTTF: 1000}, Repair: dist.Exponential{MTTF: 1}}
	}
	return list
}

// The cuts of a function are those of a bridge, of sets too large to try them all,
// and of storms.
func TestCuts(t *testing.T) {
	all := func(failed []bool, of ...int) bool {
		return !slices.ContainsFunc(of, func(i int) bool { return !failed[i] })
	}
	var large []int
	for i := range 20 {
		large = append(large, i)
	}
	for _, tt := range []struct {
		name string
		m    Model
		want [][]int
	}{
		{"bridge", Model{Components: alike(5), Down: func(f []bool) bool { return all(f, 0, 1) || all(f, 3, 4) || all(f, 0, 2, 4) || all(f, 1, 2, 3) }}, [][]int{{0, 1}, {3, 4}, {0, 2, 4}, {1, 2, 3}}},
		{"twenty of forty", Model{Components: alike(40), Down: func(f []bool) bool { return all(f, large...) }}, [][]int{large}},
		{"never", Model{Components: alike(3), Down: func([]bool) bool { return false }}, nil},
		{"storm", Model{
			Components: alike(3), Storms: []Storm{{ID: "load", Members: []string{"0", "2"}, Demand: 1.5, Capacity: 1}}, Down: func(f []bool) bool { return f[3] && f[1] },
		}, [][]int{{0, 1}, {1, 2}}},
	} {
		if err := tt.m.Validate(); err != nil {
			t.Fatal(err)
		}
		if got := compile(&tt.m).cuts(); fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
