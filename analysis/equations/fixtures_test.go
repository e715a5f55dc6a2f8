package equations

import (
	"context"
	"fmt"
	"math"
	"testing"
)

func relErr(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / math.Abs(want)
}

// A fatTree is a k-ary fat tree, and a service with replicas on servers of different pods
// that is up while one of them reaches a core switch.
type fatTree struct {
	ports, replicas               int
	core, aggregate, rack, server float64 // unreliability
}

// devices returns the number of devices: 5k²/4 switches and k³/4 servers.
func (f fatTree) devices() int { return 5*f.ports*f.ports/4 + f.ports*f.ports*f.ports/4 }

// system has all devices, and the service as "service".
func (f fatTree) system() System {
	var s System
	h := f.ports / 2
	add := func(u float64, id string, needs ...Need) string {
		s.Components = append(s.Components, Component{ID: id, Unreliability: u, Needs: needs})
		return id
	}
	groups := make([]Need, h)
	for i := range h {
		groups[i].K = 1
		for j := range h {
			groups[i].Of = append(groups[i].Of, add(f.core, fmt.Sprintf("core %d.%d", i, j)))
		}
	}
	service := Need{K: 1}
	for p := range f.ports {
		pod := Need{K: 1}
		for i := range h {
			pod.Of = append(pod.Of, add(f.aggregate, fmt.Sprintf("aggregate %d.%d", p, i), groups[i]))
		}
		for r := range h {
			rack := add(f.rack, fmt.Sprintf("rack %d.%d", p, r), pod)
			for v := range h {
				server := add(f.server, fmt.Sprintf("server %d.%d.%d", p, r, v), Need{K: 1, Of: []string{rack}})
				if r == 0 && v == 0 && p < f.replicas {
					service.Of = append(service.Of, server)
				}
			}
		}
	}
	add(0, "service", service)
	return s
}

// unreliability is the closed form: given how many replicas have their server and rack, in
// each of the core groups either all switches or all their aggregates are down.
func (f fatTree) unreliability() float64 {
	h := float64(f.ports / 2)
	cores := math.Pow(f.core, h)
	local := f.server + (1-f.server)*f.rack
	sum, ways := 0.0, 1.0
	for s := 0; s <= f.replicas; s++ {
		group := cores + (1-cores)*math.Pow(f.aggregate, float64(s))
		sum += ways * math.Pow(1-local, float64(s)) * math.Pow(local, float64(f.replicas-s)) * math.Pow(group, h)
		ways = ways * float64(f.replicas-s) / float64(s+1)
	}
	return sum
}

// paths lists every path of the service, of a server, its rack, an aggregate and a core.
func (f fatTree) paths() Paths {
	p := Paths{Root: "service"}
	add := func(u float64, format string, args ...any) string {
		id := fmt.Sprintf(format, args...)
		p.Components = append(p.Components, Part{id, u})
		return id
	}
	h := f.ports / 2
	cores := make([][]string, h)
	for i := range cores {
		for j := range h {
			cores[i] = append(cores[i], add(f.core, "core %d.%d", i, j))
		}
	}
	for pod := range f.replicas {
		server, rack := add(f.server, "server %d.0.0", pod), add(f.rack, "rack %d.0", pod)
		for i := range h {
			aggregate := add(f.aggregate, "aggregate %d.%d", pod, i)
			for _, core := range cores[i] {
				p.Paths = append(p.Paths, []string{server, rack, aggregate, core})
			}
		}
	}
	return p
}

// results analyses the tree from its devices, and from the paths.
func (f fatTree) results(t *testing.T) [2]Result {
	t.Helper()
	var out [2]Result
	s, err := f.paths().System()
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range []System{f.system(), s} {
		if out[i], err = Analyze(context.Background(), s, "service", Options{}); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
