package manifest

import (
	"slices"
	"strings"
)

// inferNamespaces gives the objects of a file their namespace where no manifest
// states it but the addresses of the tree do: a file of Services cars and flights
// that others call cars.travel-agency and flights.travel-agency is applied to
// travel-agency. At least two Services must say so, and more than say anything
// else; where others tie, addresses in the file itself decide. It returns the
// namespaces by file.
func (t *tree) inferNamespaces() map[string]string {
	files := t.unplaced()
	votes := map[string]ballot{}
	for m := range t.mentions() {
		for _, file := range files[m.service] {
			if votes[file] == nil {
				votes[file] = ballot{}
			}
			v := votes[file][m.namespace]
			if v.all++; m.from[file] {
				v.own++
			}
			votes[file][m.namespace] = v
		}
	}
	inferred := map[string]string{}
	for file, b := range votes {
		if ns, ok := b.winner(); ok {
			inferred[file] = ns
		}
	}
	t.place(inferred)
	return inferred
}

// unplaced returns the files that hold a Service without a namespace, by its
// name, each once.
func (t *tree) unplaced() map[string][]string {
	files := map[string][]string{}
	for _, s := range t.services {
		if s.namespace == "" && !slices.Contains(files[s.name], s.at.file) {
			files[s.name] = append(files[s.name], s.at.file)
		}
	}
	return files
}

// A ballot counts for one file the Services that addresses put into each
// namespace: in any file, and in this one.
type ballot map[string]struct{ all, own int }

func (b ballot) winner() (namespace string, ok bool) {
	for ns, v := range b {
		switch best := b[namespace]; {
		case v.all > best.all || v.all == best.all && v.own > best.own:
			namespace, ok = ns, true
		case v.all == best.all && v.own == best.own:
			ok = false
		}
	}
	return namespace, ok && b[namespace].all >= 2
}

// A mention is one Service that some address puts in a namespace.
type mention struct {
	service, namespace string
	from               map[string]bool // files that hold such an address
}

// mentions returns each pair of Service and namespace once.
func (t *tree) mentions() map[*mention]bool {
	byPair := map[[2]string]*mention{}
	out := map[*mention]bool{}
	for _, w := range t.workloads {
		for _, c := range w.pod.Containers {
			for _, e := range c.Env {
				for _, a := range addresses(e.Name.Value, e.Value.Value) {
					l := strings.Split(a.host, ".")
					if !a.sure || len(l) != 2 && !isClusterName(a.host) {
						continue
					}
					k := [2]string{l[0], l[1]}
					m := byPair[k]
					if m == nil {
						m = &mention{l[0], l[1], map[string]bool{}}
						byPair[k] = m
						out[m] = true
					}
					m.from[w.at.file] = true
				}
			}
		}
	}
	return out
}

// place puts the objects of each file that state no namespace into the one
// inferred.
func (t *tree) place(inferred map[string]string) {
	put := func(o *origin) {
		if ns := inferred[o.at.file]; o.namespace == "" && ns != "" {
			o.namespace = ns
		}
	}
	for _, o := range t.workloads {
		put(&o.origin)
	}
	for _, o := range t.services {
		put(&o.origin)
	}
	for _, o := range t.configs {
		put(&o.origin)
	}
	for _, o := range t.policies {
		put(&o.origin)
	}
	for _, o := range t.scalers {
		put(&o.origin)
	}
	for _, o := range t.budgets {
		put(&o.origin)
	}
}
