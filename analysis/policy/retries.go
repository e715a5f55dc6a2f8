package policy

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxAmplification is how many requests one request of a user may become at the
// end of a call path, when each call on it is tried as often as it may be.
const maxAmplification = 4

// retryAmplification judges, for each journey, the largest product of
// 1 + retries along a call path from its entries.
func retryAmplification(f Facts) []verdict {
	calls := map[string][]Call{}
	for _, c := range f.Calls {
		calls[c.From] = append(calls[c.From], c)
	}
	return eachJourney(func(j Journey) verdict {
		if len(j.Entries) == 0 {
			return notEvaluated("its entry services are not known")
		}
		a := amplify(j.Entries, calls)
		switch {
		case a.cycle:
			return fail("no bound: a call cycle retries along %s", strings.Join(a.path, " > "))
		case a.log > math.Log(maxAmplification)+1e-9: // sums of logarithms are rounded
			return fail("1 request becomes %s along %s", a.requests(), strings.Join(a.path, " > "))
		case a.unstated > 0:
			return notEvaluated(fmt.Sprintf("the retries of %d calls are not known", a.unstated))
		}
		return pass("1 request becomes %s at most", a.requests())
	})(f)
}

// An amplification is the worst that retries do to a request.
type amplification struct {
	log      float64  // of the product, which may be large
	path     []string // services it happens along
	cycle    bool     // it happens around a cycle, without end
	unstated int      // calls on the way without known retries, taken as none
}

// requests returns the product in digits.
func (a amplification) requests() string {
	if a.log > math.Log(1e6) {
		return "more than a million"
	}
	return strconv.FormatFloat(math.Round(math.Exp(a.log)), 'f', 0, 64)
}

// amplify follows the calls from entries by the relaxation of Bellman and Ford. A
// path without repetition has fewer calls than there are services, so whatever
// still grows after that many rounds grows around a cycle.
func amplify(entries []string, calls map[string][]Call) amplification {
	a := amplification{path: entries[:1]}
	reached, unstated := reach(entries, calls)
	a.unstated = unstated
	sum, caller := map[string]float64{}, map[string]string{} // logarithms; 0 for one request
	for round := 0; ; round++ {
		changed := false
		for _, from := range reached {
			for _, c := range calls[from] {
				retries := 0
				if c.Retries != nil {
					retries = max(*c.Retries, 0)
				}
				here, known := sum[c.To]
				grown := sum[from] + math.Log1p(float64(retries))
				if grown > here || !known && !slices.Contains(entries, c.To) {
					sum[c.To], caller[c.To], changed = grown, from, true
				}
				if grown > a.log {
					a.log, a.path = grown, pathTo(c.To, caller)
				}
			}
		}
		if !changed {
			return a
		}
		if round > len(reached) {
			a.cycle = true
			return a
		}
	}
}

// reach returns the services reached from entries, callers before callees as far
// as there are no cycles, and how many calls among them have unknown retries.
func reach(entries []string, calls map[string][]Call) (services []string, unstated int) {
	seen := map[string]bool{}
	for next := slices.Clone(entries); len(next) > 0; next = next[1:] {
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		services = append(services, next[0])
		for _, c := range calls[next[0]] {
			next = append(next, c.To)
			if c.Retries == nil {
				unstated++
			}
		}
	}
	return services, unstated
}

// pathTo returns the services a request comes through, the last being id. It ends
// where it would repeat itself.
func pathTo(id string, caller map[string]string) []string {
	path := []string{id}
	for {
		from, ok := caller[path[len(path)-1]]
		if !ok {
			break
		}
		again := slices.Contains(path, from)
		path = append(path, from)
		if again {
			break
		}
	}
	slices.Reverse(path)
	return path
}
